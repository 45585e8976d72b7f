"""Keeps the process small and its pauses short, once everything that stays has been loaded."""

from __future__ import annotations

import contextlib
import ctypes
import gc

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD in glibc's malloc.h
_LARGE_BYTES = 1_048_576


def settle() -> None:
    """Call once, after composing.

    The collector need not look again at what was loaded to stay: walking it took a tenth of a second under load. And
    large blocks go back to the system when they are freed: argon2 takes 19 MiB for each password, and glibc, seeing
    that once, would keep such blocks from then on.
    """
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError):  # not every system has this, and none needs it
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)

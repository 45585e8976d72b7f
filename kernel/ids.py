"""Identifiers: UUID version 7 (RFC 9562 section 5.7), so that new rows land at the end of their index."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

from kernel.errors import Invalid

INSTANCE_ID = UUID(int=0)
"""Stands for the instance itself where an organization is required: what happens to users before they have one."""

_RANDOM_BITS = 62
_COUNTER_BITS = 12
_lock = threading.Lock()
_last: list[int] = [0, 0]


def new_id() -> UUID:
    """A fresh UUIDv7 that sorts after every earlier one of this process, also within one millisecond."""
    with _lock:
        milliseconds = time.time_ns() // 1_000_000
        if milliseconds <= _last[0]:
            milliseconds, counter = _last[0], _last[1] + 1
            if counter >> _COUNTER_BITS:
                milliseconds, counter = milliseconds + 1, 0
        else:
            counter = int.from_bytes(os.urandom(2)) & 0x3FF  # room to count upwards within the millisecond
        _last[0], _last[1] = milliseconds, counter
    random = int.from_bytes(os.urandom(8)) & ((1 << _RANDOM_BITS) - 1)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | random)


def parse_id(text: str, field: str = "id") -> UUID:
    """The identifier written in `text`; raises `Invalid` naming `field`."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise Invalid.field(field, "must be a UUID") from None

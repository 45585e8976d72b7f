"""Sealing and opening small secrets before they are stored and after they are read."""

from __future__ import annotations

from typing import Protocol


class SecretUnreadable(Exception):
    """A sealed value was altered, belongs to another purpose, or was sealed with another key."""


class SecretKeyMissing(Exception):
    """There is no key to seal with, and this environment may not make one. The message says what to do."""


class SecretBox(Protocol):
    """Authenticated encryption under the instance's key. Cheap enough to be used inside a unit."""

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Encrypt. Only `open` with the same `purpose` gets it back, so values cannot change places."""
        ...

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Decrypt; raises `SecretUnreadable`."""
        ...

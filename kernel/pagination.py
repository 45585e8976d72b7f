"""Lists by key: `{items, next_cursor}`. A cursor is opaque to clients and holds the last row's sort key."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kernel.errors import Invalid

T = TypeVar("T")

LIMIT_DEFAULT = 50
LIMIT_MAX = 200
CURSOR_LENGTH_MAX = 4096
"""Room for a name of 200 letters in any script, which fold to up to three each, beside an identifier."""

_WHOLE_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. `next_cursor` is None on the last."""

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for."""

    limit: int = LIMIT_DEFAULT
    cursor: str | None = None

    def after(self, *types: type) -> tuple[Any, ...] | None:
        """The sort key to go on from, checked against `types`, or None for the first page.

        Raises `Invalid` on a cursor that this list did not hand out.
        """
        if self.cursor is None:
            return None
        key = decode_cursor(self.cursor)
        if len(key) != len(types) or any(type(part) is not kind for part, kind in zip(key, types, strict=True)):
            raise Invalid.field("cursor", "does not belong to this list", "cursor")
        return key


def encode_cursor(*key: str | int) -> str:
    """A cursor for the row with that sort key."""
    written = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[Any, ...]:
    """The sort key in a cursor; raises `Invalid` on anything else."""
    try:
        if len(cursor) > CURSOR_LENGTH_MAX:
            raise ValueError
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        raise Invalid.field("cursor", "is not a cursor of this list", "cursor") from None
    if not isinstance(key, list) or not all(_is_storable(part) for part in key):
        raise Invalid.field("cursor", "is not a cursor of this list", "cursor")
    return tuple(key)


def _is_storable(part: object) -> bool:
    """Whether both engines take it: 64 bits, and text without the NUL and lone surrogates that JSON can spell."""
    if isinstance(part, str):
        return "\0" not in part and not any("\ud800" <= letter <= "\udfff" for letter in part)
    return isinstance(part, int) and -_WHOLE_MAX <= part <= _WHOLE_MAX


def page_of(rows: Sequence[T], request: PageRequest, key: Callable[[T], tuple[str | int, ...]]) -> Page[T]:
    """A page from up to `limit + 1` rows: the extra row tells whether there is a next page."""
    items = list(rows[: request.limit])
    more = len(rows) > request.limit
    return Page(items, encode_cursor(*key(items[-1])) if more else None)

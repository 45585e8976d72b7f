"""Kinds of text that request bodies are made of. Every one has a bound."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, EmailStr, Field, StringConstraints

_LINE = r"[^\x00-\x1f\x7f-\x9f]*"
_VISIBLE = r"[^\s\x00-\x1f\x7f-\x9f]"
_NO_NUL = r"^[^\x00]*$"  # PostgreSQL cannot store it; refused before, here it is documented
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.IGNORECASE | re.ASCII)


def _is_written(value: Any) -> Any:
    """Seconds since 1970 and dates without a time would be taken as well, and mean what nobody intended."""
    if isinstance(value, int | float) or (isinstance(value, str) and _INSTANT.fullmatch(value) is None):
        raise ValueError("must be a time with its offset, as in 2026-03-02T09:30:00Z")
    return value


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=f"^{_LINE}{_VISIBLE}{_LINE}$"),
    Field(description="One line of text; spaces around it are dropped."),
]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=_NO_NUL)]
Code = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", max_length=40),
    Field(description="Lower-case letters, digits and hyphens; unique in the organization."),
]
Email = Annotated[EmailStr, StringConstraints(max_length=254)]
NewPassword = Annotated[
    str, Field(min_length=10, max_length=200, pattern=_NO_NUL, description="Ten characters or more; any will do.")
]
Secret = Annotated[str, Field(min_length=1, max_length=200, pattern=_NO_NUL)]
Words = Annotated[str, StringConstraints(max_length=100, pattern=_NO_NUL)]
Search = Words | None
PointInTime = Annotated[AwareDatetime, BeforeValidator(_is_written), Field(description="RFC 3339, with an offset.")]

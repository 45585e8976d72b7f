"""Kinds of text that request bodies are made of. Every one has a bound."""

from __future__ import annotations

from typing import Annotated

from pydantic import EmailStr, Field, StringConstraints

_LINE = r"[^\x00-\x1f\x7f-\x9f]*"
_VISIBLE = r"[^\s\x00-\x1f\x7f-\x9f]"

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=f"^{_LINE}{_VISIBLE}{_LINE}$"),
    Field(description="One line of text; spaces around it are dropped."),
]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Code = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", max_length=40),
    Field(description="Lower-case letters, digits and hyphens; unique in the organization."),
]
Email = Annotated[EmailStr, StringConstraints(max_length=254)]
NewPassword = Annotated[str, Field(min_length=10, max_length=200, description="Ten characters or more; any will do.")]
Secret = Annotated[str, Field(min_length=1, max_length=200)]
Search = Annotated[str | None, Field(max_length=100)]

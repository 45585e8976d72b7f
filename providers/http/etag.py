"""Optimistic concurrency: the version of a thing as its `ETag`, and `If-Match` on the way back."""

from __future__ import annotations

import re
from typing import Annotated, Protocol, TypeVar

from fastapi import Depends, Request, Response

from kernel.errors import Invalid

_VERSION = re.compile(r'^(?:W/)?"(\d{1,18})"$')


class Versioned(Protocol):
    """Anything with a version that grows with each change."""

    @property
    def version(self) -> int: ...


V = TypeVar("V", bound=Versioned)


class EntityTag:
    """Puts the version of what is returned into the answer's `ETag`."""

    __slots__ = ("_response",)

    def __init__(self, response: Response) -> None:
        self._response = response

    def of(self, thing: V) -> V:
        """Set the header from `thing.version` and hand `thing` back."""
        self._response.headers["ETag"] = tag_of(thing.version)
        return thing


def tag_of(version: int) -> str:
    """A version as an entity tag: `"3"`."""
    return f'"{version}"'


def version_in(header: str | None) -> int | None:
    """The version that `If-Match` names; None when there is no header or when any version will do (`*`)."""
    if header is None or header.strip() == "*":
        return None
    match = _VERSION.match(header.strip())
    if match is None:
        raise Invalid.field("If-Match", 'must be a version in quotes, as in "3"', "if_match")
    return int(match[1])


async def entity_tag(response: Response) -> EntityTag:
    """The answer's entity tag, to be set."""
    return EntityTag(response)


async def if_match(request: Request) -> int | None:
    """The version that the caller believes to be current."""
    return version_in(request.headers.get("if-match"))


ETag = Annotated[EntityTag, Depends(entity_tag)]
IfMatch = Annotated[int | None, Depends(if_match)]

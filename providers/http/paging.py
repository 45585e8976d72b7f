"""`limit` and `cursor` of a list."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from kernel.pagination import CURSOR_LENGTH_MAX, LIMIT_DEFAULT, LIMIT_MAX, PageRequest


async def page_request(
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX, description="How many items at most.")] = LIMIT_DEFAULT,
    cursor: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=CURSOR_LENGTH_MAX,
            pattern="^[A-Za-z0-9_-]+$",
            description="`next_cursor` of the page before; leave it out for the first page.",
        ),
    ] = None,
) -> PageRequest:
    """Which page is asked for."""
    return PageRequest(limit=limit, cursor=cursor)


Paging = Annotated[PageRequest, Depends(page_request)]

"""Pages put together are the whole list, in every order, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, bindparam, insert, select

from kernel.context import Context
from kernel.errors import Invalid
from kernel.ids import new_id
from kernel.pagination import Page, PageRequest, encode_cursor
from kernel.unit import Unit
from providers.database.adapters.sqlite import SqliteDatabase
from providers.database.listing import ESCAPE, Listing, containing
from providers.database.port import Database
from providers.database.schema import ORG, metadata, tenant_table
from providers.database.types import Instant, SortKey, Words
from providers.database.urls import sqlalchemy_url
from tests.providers.database.conftest import create_tables

pytestmark = pytest.mark.anyio

BOOKS = tenant_table(
    "sample_books",
    Column("title", Words, nullable=False),
    Column("title_key", SortKey(), nullable=False),
    Column("printed_at", Instant(), nullable=False),
)
metadata.remove(BOOKS)
INSERT = insert(BOOKS)
LISTING: Listing[str] = Listing(
    select(BOOKS.c.title).where(BOOKS.c.org_id == ORG),
    tie=BOOKS.c.id,
    orders={"title": BOOKS.c.title_key, "printed_at": BOOKS.c.printed_at},
    conditions={"q": BOOKS.c.title_key.like(bindparam("is_q"), escape=ESCAPE)},
    make=lambda row: str(row.title),
)
TITLES = ["ant", "Bee", "bee", "BEE", "100% wool", "100 wool", "under_score", "underscore", "éclair", "Zebra"]


@pytest.fixture(scope="module", autouse=True)
def _books(sqlite_database: SqliteDatabase, postgres_url: str) -> None:
    create_tables(f"sqlite:///{sqlite_database.path}", BOOKS)
    create_tables(sqlalchemy_url(postgres_url), BOOKS)


def print_books(unit: Unit) -> None:
    rows = [{"id": new_id(), "title": title, "title_key": title, "printed_at": unit.now} for title in TITLES]
    unit.execute(INSERT, rows)


def page(unit: Unit, request: PageRequest, order: str, wanted: str | None = None) -> Page[str]:
    return LISTING.page(unit, request, order, q=wanted)


async def whole(database: Database, context: Context, order: str, limit: int, wanted: str | None = None) -> list[str]:
    items: list[str] = []
    request = PageRequest(limit=limit)
    while True:
        got = await database.read(context, page, request, order, wanted)
        items += got.items
        if got.next_cursor is None:
            return items
        assert len(got.items) == limit
        request = PageRequest(limit=limit, cursor=got.next_cursor)


@pytest.mark.parametrize("limit", [1, 2, 3, 10, 50])
@pytest.mark.parametrize("order", ["title", "printed_at"])
async def test_pages_make_up_the_list_in_both_directions(
    database: Database, context: Context, order: str, limit: int
) -> None:
    await database.write(context, print_books)
    upwards = await whole(database, context, order, limit)
    assert sorted(upwards) == sorted(TITLES)
    assert await whole(database, context, f"-{order}", limit) == upwards[::-1]
    if order == "title":
        assert [title.casefold() for title in upwards] == sorted(title.casefold() for title in TITLES)


@pytest.mark.parametrize(
    ("words", "found"),
    [("bee", ["Bee", "bee", "BEE"]), ("BEE", ["Bee", "bee", "BEE"]), ("0%", ["100% wool"]), ("r_s", ["under_score"]),
     ("É", ["éclair"]), ("\\", []), ("wool", ["100% wool", "100 wool"])],
)  # fmt: skip
async def test_filters_find_text_as_it_is_written(
    database: Database, context: Context, words: str, found: list[str]
) -> None:
    await database.write(context, print_books)
    assert sorted(await whole(database, context, "title", 2, containing(words))) == sorted(found)


@pytest.mark.parametrize(
    "cursor",
    [
        encode_cursor("-title", "bee", str(new_id())),
        encode_cursor("title", "bee", "not an id"),
        encode_cursor("title", 5, str(new_id())),
        encode_cursor("title", "bee"),
    ],
    ids=["another order", "no id", "another type", "too short"],
)
async def test_a_cursor_of_another_list_is_refused(database: Database, context: Context, cursor: str) -> None:
    with pytest.raises(Invalid):
        await database.read(context, page, PageRequest(cursor=cursor), "title")


async def test_an_instant_beyond_all_calendars_is_refused(database: Database, context: Context) -> None:
    cursor = encode_cursor("printed_at", 2**62, str(new_id()))
    with pytest.raises(Invalid):
        await database.read(context, page, PageRequest(cursor=cursor), "printed_at")

"""Column types come back exactly as they went in, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Dialect, Table, bindparam, create_engine, insert, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeEngine

from kernel.ids import new_id
from providers.database.adapters.sqlite import SqliteDatabase
from providers.database.schema import global_table, metadata
from providers.database.types import Exact, Id, Instant, Json, SortKey
from providers.database.urls import sqlalchemy_url

VALUES = global_table(
    "sample_values",
    "tries every column type",
    Column("id", Id(), primary_key=True),
    Column("instant", Instant(), nullable=True),
    Column("exact", Exact(4), nullable=True),
    Column("json", Json(), nullable=True),
    Column("sort_key", SortKey(), nullable=True),
)
metadata.remove(VALUES)
storable_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | storable_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)
KEPT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        return sqlalchemy_url(request.getfixturevalue("postgres_url"))
    database: SqliteDatabase = request.getfixturevalue("sqlite_database")
    return f"sqlite:///{database.path}"


DIALECTS: list[Dialect] = [SQLiteDialect_pysqlite(), PGDialect_psycopg()]  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


def round_trip(url: str, table: Table, **values: Any) -> Any:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        table.create(connection, checkfirst=True)
        row_id = new_id()
        connection.execute(insert(table), {"id": row_id, **values})
        return connection.execute(select(table).where(table.c.id == bindparam("row_id")), {"row_id": row_id}).one()


@KEPT
@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.timezones()))  # noqa: DTZ001  # bounds are naive by contract
def test_instants_keep_their_microsecond_and_become_utc(url: str, instant: datetime) -> None:
    back = round_trip(url, VALUES, instant=instant).instant
    assert back == instant.astimezone(UTC)
    assert back.tzinfo is UTC


@KEPT
@given(st.decimals(Decimal(-(10**12)), Decimal(10**12), places=4))
def test_decimals_keep_every_digit(url: str, number: Decimal) -> None:
    assert round_trip(url, VALUES, exact=number).exact == number


@KEPT
@given(json_values)
def test_json_comes_back_as_it_was(url: str, value: Any) -> None:
    assert round_trip(url, VALUES, json={"value": value}).json == {"value": value}


def test_ids_and_absent_values(url: str) -> None:
    row = round_trip(url, VALUES)
    assert isinstance(row.id, UUID)
    assert (row.instant, row.exact, row.json, row.sort_key) == (None, None, None, None)


def test_sort_keys_are_casefolded(url: str) -> None:
    assert round_trip(url, VALUES, sort_key="STRASSE Straße").sort_key == "strasse strasse"


def test_a_naive_instant_and_too_many_decimals_are_refused(url: str) -> None:
    with pytest.raises(StatementError, match="needs a time zone"):
        round_trip(url, VALUES, instant=datetime(2026, 1, 1))  # noqa: DTZ001  # the point of the test
    with pytest.raises(StatementError, match="more than 4 decimal places"):
        round_trip(url, VALUES, exact=Decimal("0.00001"))


def test_another_zone_is_the_same_moment(url: str) -> None:
    there = datetime(2026, 3, 29, 3, 0, tzinfo=timezone(timedelta(hours=2)))
    assert round_trip(url, VALUES, instant=there).instant == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_types_are_native_on_each_engine(dialect: Dialect) -> None:
    kinds: dict[str, TypeEngine[Any]] = {"id": Id(), "at": Instant(), "j": Json()}
    native = {name: str(kind.compile(dialect=dialect)) for name, kind in kinds.items()}
    expected = {
        "sqlite": {"id": "BLOB", "at": "BIGINT", "j": "TEXT"},
        "postgresql": {"id": "UUID", "at": "TIMESTAMP WITH TIME ZONE", "j": "JSONB"},
    }
    assert native == expected[dialect.name]

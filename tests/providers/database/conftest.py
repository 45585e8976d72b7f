"""The sample tables, created once in each worker's databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, create_engine
from sqlalchemy.pool import NullPool

from providers.database.adapters.sqlite import SqliteDatabase
from providers.database.urls import sqlalchemy_url
from tests.providers.database.sample import SAMPLE_TABLES


def create_tables(url: str, *tables: Table) -> None:
    """Create them where they are missing."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for table in tables:
            table.create(connection, checkfirst=True)


def create_sample_tables(url: str) -> None:
    """The tables of `sample.py`."""
    create_tables(url, *SAMPLE_TABLES)


@pytest.fixture(scope="session", autouse=True)
def _sample_tables(sqlite_database: SqliteDatabase, postgres_url: str) -> None:
    create_sample_tables(f"sqlite:///{sqlite_database.path}")
    create_sample_tables(sqlalchemy_url(postgres_url))

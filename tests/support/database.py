"""A migrated database per worker and engine. Units really commit, so each test works in a fresh organization."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.clock import SystemClock
from kernel.context import Context, system_context
from kernel.ids import new_id
from providers.database.adapters.postgresql import PostgresDatabase
from providers.database.adapters.sqlite import SqliteDatabase
from providers.database.migrations import OWN_VERSIONS, migrate
from providers.database.port import Database
from providers.database.settings import DatabaseSettings
from tests.support.servers import REPOSITORY, create_database, drop_database, shared_postgres

ENGINES = ("sqlite", "postgresql")


def version_folders() -> list[Path]:
    """The migration folders of every owner."""
    return [OWN_VERSIONS, *sorted((REPOSITORY / "modules").glob("*/migrations/versions"))]


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[str]:
    """Address of the PostgreSQL that this run's workers share."""
    with shared_postgres(testrun_uid) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str, worker_id: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this worker's own."""
    name = f"fivefold_{worker_id}"
    url = create_database(postgres_server, name)
    migrate(DatabaseSettings(database_url=url), version_folders())
    yield url
    drop_database(postgres_server, name)


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteDatabase]:
    """This worker's embedded database, open."""
    settings = DatabaseSettings(data_dir=tmp_path_factory.mktemp("sqlite"), database_url="")
    migrate(settings, version_folders())
    database = SqliteDatabase(settings, SystemClock())
    asyncio.run(database.open())
    yield database
    asyncio.run(database.close())


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str) -> Iterator[PostgresDatabase]:
    """This worker's PostgreSQL database, open."""
    database = PostgresDatabase(DatabaseSettings(database_url=postgres_url), SystemClock())
    asyncio.run(database.open())
    yield database
    asyncio.run(database.close())


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Database:
    """Each engine in turn."""
    fixture = {"sqlite": "sqlite_database", "postgresql": "postgres_database"}[request.param]
    opened: Database = request.getfixturevalue(fixture)
    return opened


@pytest.fixture
def context() -> Context:
    """The system, in an organization that nobody else uses."""
    return system_context(new_id())

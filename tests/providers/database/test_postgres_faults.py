"""PostgreSQL that restarts, dies or is not there: clear errors, and work resumes without a restart."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from kernel.clock import SystemClock
from kernel.context import Context
from kernel.unit import Unit
from providers.database.adapters.postgresql import PostgresDatabase
from providers.database.failures import Rerun
from providers.database.migrations import OWN_VERSIONS, is_current, migrate
from providers.database.port import Contended, DatabaseAway
from providers.database.settings import DatabaseSettings
from providers.database.urls import sqlalchemy_url
from tests.providers.database.conftest import create_sample_tables
from tests.providers.database.sample import build_shelf, shelf_names
from tests.support.servers import PostgresServer, free_port, own_postgres

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL to hurt."""
    with own_postgres() as started:
        yield started


@pytest.fixture
async def hurt(server: PostgresServer) -> AsyncIterator[PostgresDatabase]:
    settings = DatabaseSettings(database_url=server.url)
    assert not is_current(settings, [OWN_VERSIONS])
    migrate(settings, [OWN_VERSIONS])
    assert is_current(settings, [OWN_VERSIONS])
    create_sample_tables(sqlalchemy_url(server.url))
    database = PostgresDatabase(settings, SystemClock())
    await database.open()
    yield database
    await database.close()


async def test_work_resumes_after_the_server_was_killed(
    server: PostgresServer, hurt: PostgresDatabase, context: Context
) -> None:
    await hurt.write(context, build_shelf, "before")
    server.kill()
    for run in (hurt.check(), hurt.write(context, build_shelf, "lost"), hurt.read(context, shelf_names)):
        with pytest.raises(DatabaseAway):
            await run
    server.start()
    await hurt.write(context, build_shelf, "after")
    assert await hurt.read(context, shelf_names) == ["after", "before"]
    await hurt.check()


async def test_every_acknowledged_write_survives_a_crash_under_load(
    server: PostgresServer, hurt: PostgresDatabase, context: Context
) -> None:
    acknowledged: list[str] = []

    async def keep_writing(name: str) -> None:
        for n in range(60):
            with contextlib.suppress(DatabaseAway):
                await hurt.write(context, build_shelf, f"{name}-{n}")
                acknowledged.append(f"{name}-{n}")

    writers = [asyncio.ensure_future(keep_writing(str(k))) for k in range(8)]
    await asyncio.sleep(0.1)
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    await asyncio.gather(*writers)
    await hurt.write(context, build_shelf, "after")
    stored = await hurt.read(context, shelf_names)
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))


async def test_a_server_that_is_not_there_is_one_sentence() -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/nowhere"
    settings = DatabaseSettings(database_url=url)
    with pytest.raises(DatabaseAway, match="PostgreSQL cannot be reached"):
        await PostgresDatabase(settings, SystemClock()).open()
    with pytest.raises(DatabaseAway, match="PostgreSQL cannot be reached"):
        migrate(settings, [OWN_VERSIONS])


async def test_a_unit_that_always_loses_gives_up_with_503(
    postgres_database: PostgresDatabase, context: Context
) -> None:
    runs: list[int] = []

    def lose(unit: Unit) -> None:
        runs.append(1)
        build_shelf(unit, "never")
        raise Rerun

    with pytest.raises(Contended):
        await postgres_database.write(context, lose)
    assert len(runs) == 20
    assert await postgres_database.read(context, shelf_names) == []

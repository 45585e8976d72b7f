"""Killing the product, and the database under it, in the middle of a load of writes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.proving import Ground, on_postgres, on_sqlite, under_load
from tests.support.load import Account, WriteLoad
from tests.support.prove import PROVE, Record, a_moment, engines, rounds
from tests.support.servers import own_postgres

pytestmark = [pytest.mark.anyio, *PROVE]

_BEFORE_KILL = 20
_LONGEST_SECONDS = 0.5


@pytest.fixture
def ground(engine: str, request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Ground]:
    """A product of its own on that engine."""
    if engine == "sqlite":
        with on_sqlite(tmp_path) as started:
            yield started
    else:
        with on_postgres(tmp_path, request.getfixturevalue("postgres_server"), f"crash_{worker_id}") as started:
            yield started


@pytest.mark.parametrize("engine", engines("crash"))
async def test_kills_of_the_server(ground: Ground, record: Record) -> None:
    """SIGKILL of the server at a random moment of a load of writes. What was answered is there, with audit entry and
    event; what was not is there wholly or not at all, and once when repeated with its key. The database is intact.
    """
    load = WriteLoad(ground.port, await Account.register(ground.port))
    kills = rounds(3, 50)
    for _ in range(kills):
        await load.sign_in()
        async with under_load(load):
            await load.until_acknowledged(_BEFORE_KILL)
            await a_moment(_LONGEST_SECONDS)
            await asyncio.to_thread(ground.server.kill)
        await asyncio.to_thread(ground.server.start)
        await ground.settle_and_verify(load)
    _report(record, kills, load)


@pytest.mark.xdist_group("crash-postgresql")
async def test_kills_of_postgresql(tmp_path: Path, record: Record) -> None:
    """PostgreSQL killed at a random moment of a load of writes and started again, while the product keeps running: it
    answers 503 until PostgreSQL is back, goes on by itself, and nothing that was answered is lost.
    """
    kills = rounds(1, 10)
    with own_postgres() as postgres, on_postgres(tmp_path, postgres.url, "crash") as ground:
        load = WriteLoad(ground.port, await Account.register(ground.port))
        for _ in range(kills):
            async with under_load(load):
                await load.until_acknowledged(_BEFORE_KILL)
                await a_moment(_LONGEST_SECONDS)
                await asyncio.to_thread(postgres.kill)
                await a_moment(_LONGEST_SECONDS)
                await asyncio.to_thread(postgres.start)
                await load.until_acknowledged(_BEFORE_KILL)
            await ground.until_ready()
            await ground.settle_and_verify(load)
        _report(record, kills, load)


def _report(record: Record, kills: int, load: WriteLoad) -> None:
    record("kills", kills)
    record("writes answered", load.acknowledged)
    record("of them found done without an answer", load.replayed)

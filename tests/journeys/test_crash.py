"""Ending the product in the middle of a load of writes, with and without a warning."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from tests.journeys.proving import Ground, on_postgres, on_sqlite, under_load
from tests.support.load import Account, WriteLoad
from tests.support.prove import PROVE, Record, a_moment, engines, rounds

pytestmark = [pytest.mark.anyio, *PROVE, pytest.mark.parametrize("engine", engines("crash"), scope="module")]

_BEFORE_THE_END = 20
_MOMENT_SECONDS_MAX = 0.5
_STOP_SECONDS_MAX = 10


@pytest.fixture(scope="module")
def ground(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Ground]:
    """One product on each engine for this file."""
    folder = tmp_path_factory.mktemp("crash")
    if engine == "sqlite":
        with on_sqlite(folder) as started:
            yield started
    else:
        with on_postgres(folder, request.getfixturevalue("postgres_server"), f"crash_{worker_id}") as started:
            yield started


async def test_kills_under_load(ground: Ground, record: Record) -> None:
    """SIGKILL of the server at a random moment of a load of writes. What was answered is there, with audit entry and
    event; what was not is there wholly or not at all, and once when repeated with its key. The database is intact.
    """
    load = WriteLoad(ground.port, await Account.register(ground.port))
    kills = rounds(2, 50)
    for _ in range(kills):
        await load.sign_in()
        async with under_load(load):
            await load.until_acknowledged(_BEFORE_THE_END)
            await a_moment(_MOMENT_SECONDS_MAX)
            await asyncio.to_thread(ground.server.kill)
        await asyncio.to_thread(ground.server.start)
        await ground.settle_and_verify(load)
    record("kills", kills)
    record("writes answered", load.acknowledged)
    record("of them found done without an answer", load.replayed)


async def test_sigterm_under_load(ground: Ground, record: Record) -> None:
    """SIGTERM under a load of writes: the server ends by itself with status 0, and every answered write is there."""
    load = WriteLoad(ground.port, await Account.register(ground.port))
    times = rounds(1, 10)
    for _ in range(times):
        await load.sign_in()
        async with under_load(load):
            await load.until_acknowledged(_BEFORE_THE_END)
            await a_moment(_MOMENT_SECONDS_MAX)
            started = time.monotonic()
            status = await asyncio.to_thread(ground.server.stop)
        assert status == 0
        assert time.monotonic() - started < _STOP_SECONDS_MAX
        await asyncio.to_thread(ground.server.start)
        await ground.settle_and_verify(load)
    record("times", times)
    record("writes answered", load.acknowledged)

"""Full disks, absent databases, too much work, slow clients: all under a load of writes."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.cramped import PLACES, Cramped
from tests.journeys.proving import Ground, on_postgres, on_sqlite, under_load
from tests.support.load import AUTH, Account, WriteLoad
from tests.support.prove import PROVE, Record, a_moment, engines, rounds
from tests.support.servers import PostgresServer, own_postgres
from tests.support.wire import LOST, Answer, Wire, request_bytes, wire_to, wires_to

pytestmark = [pytest.mark.anyio, *PROVE]

_QUEUE = 5
_RESIDENT_BYTES_MAX = 250 * 1024 * 1024
_TIMEOUT_SECONDS = 2


@pytest.fixture
def settings() -> dict[str, str]:
    """Settings of the product; tests override it."""
    return {}


@pytest.fixture
def ground(
    engine: str, settings: dict[str, str], request: pytest.FixtureRequest, tmp_path: Path, worker_id: str
) -> Iterator[Ground]:
    """A product of its own on that engine."""
    if engine == "sqlite":
        with on_sqlite(tmp_path, settings) as started:
            yield started
    else:
        address = request.getfixturevalue("postgres_server")
        with on_postgres(tmp_path, address, f"faults_{worker_id}", settings) as started:
            yield started


@pytest.mark.parametrize("place", PLACES)
async def test_a_full_disk(place: str, tmp_path: Path, record: Record) -> None:
    """The disk fills up under a load of writes, log file included: 503 problem documents, reads go on, /health/ready
    says so; when there is room again work resumes without a restart, and nothing that was answered is lost.
    """
    with PLACES[place](tmp_path) as cramped, on_sqlite(tmp_path) as ground:
        load = WriteLoad(ground.port, await Account.register(ground.port))
        times, pid = rounds(1, 10), ground.server.pid
        for _ in range(times):
            await _fill_and_make_room(ground, load, cramped)
            await ground.settle_and_verify(load)
        assert ground.server.pid == pid
        assert set(load.problems) == {"storage_full"}
        assert load.slowest_seconds < 10
    record("times full", times)
    record("writes answered", load.acknowledged)
    record("refused with 503", load.problems.total())


async def _fill_and_make_room(ground: Ground, load: WriteLoad, cramped: Cramped) -> None:
    pid = ground.server.pid
    async with under_load(load):
        await load.until_acknowledged(50)
        cramped.fill(pid)
        await load.until_refused(50)
        async with wire_to(ground.port) as wire:
            listed = await wire.ask("GET", f"{AUTH}/clients?limit=5", load.account.headers)
            read = await wire.ask("GET", f"{AUTH}/clients/{listed.json['items'][0]['id']}", load.account.headers)
        assert (listed.status, read.status) == (200, 200)
        await ground.until_ready(503)
        assert await ground.status_of("/health/live") == 200
        cramped.make_room(pid)
        await load.until_acknowledged(50)
        await ground.until_ready()


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PostgresServer, Ground]]:
    """A PostgreSQL to stop and kill, and a product on it that is left alone."""
    with (
        own_postgres() as postgres,
        on_postgres(tmp_path_factory.mktemp("fragile"), postgres.url, "fragile") as ground,
    ):
        yield postgres, ground


@pytest.mark.xdist_group("fragile")
@pytest.mark.parametrize("how", ["stopped", "killed"])
async def test_postgresql_goes_and_comes_back(
    how: str, fragile: tuple[PostgresServer, Ground], record: Record
) -> None:
    """PostgreSQL ended and started again under a load of writes: 503 problem documents with Retry-After, also from
    /health/ready; work resumes without a restart of the product, and nothing that was answered is lost.
    """
    postgres, ground = fragile
    end = postgres.stop if how == "stopped" else postgres.kill
    times, pid = rounds(1, 10), ground.server.pid
    load = WriteLoad(ground.port, await Account.register(ground.port))
    for _ in range(times):
        await load.sign_in()
        async with under_load(load):
            await load.until_acknowledged(20)
            await a_moment(0.5)
            await asyncio.to_thread(end)
            await ground.until_ready(503)
            await load.until_refused(50)
            assert await ground.status_of("/health/live") == 200
            await asyncio.to_thread(postgres.start)
            await load.until_acknowledged(20)
            await ground.until_ready()
        await ground.settle_and_verify(load)
    assert ground.server.pid == pid
    assert set(load.problems) <= {"database_unavailable", "contended"}
    assert load.slowest_seconds < 10
    record("times", times)
    record("writes answered", load.acknowledged)
    record("refused with 503", load.problems.total())


@pytest.mark.parametrize("engine", engines("overload"))
@pytest.mark.parametrize("settings", [{"FIVEFOLD_DATABASE_QUEUE": str(_QUEUE)}], ids=["queue of 5"])
async def test_more_work_than_the_queue_holds(ground: Ground, record: Record) -> None:
    """A crowd of writers at a queue for five: some are served, the others get 503 with Retry-After, memory stays
    where it was, and afterwards everything is as before.
    """
    load = WriteLoad(ground.port, await Account.register(ground.port))
    crowd = rounds(40, 100)
    async with under_load(load, connections=crowd):
        await load.until_acknowledged(rounds(100, 1000))
        await load.until_refused(1)
        assert _resident_bytes(ground.server.pid) < _RESIDENT_BYTES_MAX
    await ground.until_ready()
    await ground.settle_and_verify(load)
    assert set(load.problems) <= {"queue_full", "contended"}
    assert load.slowest_seconds < 5
    record("writers", crowd)
    record("writes answered", load.acknowledged)
    record("refused with 503", load.problems["queue_full"])


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("settings", [{"FIVEFOLD_REQUEST_TIMEOUT_SECONDS": str(_TIMEOUT_SECONDS)}], ids=["2 seconds"])
async def test_clients_that_never_finish(ground: Ground, record: Record) -> None:
    """Requests that stop in the middle of their body or headers hold up nobody and do nothing; bodies end in time."""
    load = WriteLoad(ground.port, await Account.register(ground.port))
    whole = request_bytes(
        "POST", f"{AUTH}/clients", load.account.headers, {"code": "never", "name": "Never", "description": ""}
    )
    crowd = rounds(50, 300)
    async with wires_to(ground.port, crowd) as in_body, wires_to(ground.port, crowd) as in_headers:
        for wire in in_body:
            wire.send(whole[:-10])
        for wire in in_headers:
            wire.send(whole[:40])
        async with under_load(load):
            await load.until_acknowledged(100)
        ended = await asyncio.gather(*(_ending(wire) for wire in in_body))
    assert load.slowest_seconds < _TIMEOUT_SECONDS
    assert {answer.status for answer in ended if answer} <= {408, 504}
    assert all(answer.code for answer in ended if answer)
    await ground.settle_and_verify(load)
    record("half requests", 2 * crowd)


async def _ending(wire: Wire) -> Answer | None:
    """How an unfinished request ends: with an answer, or with a closed connection."""
    try:
        return await wire.answer()
    except LOST:
        return None


def _resident_bytes(pid: int) -> int:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) * 1024

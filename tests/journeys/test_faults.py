"""Full disks, absent databases, too much work, slow clients, the end of the process: all under a load of writes."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.cramped import PLACES, Cramped
from tests.journeys.proving import Ground, on_postgres, on_sqlite, under_load
from tests.support.load import AUTH, Account, WriteLoad
from tests.support.prove import PROVE, Record, engines, rounds
from tests.support.servers import own_postgres
from tests.support.wire import LOST, Answer, Wire, request_bytes, wire_to, wires_to

pytestmark = [pytest.mark.anyio, *PROVE]

_QUEUE = 5
_CROWD = 100
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
    pid, refused = ground.server.pid, load.problems.total()
    async with under_load(load):
        await load.until_acknowledged(50)
        cramped.fill(pid)
        await _until_refused(load, refused + 50)
        async with wire_to(ground.port) as wire:
            listed = await wire.ask("GET", f"{AUTH}/clients?limit=5", load.account.headers)
            read = await wire.ask("GET", f"{AUTH}/clients/{listed.json['items'][0]['id']}", load.account.headers)
        assert (listed.status, read.status) == (200, 200)
        await ground.until_ready(503)
        assert await ground.status_of("/health/live") == 200
        cramped.make_room(pid)
        await load.until_acknowledged(50)
        await ground.until_ready()


async def test_postgresql_goes_and_comes_back(tmp_path: Path, record: Record) -> None:
    """PostgreSQL stopped and started again under a load of writes: 503 problem documents with Retry-After,
    /health/ready says so, work resumes without a restart, and nothing that was answered is lost.
    """
    times = rounds(1, 10)
    with own_postgres() as postgres, on_postgres(tmp_path, postgres.url, "faults") as ground:
        load = WriteLoad(ground.port, await Account.register(ground.port))
        pid = ground.server.pid
        for _ in range(times):
            async with under_load(load):
                await load.until_acknowledged(20)
                await asyncio.to_thread(postgres.stop)
                refused = load.problems.total()
                await ground.until_ready(503)
                await _until_refused(load, refused + 50)
                assert await ground.status_of("/health/live") == 200
                await asyncio.to_thread(postgres.start)
                await load.until_acknowledged(20)
                await ground.until_ready()
            await ground.settle_and_verify(load)
        assert ground.server.pid == pid
        assert set(load.problems) <= {"database_unavailable", "contended"}
        assert load.slowest_seconds < 10
    record("times away", times)
    record("writes answered", load.acknowledged)
    record("refused with 503", load.problems.total())


@pytest.mark.parametrize("engine", engines("overload"))
@pytest.mark.parametrize("settings", [{"FIVEFOLD_DATABASE_QUEUE": str(_QUEUE)}], ids=["queue of 5"])
async def test_more_work_than_the_queue_holds(ground: Ground, record: Record) -> None:
    """A hundred writers at a queue for five: some are served, the others get 503 with Retry-After, memory stays
    where it was, and afterwards everything is as before.
    """
    load = WriteLoad(ground.port, await Account.register(ground.port))
    async with under_load(load, connections=_CROWD):
        await load.until_acknowledged(rounds(200, 2000))
        await _until_refused(load, 1)
        assert _resident_bytes(ground.server.pid) < _RESIDENT_BYTES_MAX
    await ground.until_ready()
    await ground.settle_and_verify(load)
    assert set(load.problems) <= {"queue_full", "contended"}
    assert load.slowest_seconds < 5
    record("writes answered", load.acknowledged)
    record("refused with 503", load.problems["queue_full"])


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("settings", [{"FIVEFOLD_REQUEST_TIMEOUT_SECONDS": str(_TIMEOUT_SECONDS)}], ids=[""])
async def test_clients_that_never_finish(ground: Ground, record: Record) -> None:
    """Requests that stop in the middle of their body or headers hold up nobody, are ended in time, and do nothing."""
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
            await load.until_acknowledged(200)
        ended = await asyncio.gather(*(_ending(wire) for wire in in_body))
    assert load.slowest_seconds < 1
    assert {answer.status for answer in ended if answer} <= {408, 504}
    assert all(answer.code for answer in ended if answer)
    await ground.settle_and_verify(load)
    record("half requests", 2 * crowd)


@pytest.mark.parametrize("engine", engines("term"))
async def test_sigterm_under_load(ground: Ground, record: Record) -> None:
    """SIGTERM under a load of writes: the server ends by itself with status 0, and every answered write is there."""
    load = WriteLoad(ground.port, await Account.register(ground.port))
    times = rounds(1, 10)
    for _ in range(times):
        await load.sign_in()
        async with under_load(load):
            await load.until_acknowledged(50)
            started = time.monotonic()
            status = await asyncio.to_thread(ground.server.stop)
        assert status == 0
        assert time.monotonic() - started < 10
        await asyncio.to_thread(ground.server.start)
        await ground.settle_and_verify(load)
    record("times", times)
    record("writes answered", load.acknowledged)


async def _ending(wire: Wire) -> Answer | None:
    """How an unfinished request ends: with an answer, or with a closed connection."""
    try:
        return await wire.answer()
    except LOST:
        return None


async def _until_refused(load: WriteLoad, goal: int, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while load.problems.total() < goal:
        assert time.monotonic() < deadline, f"only {load.problems} were refused"
        await asyncio.sleep(0.02)


def _resident_bytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024

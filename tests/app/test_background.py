"""What runs beside the requests, and how the server says goodbye."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import timedelta
from typing import Any

from app.background import background_work, draining, sweep_expired
from app.http.health import HealthRegistry
from kernel.context import system_context
from kernel.errors import Unavailable
from kernel.ids import new_id
from kernel.unit import Unit
from providers.database.idempotency import IdempotencyRecord, find_record, insert_record
from providers.database.port import Database


def record(unit: Unit, key_hash: bytes, age: timedelta) -> None:
    created_at = unit.now - age
    expires_at = created_at + timedelta(hours=24)
    insert_record(unit, IdempotencyRecord(key_hash, b"f" * 32, 200, {}, b"", None, created_at, expires_at))


async def test_expired_answers_are_swept(database: Database) -> None:
    old, young = new_id().bytes * 2, new_id().bytes * 2
    await database.write(system_context(), record, old, timedelta(hours=25))
    await database.write(system_context(), record, young, timedelta(hours=23))
    assert await sweep_expired(database) >= 1
    assert await database.read(system_context(), find_record, young) is not None
    assert await sweep_expired(database) == 0


class Chores:
    """A database that counts what is asked of it, and stumbles on the way."""

    engine_name = "postgresql"

    def __init__(self) -> None:
        self.sequenced = 0
        self.swept = 0
        self.enough = asyncio.Event()

    async def sequence_events(self) -> int:
        self.sequenced += 1
        if self.sequenced == 2:
            raise Unavailable("away")
        if self.sequenced == 3:
            raise RuntimeError("a defect")
        if self.sequenced == 5:
            self.enough.set()
        return 1

    async def write_background(self, *_: Any) -> int:
        self.swept += 1
        return 0


async def test_chores_survive_outages_and_defects() -> None:
    chores = Chores()
    async with background_work(chores):  # type: ignore[arg-type]  # two of its methods are enough here
        await asyncio.wait_for(chores.enough.wait(), timeout=10)
    assert chores.swept == 1
    done = chores.sequenced
    await asyncio.sleep(0.1)
    assert chores.sequenced == done, "and end with the block"


async def test_sqlite_needs_no_sequencer() -> None:
    chores = Chores()
    chores.engine_name = "sqlite"
    async with background_work(chores):  # type: ignore[arg-type]  # two of its methods are enough here
        await asyncio.sleep(0.05)
    assert chores.sequenced == 0


async def test_the_first_signal_drains_and_the_second_does_not_wait() -> None:
    health, stops = HealthRegistry({}, "1"), []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: stops.append(number))
    try:
        async with draining(health, 60):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.01)
            assert (health.is_draining, stops) == (True, [])
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.01)
            assert stops == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGTERM, before)


async def test_the_server_stops_when_the_time_is_over() -> None:
    health, stops = HealthRegistry({}, "1"), []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: stops.append(number))
    try:
        async with draining(health, 0.05):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.2)
            assert stops == [signal.SIGINT]
        async with draining(HealthRegistry({}, "1"), 0):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.01)
        assert len(stops) == 2
    finally:
        signal.signal(signal.SIGTERM, before)


async def test_other_threads_chain_nothing() -> None:
    async def use() -> object:
        async with draining(HealthRegistry({}, "1"), 0):
            return signal.getsignal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    assert await asyncio.to_thread(lambda: asyncio.run(use())) is before

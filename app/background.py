"""What runs beside the requests, for as long as the lifespan lasts, and how it ends."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any, Protocol

import structlog

from app.http.health import HealthRegistry
from kernel.context import system_context
from kernel.errors import FivefoldError
from providers.database.idempotency import sweep_records
from providers.database.port import Database

log = structlog.get_logger("fivefold.background")

_SWEEP_SECONDS = 600.0
_SWEEP_ROWS = 500
_SEQUENCE_SECONDS = 0.05
_FAILED_SECONDS = 1.0

SignalHandler = Callable[[int, FrameType | None], Any] | int | None


class RunningDatabase(Database, Protocol):
    """A database with the chores that its engine needs done beside the requests."""

    engine_name: str

    async def sequence_events(self) -> int:
        """Number committed events; returns how many."""
        ...


@asynccontextmanager
async def background_work(database: RunningDatabase, *, does_chores: bool = True) -> AsyncIterator[None]:
    """Run the chores until the block ends; none in a process that leaves them to others."""
    if not does_chores:
        yield
        return
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(_repeat("sweep", _SWEEP_SECONDS, lambda: sweep_expired(database)))]
        if database.engine_name != "sqlite":
            running.append(tasks.create_task(_repeat("sequence", _SEQUENCE_SECONDS, database.sequence_events)))
        try:
            yield
        finally:
            for task in running:
                task.cancel()


async def sweep_expired(database: Database) -> int:
    """Delete expired idempotency records, in units that nobody has to wait for; returns how many."""
    total = 0
    while True:
        swept = await database.write_background(system_context(), sweep_records, _SWEEP_ROWS)
        total += swept
        if swept < _SWEEP_ROWS:
            return total


async def _repeat(name: str, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    """Do the work again and again; an outage is logged and waited out, and never ends the server."""
    while True:
        try:
            did = await work()
        except FivefoldError as error:
            log.warning("background work waits", work=name, code=error.code, detail=error.detail)
            await asyncio.sleep(_FAILED_SECONDS)
        except Exception:  # a chore's defect may not take the requests down with it
            log.exception("background work failed", work=name)
            await asyncio.sleep(_FAILED_SECONDS)
        else:
            await asyncio.sleep(0 if did and seconds < 1 else seconds)


@asynccontextmanager
async def draining(health: HealthRegistry, seconds: float) -> AsyncIterator[None]:
    """Put our SIGTERM before the server's own: ready turns 503 at once, and the server stops `seconds` later.

    A second SIGTERM does not wait. The server is told of an interrupt instead: uvicorn then ends with status 0, while
    it would die of a SIGTERM a second time. Signals reach only the main thread, so elsewhere nothing is chained.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    previous = signal.getsignal(signal.SIGTERM)

    def on_signal(_number: int, frame: FrameType | None) -> None:
        if health.is_draining or seconds <= 0:
            health.is_draining = True
            _pass_on(previous, signal.SIGINT, frame)
            return
        health.is_draining = True
        log.info("draining", seconds=seconds)
        loop.call_soon_threadsafe(loop.call_later, seconds, _pass_on, previous, signal.SIGINT, None)

    signal.signal(signal.SIGTERM, on_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _pass_on(handler: SignalHandler, number: int, frame: FrameType | None) -> None:
    if callable(handler):
        handler(number, frame)
    elif handler == signal.SIG_DFL:
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(signal.Signals(number))

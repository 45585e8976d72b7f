"""SQLite: one writer thread with group commit, a few readers, and point reads on the event loop itself."""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import IO, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import literal, select

from kernel.clock import Clock
from kernel.context import Context, system_context
from kernel.errors import Timeout
from kernel.unit import Unit
from providers.database.adapters.sqlite_connection import SqliteConnection
from providers.database.adapters.sqlite_writer import SqliteWriter, plain_error
from providers.database.failures import Interrupted
from providers.database.port import DatabaseAway, DatabaseStatistics, Lane
from providers.database.prepared import StatementShelf
from providers.database.settings import DatabaseSettings
from providers.database.timings import UnitTimings
from providers.database.unit import EngineUnit
from providers.database.work import Outcome, Work, WorkQueue, deliver, for_caller, work_for

P = ParamSpec("P")
R = TypeVar("R")

_ONE = select(literal(1))
_log = structlog.get_logger("fivefold.database")
_READERS = 3
_REACH_DISK_SECONDS = 1.0


class SqliteDatabase:
    """The embedded engine. `is_server` takes the lock that keeps a second server from the same file."""

    engine_name = "sqlite"

    def __init__(self, settings: DatabaseSettings, clock: Clock, *, is_server: bool = True) -> None:
        self.path = settings.sqlite_path
        self.timings = UnitTimings()
        self._clock = clock
        self._settings = settings
        self._is_server = is_server
        self._lock_file: IO[str] | None = None
        self._writes = WorkQueue(settings.database_queue)
        self._reads = WorkQueue(settings.database_queue)
        self._threads: list[threading.Thread] = []
        self._point: SqliteConnection | None = None
        self._shelf: StatementShelf
        self._writer = SqliteWriter(self._writes, self.timings, self._write_unit)
        self._reached_disk_at = float("-inf")

    # -- life

    async def open(self) -> None:
        await asyncio.to_thread(self._open)

    def _open(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseAway(f"The folder {self.path.parent} cannot be written: {error.strerror}.") from error
        if self._is_server:
            self._take_lock()
        self._writer.connection = SqliteConnection(self.path, is_reader=False)
        self._shelf = StatementShelf(self._writer.connection.core.dialect)
        self._point = SqliteConnection(self.path, is_reader=True)
        self._start(self._writer.run, "db-writer")
        for number in range(_READERS):
            connection = SqliteConnection(self.path, is_reader=True)
            self._start(partial(self._serve_reads, connection), f"db-reader-{number}")

    def _start(self, target: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _take_lock(self) -> None:
        path = self.path.with_name(self.path.name + ".lock")
        try:
            lock_file = path.open("a")
        except OSError as error:
            raise DatabaseAway(f"The folder {self.path.parent} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock_file.close()
            raise DatabaseAway(
                f"Another Fivefold server already uses {self.path}. One process serves a SQLite file; "
                "several need PostgreSQL (FIVEFOLD_DATABASE_URL)."
            ) from None
        self._lock_file = lock_file

    async def close(self) -> None:
        self._writes.close()
        self._reads.close()
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        for thread in self._threads:
            thread.join()
        if self._point is not None:
            self._point.close()
        if self._lock_file is not None:
            self._lock_file.close()

    # -- units

    async def write(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        return await self._writes.run(work_for(context, use_case, args, kwargs))  # type: ignore[no-any-return]

    async def write_background(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        work = work_for(context, use_case, args, kwargs, lane=Lane.BACKGROUND)
        return await self._writes.run(work)  # type: ignore[no-any-return]

    async def read(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        return await self._reads.run(work_for(context, use_case, args, kwargs, writes=False))  # type: ignore[no-any-return]

    async def system_read(
        self, reason: str, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        work = work_for(system_context(), use_case, args, kwargs, writes=False, unguarded=True, reason=reason)
        return await self._reads.run(work)  # type: ignore[no-any-return]

    async def system_write(
        self, reason: str, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        work = work_for(system_context(), use_case, args, kwargs, unguarded=True, reason=reason)
        return await self._writes.run(work)  # type: ignore[no-any-return]

    async def point(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        # Inline, because handing one indexed look-up to a thread and back costs more than the look-up.
        connection = self._point
        if connection is None:
            raise DatabaseAway("The database is not open.")
        unit = EngineUnit(connection.core, self._shelf, context, self._clock.now(), writes=False)
        connection.allow(self._settings.read_seconds_max)
        try:
            return use_case(unit, *args, **kwargs)
        except Interrupted:
            raise Timeout("Reading took too long and was stopped.") from None

    def _serve_reads(self, connection: SqliteConnection) -> None:
        while taken := self._reads.take(share=1):
            for work in taken:
                if not work.is_cancelled:
                    deliver([(work, self._read_one(connection, work))])
                    connection = self._mended(connection)
        connection.close()

    def _mended(self, connection: SqliteConnection) -> SqliteConnection:
        """The same connection, or a new one in place of one whose transaction would not end."""
        try:
            connection.rollback()
        except sqlite3.Error:
            _log.exception("a reader's connection is replaced")
            connection.close()
            return SqliteConnection(self.path, is_reader=True)
        return connection

    def _read_one(self, connection: SqliteConnection, work: Work) -> Outcome:
        started = time.perf_counter()
        connection.allow(self._settings.read_seconds_max)
        unit = EngineUnit(
            connection.core, self._shelf, work.context, self._clock.now(), writes=False, unguarded=work.unguarded
        )
        try:
            connection.driver.execute("BEGIN")
            return Outcome(work.run(unit))
        except Interrupted:
            return Outcome(error=Timeout("Reading took too long and was stopped."))
        except BaseException as error:  # noqa: BLE001  # a thread's boundary: whatever it was belongs to the caller
            return Outcome(error=for_caller(plain_error(error)))
        finally:
            connection.allow(float("inf"))
            self.timings.record(work.name, time.perf_counter() - started, committed=True, writes=False)

    def version(self) -> int | None:
        connection = self._point
        if connection is None:
            return None
        number: int = connection.driver.execute("PRAGMA data_version").fetchone()[0]
        return number

    # -- looking inside

    async def check(self) -> None:
        """A reader has to answer, and the writer has to reach the disk. Raises `StorageFull` when that is full."""
        await self.read(system_context(), _ask)
        await self.write(system_context(), self._reach_disk)

    def _reach_disk(self, unit: Unit) -> None:
        """Write the page that holds the version stamp as it is: an empty transaction succeeds on a full disk too."""
        now = time.monotonic()
        if now - self._reached_disk_at < _REACH_DISK_SECONDS:
            return  # asking more often than that may not cost more
        driver = self._writer.connection.driver
        stamp = driver.execute("PRAGMA user_version").fetchone()[0]
        driver.execute(f"PRAGMA user_version = {stamp}")
        unit.after_commit(partial(setattr, self, "_reached_disk_at", now))

    def statistics(self) -> DatabaseStatistics:
        return DatabaseStatistics(
            engine=self.engine_name,
            queued_interactive=self._writes.depth(Lane.INTERACTIVE) + self._reads.depth(Lane.INTERACTIVE),
            queued_background=self._writes.depth(Lane.BACKGROUND),
            commits=self.timings.commits,
            rollbacks=self.timings.rollbacks,
            reruns=self.timings.reruns,
            groups=self.timings.groups,
            size_bytes=self.path.stat().st_size if self.path.exists() else 0,
            slowest=self.timings.slowest(),
        )

    async def sequence_events(self) -> int:
        """Number committed events. Here each group does it for itself, so nothing is ever left."""
        return 0

    @property
    def writer(self) -> SqliteWriter:
        """The writing thread: for tests that break it on purpose."""
        return self._writer

    def _write_unit(self, connection: SqliteConnection, work: Work) -> EngineUnit:
        """A fresh attempt at a unit."""
        return EngineUnit(
            connection.core, self._shelf, work.context, self._clock.now(), writes=True, unguarded=work.unguarded
        )


def _ask(unit: Unit) -> None:
    unit.execute(_ONE)

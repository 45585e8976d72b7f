"""PostgreSQL 16 or newer: a pool of threads over psycopg, units re-run when they lose a race."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from kernel.clock import Clock
from kernel.context import Context, system_context
from kernel.errors import AlreadyExists
from kernel.unit import Unit
from providers.database.failures import ReferenceBroken, Rerun, translate
from providers.database.guard import GuardedPostgresCompiler
from providers.database.port import Contended, DatabaseAway, DatabaseStatistics, Lane
from providers.database.prepared import StatementShelf
from providers.database.settings import DatabaseSettings
from providers.database.timings import UnitTimings
from providers.database.unit import EngineUnit
from providers.database.urls import sqlalchemy_url
from providers.database.work import Outcome, Work, WorkQueue, deliver, for_caller, run_after_commit, work_for

P = ParamSpec("P")
R = TypeVar("R")

_DATABASE_SIZE = select(func.pg_database_size(func.current_database()))
_CONNECT_SECONDS_MAX = 5
# A server that stops answering without closing the connection is noticed after this long (milliseconds).
_NOTICE_SILENCE = {"tcp_user_timeout": 15_000, "keepalives_idle": 10, "keepalives_interval": 5}
_ATTEMPTS_MAX = 20
_BACKOFF_SECONDS = 0.002
_BACKOFF_SECONDS_MAX = 0.1
# Waiting longer for a lock is worse than running again: the deadlock detector alone takes a second.
_WRITE = "SET LOCAL lock_timeout = '50ms'; SET LOCAL statement_timeout = '10s'"
_BEGIN_SERIALIZABLE = f"BEGIN ISOLATION LEVEL SERIALIZABLE; {_WRITE}"
_BEGIN_HOT = f"BEGIN ISOLATION LEVEL READ COMMITTED; {_WRITE}"
_EVENTS_LOCK = 0x46465645  # an arbitrary number that no other advisory lock of Fivefold uses
_SEQUENCE_SECONDS_MAX = 1.0
_NUMBER_EVENTS = """
    WITH base AS (SELECT coalesce(max(position), 0) AS last FROM db_events),
         fresh AS (SELECT number, row_number() OVER (ORDER BY number) AS place
                   FROM db_events WHERE position IS NULL ORDER BY number LIMIT 5000)
    UPDATE db_events SET position = base.last + fresh.place
    FROM base, fresh WHERE db_events.number = fresh.number"""


class PostgresDatabase:
    """The engine for several processes."""

    engine_name = "postgresql"

    def __init__(self, settings: DatabaseSettings, clock: Clock) -> None:
        self.timings = UnitTimings()
        self._clock = clock
        self._settings = settings
        self._queue = WorkQueue(settings.database_queue)
        self._threads: list[threading.Thread] = []
        self._shelf: StatementShelf
        self._size_bytes = 0
        self._events_waiting = threading.Event()
        self._events_waiting.set()
        self._sequenced_at = 0.0
        self._sequencing = threading.Lock()
        self._sequencer = _Session(self._connect)
        self._begin_read = (
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
            f"SET LOCAL statement_timeout = '{int(settings.read_seconds_max * 1000)}ms'"
        )
        self._engine: Engine = create_engine(
            sqlalchemy_url(settings.database_url),
            poolclass=NullPool,
            hide_parameters=True,  # values may be secrets, and errors are logged
            isolation_level="AUTOCOMMIT",
            # A pooler in transaction mode hands every transaction to another server connection.
            connect_args={"prepare_threshold": None, "connect_timeout": _CONNECT_SECONDS_MAX, **_NOTICE_SILENCE},
            use_native_hstore=False,
        )
        self._engine.dialect.statement_compiler = GuardedPostgresCompiler

    # -- life

    async def open(self) -> None:
        await asyncio.to_thread(self._probe)
        for number in range(self._settings.database_threads):
            thread = threading.Thread(target=self._serve, name=f"db-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def _probe(self) -> None:
        connection = self._connect()
        self._shelf = StatementShelf(connection.dialect)
        connection.close()

    def _connect(self) -> Connection:
        try:
            return self._engine.connect()
        except (DBAPIError, psycopg.Error) as error:
            cause = str(getattr(error, "orig", error)).strip().splitlines()
            raise DatabaseAway(f"PostgreSQL cannot be reached: {cause[0] if cause else 'no answer'}") from error

    async def close(self) -> None:
        self._queue.close()
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        for thread in self._threads:
            thread.join()
        with self._sequencing:
            self._sequencer.close()
        self._engine.dispose()

    # -- units

    async def write(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        return await self._queue.run(work_for(context, use_case, args, kwargs))  # type: ignore[no-any-return]

    async def write_background(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        work = work_for(context, use_case, args, kwargs, lane=Lane.BACKGROUND)
        return await self._queue.run(work)  # type: ignore[no-any-return]

    async def read(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        return await self._queue.run(work_for(context, use_case, args, kwargs, writes=False))  # type: ignore[no-any-return]

    async def point(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        return await self.read(context, use_case, *args, **kwargs)

    async def system_read(
        self, reason: str, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        work = work_for(system_context(), use_case, args, kwargs, writes=False, unguarded=True, reason=reason)
        return await self._queue.run(work)  # type: ignore[no-any-return]

    async def system_write(
        self, reason: str, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        work = work_for(system_context(), use_case, args, kwargs, unguarded=True, reason=reason)
        return await self._queue.run(work)  # type: ignore[no-any-return]

    def version(self) -> int | None:
        return None  # asking would cost as much as looking up

    # -- threads

    def _serve(self) -> None:
        server = _Session(self._connect)
        while taken := self._queue.take(share=1):
            for work in taken:
                if not work.is_cancelled:
                    deliver([(work, self._outcome(server, work))])
        server.close()

    def _outcome(self, session: _Session, work: Work) -> Outcome:
        started = time.perf_counter()
        outcome = Outcome()
        try:
            outcome.result = self._with_reruns(session, work)
        except BaseException as error:  # noqa: BLE001  # a thread's boundary: whatever it was belongs to the caller
            outcome.error = for_caller(error)
        seconds = time.perf_counter() - started
        self.timings.record(work.name, seconds, committed=outcome.error is None, writes=work.writes)
        return outcome

    def _with_reruns(self, session: _Session, work: Work) -> Any:
        saw_constraint = was_lost = False
        for attempt in range(_ATTEMPTS_MAX):
            try:
                return self._attempt(session, work)
            except Rerun:
                saw_constraint = False
                longest = min(_BACKOFF_SECONDS_MAX, _BACKOFF_SECONDS * 2**attempt)
                time.sleep(random.uniform(0, longest))  # noqa: S311  # jitter, not a secret
            except (AlreadyExists, ReferenceBroken):
                # The other row may have come after this unit's snapshot, and a unit that had seen it would have done
                # something else (replayed an answer, say). The next snapshot has it, so a second verdict is final.
                if saw_constraint:
                    raise
                saw_constraint = True
            except _LostBeforeCommit:
                # The connection was dead when we came back to it: nothing has happened yet, so once more is safe.
                if was_lost:
                    raise DatabaseAway from None
                was_lost = True
            self.timings.reruns += 1
        raise Contended(retry_after_seconds=1)

    def _attempt(self, session: _Session, work: Work) -> Any:
        connection = session.connection()
        unit = EngineUnit(
            connection, self._shelf, work.context, self._clock.now(), writes=work.writes, unguarded=work.unguarded
        )
        is_committing = False
        try:
            connection.exec_driver_sql(self._beginning(work))
            result = work.run(unit)
            unit.finish()
            is_committing = True
            connection.exec_driver_sql("COMMIT")
        except BaseException as error:
            session.roll_back()
            failure = _failure_of(unit.broken or error)
            if session.is_lost or isinstance(failure, DatabaseAway):
                session.close()
                if not is_committing:
                    raise _LostBeforeCommit from error
                raise DatabaseAway(
                    "The database went away while storing this. It may or may not have happened: "
                    "repeat it with the same Idempotency-Key."
                ) from error
            raise failure from error
        if unit.emitted:
            self._events_waiting.set()
        for action in unit.after_commit_actions:
            run_after_commit(action)
        return result

    def _beginning(self, work: Work) -> str:
        if not work.writes:
            return self._begin_read
        return _BEGIN_HOT if work.is_hot else _BEGIN_SERIALIZABLE

    # -- events and looking inside

    async def sequence_events(self) -> int:
        """Number committed events in batches; returns how many. One process does it at a time.

        Costs nothing unless this process committed an event or a second has gone by: other replicas may have.
        """
        now = time.monotonic()
        if not self._events_waiting.is_set() and now - self._sequenced_at < _SEQUENCE_SECONDS_MAX:
            return 0
        self._events_waiting.clear()
        self._sequenced_at = now
        return await asyncio.to_thread(self._sequence_events)

    def _sequence_events(self) -> int:
        with self._sequencing:
            try:
                connection = self._sequencer.connection()
                connection.exec_driver_sql("BEGIN")
                got = connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({_EVENTS_LOCK})").scalar()
                numbered = connection.exec_driver_sql(_NUMBER_EVENTS).rowcount if got else 0
                connection.exec_driver_sql("COMMIT")
                if not got:  # whoever has the lock may not have seen our events yet
                    self._events_waiting.set()
            except DBAPIError as error:
                self._events_waiting.set()
                self._sequencer.close()
                raise translate(error) from error
            return numbered

    async def check(self) -> None:
        """Asks for one row, which needs a connection, a snapshot and an answer."""
        self._size_bytes = await self.read(system_context(), _size)

    def statistics(self) -> DatabaseStatistics:
        return DatabaseStatistics(
            engine=self.engine_name,
            queued_interactive=self._queue.depth(Lane.INTERACTIVE),
            queued_background=self._queue.depth(Lane.BACKGROUND),
            commits=self.timings.commits,
            rollbacks=self.timings.rollbacks,
            reruns=self.timings.reruns,
            groups=self.timings.groups,
            size_bytes=self._size_bytes,
            slowest=self.timings.slowest(),
        )


class _LostBeforeCommit(Exception):
    """The connection died before COMMIT was sent: nothing was stored."""


class _Session:
    """One thread's connection, opened when needed and dropped when lost."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._connection: Connection | None = None

    def connection(self) -> Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    @property
    def is_lost(self) -> bool:
        if self._connection is None or self._connection.invalidated:
            return True
        driver: psycopg.Connection[Any] = self._connection.connection.driver_connection  # type: ignore[assignment]
        return driver.closed

    def roll_back(self) -> None:
        try:
            if self._connection is not None and not self.is_lost:
                self._connection.exec_driver_sql("ROLLBACK")
        except (DBAPIError, psycopg.Error):
            self.close()

    def close(self) -> None:
        is_lost = self.is_lost
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if is_lost:  # there is nobody to say goodbye to
            connection.invalidate()
        connection.close()


def _size(unit: Unit) -> int:
    return int(unit.execute(_DATABASE_SIZE).scalar() or 0)


def _failure_of(error: BaseException) -> BaseException:
    return translate(error) if isinstance(error, DBAPIError | psycopg.Error) else error

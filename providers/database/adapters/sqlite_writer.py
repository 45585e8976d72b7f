"""The one thread that writes to the embedded database, and its group commit."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable

import structlog

from kernel.errors import Timeout
from providers.database.adapters.sqlite_connection import SqliteConnection
from providers.database.failures import Interrupted, Rerun, translate
from providers.database.port import Contended
from providers.database.timings import UnitTimings
from providers.database.unit import EngineUnit
from providers.database.work import Outcome, Work, WorkQueue, deliver, for_caller, run_after_commit

NewUnit = Callable[[SqliteConnection, Work], EngineUnit]

_log = structlog.get_logger("fivefold.database")
_GROUP_SECONDS_MAX = 0.025
_WRITE_SECONDS_MAX = 10.0
_CHECKPOINT_BYTES = 4 * 1024 * 1024
_CHECKPOINT_LOOK_EVERY = 32
_NUMBER_EVENTS = "UPDATE db_events SET position = number WHERE position IS NULL"


def plain_error(error: BaseException) -> BaseException:
    """Driver errors of our own BEGIN and COMMIT, which no unit translated, and races that cannot be run again."""
    if isinstance(error, Rerun):  # another process took the row between this unit's look and its write
        return Contended(retry_after_seconds=1)
    return translate(error) if isinstance(error, sqlite3.Error) else error


class _GroupBroken(Exception):
    """The group's transaction ended before its COMMIT; every unit runs again alone."""


class SqliteWriter:
    """Takes queued units, runs each inside a SAVEPOINT of one transaction, and commits them together.

    One fsync serves the whole group. A unit's failure is undone by its savepoint. Whenever the shared transaction
    itself is lost (disk full, interrupt, a failing COMMIT), nothing has been answered yet, so each unit is run
    again in a transaction of its own and only the guilty one fails.
    """

    connection: SqliteConnection

    def __init__(self, queue: WorkQueue, timings: UnitTimings, new_unit: NewUnit) -> None:
        self._queue = queue
        self._timings = timings
        self._new_unit = new_unit
        self._groups_until_look = _CHECKPOINT_LOOK_EVERY

    def run(self) -> None:
        while taken := self._queue.take():
            started = time.monotonic()
            while taken:
                group = [work for work in taken if not work.is_cancelled]
                taken = []
                if group:
                    taken = self._run_surely(group, started)
                    started = time.monotonic()
            self._checkpoint_when_due()
        self._checkpoint("TRUNCATE")
        self.connection.close()

    def _run_surely(self, group: list[Work], started: float) -> list[Work]:
        """As `_run_group`. A defect in here may fail its group, but not end the only thread that writes."""
        try:
            return self._run_group(group, started)
        except Exception as error:  # noqa: BLE001  # whoever was answered already is passed over by `deliver`
            _log.exception("the writer failed")
            self.connection.rollback()
            deliver((work, Outcome(error=error)) for work in group)
            return []

    def _run_group(self, group: list[Work], started: float) -> list[Work]:
        """Run and deliver; gives back the units for which the group had no time left."""
        try:
            finished, rest = self._attempt(group, started)
        except _GroupBroken:
            for work in group:
                if not work.is_cancelled:
                    deliver([(work, self._alone(work))])
            return []
        deliver(finished)
        return rest

    def _alone(self, work: Work) -> Outcome:
        try:
            finished, _ = self._attempt([work], time.monotonic())
            return finished[0][1]
        except _GroupBroken as broken:
            return Outcome(error=for_caller(broken.__cause__ or broken))

    def _attempt(self, group: list[Work], started: float) -> tuple[list[tuple[Work, Outcome]], list[Work]]:
        driver, timings = self.connection.driver, self._timings
        actions: list[Callable[[], None]] = []
        finished: list[tuple[Work, Outcome]] = []
        emitted = 0
        rest: list[Work] = []
        self.connection.allow(_WRITE_SECONDS_MAX)
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:  # whoever holds the lock holds it for each of them
            refused = for_caller(plain_error(error))
            return [(work, Outcome(error=refused)) for work in group], []
        try:
            for index, work in enumerate(group):
                outcome, unit = self._run_one(work)
                finished.append((work, outcome))
                if outcome.error is None:
                    actions += unit.after_commit_actions
                    emitted += unit.emitted
                if time.monotonic() - started > _GROUP_SECONDS_MAX:
                    rest = group[index + 1 :]
                    break
            if emitted:
                driver.execute(_NUMBER_EVENTS)
            driver.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(plain_error(error))
        finally:
            self.connection.allow(float("inf"))
        timings.groups += 1
        for action in actions:
            run_after_commit(action)
        return finished, rest

    def _run_one(self, work: Work) -> tuple[Outcome, EngineUnit]:
        driver, started = self.connection.driver, time.perf_counter()
        unit = self._new_unit(self.connection, work)
        driver.execute("SAVEPOINT unit")
        outcome = Outcome()
        try:
            outcome.result = work.run(unit)
            unit.finish()
        except BaseException as error:  # noqa: BLE001  # a thread's boundary: whatever it was belongs to the caller
            outcome = Outcome(error=for_caller(plain_error(unit.broken or error)))
            if not driver.in_transaction or isinstance(unit.broken, Interrupted):
                self._give_up(outcome.error)
            driver.execute("ROLLBACK TO SAVEPOINT unit")
        driver.execute("RELEASE SAVEPOINT unit")
        seconds = time.perf_counter() - started
        self._timings.record(work.name, seconds, committed=outcome.error is None, writes=True)
        return outcome, unit

    def _give_up(self, cause: BaseException | None) -> None:
        self._timings.reruns += 1
        try:
            self.connection.rollback()
        except sqlite3.Error as error:
            _log.warning("rollback failed", error=str(error))
        if isinstance(cause, Interrupted):
            cause = Timeout("The work took too long and was stopped. Nothing was stored.")
        raise _GroupBroken from cause

    def _checkpoint_when_due(self) -> None:
        self._groups_until_look -= 1
        if self._groups_until_look > 0:
            return
        self._groups_until_look = _CHECKPOINT_LOOK_EVERY
        try:
            grown = os.stat(f"{self.connection.path}-wal").st_size  # noqa: PTH116  # a stat a group, kept cheap
        except OSError:
            return
        if grown > _CHECKPOINT_BYTES:
            self._checkpoint("PASSIVE" if grown < 16 * _CHECKPOINT_BYTES else "RESTART")

    def _checkpoint(self, mode: str) -> None:
        try:
            self.connection.driver.execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
        except sqlite3.Error as error:
            _log.warning("checkpoint failed", error=str(error))

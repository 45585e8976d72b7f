"""One connection to the embedded database, set up the same way everywhere."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from providers.database.guard import GuardedSQLiteCompiler
from providers.database.port import DatabaseAway

_PROGRESS_OPCODES = 20_000
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    # Only the writer checkpoints, between groups: a reader would pay for it in the middle of an answer.
    "PRAGMA wal_autocheckpoint = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8000",
    # After a burst the log gives its room back at the next checkpoint.
    "PRAGMA journal_size_limit = 16777216",
)


class SqliteConnection:
    """A connection that never begins or ends a transaction by itself, with a deadline for what runs on it."""

    def __init__(self, path: Path, *, is_reader: bool) -> None:
        self.path = path
        self._deadline = float("inf")
        engine = create_engine(
            "sqlite://",
            creator=self._connect,
            poolclass=NullPool,
            hide_parameters=True,  # values may be secrets, and errors are logged
            isolation_level="AUTOCOMMIT",
        )
        engine.dialect.statement_compiler = GuardedSQLiteCompiler
        try:
            self.core: Connection = engine.connect()
            self.driver: sqlite3.Connection = self.core.connection.driver_connection  # type: ignore[assignment]
            for pragma in _PRAGMAS:
                self.driver.execute(pragma)
            if is_reader:
                self.driver.execute("PRAGMA query_only = ON")
        except (DBAPIError, sqlite3.Error) as error:
            raise DatabaseAway(f"The database file {path} cannot be opened: {error}") from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, check_same_thread=False, isolation_level=None, cached_statements=512, timeout=5
        )
        connection.set_progress_handler(self._is_over_deadline, _PROGRESS_OPCODES)
        return connection

    def _is_over_deadline(self) -> int:
        return time.monotonic() > self._deadline

    def allow(self, seconds: float) -> None:
        """Interrupt whatever runs on this connection after that long."""
        self._deadline = time.monotonic() + seconds

    def rollback(self) -> None:
        if self.driver.in_transaction:
            self.driver.execute("ROLLBACK")

    def close(self) -> None:
        self.core.close()
        self.driver.close()

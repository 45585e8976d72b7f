"""What the drivers raise, as what the rest of the house understands."""

from __future__ import annotations

import re

from sqlalchemy.exc import StatementError

from kernel.errors import AlreadyExists, Conflict, Invalid, StorageFull, Timeout
from providers.database.port import DatabaseAway

# A record of an idempotency key that appears between look-up and insert is a race like any other: the unit runs
# again and then finds it.
_RACES_AT = "pk_db_idempotency"
_SQLITE_COLUMNS = re.compile(r"constraint failed: (?P<columns>.+)$")
# A file that may not grow, a quota and a failing flush look like a full disk from here, and pass like one.
_SQLITE_FULL = (
    "SQLITE_FULL",
    "SQLITE_IOERR_WRITE",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_TRUNCATE",
    "SQLITE_IOERR_SHMSIZE",
)
_PG_RERUN = frozenset({"40001", "40P01", "55P03"})
_PG_AWAY = re.compile(r"^(08...|57P0[1-5]|53[03]00|25006|XX...)$")


class Rerun(Exception):
    """The unit lost a race and was rolled back; it is to be run again from its start."""


class Interrupted(Exception):
    """The engine stopped in the middle and rolled the whole transaction back."""


class ReferenceBroken(Conflict):
    """Something still refers to this row, or this row refers to something that is not there."""

    code, title = "reference_broken", "Something else depends on this"


def translate(error: Exception) -> Exception:
    """The error to raise instead of the driver's, bare or wrapped by SQLAlchemy; the same one when it is a defect."""
    orig = error.orig if isinstance(error, StatementError) and error.orig is not None else error
    name = getattr(orig, "sqlite_errorname", None)
    if name is not None:
        return _from_sqlite(str(name), str(orig), error)
    state = getattr(orig, "sqlstate", None)
    if state is not None:
        return _from_postgres(str(state), str(getattr(orig.diag, "constraint_name", "") or ""), error)  # type: ignore[attr-defined]  # psycopg errors with a state have it
    if isinstance(orig, UnicodeError) or "NUL" in str(orig):
        return Invalid("Text may only contain valid characters, and no NUL.")
    if isinstance(orig, OverflowError):
        return Invalid("A number is too large to be stored.")
    if type(orig).__name__ in {"OperationalError", "InterfaceError"} or getattr(
        error, "connection_invalidated", False
    ):
        return DatabaseAway()
    return error


def _from_sqlite(name: str, message: str, error: Exception) -> Exception:
    if name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID"}:
        found = _SQLITE_COLUMNS.search(message)
        return AlreadyExists(constraint=found["columns"] if found else "")
    if name == "SQLITE_CONSTRAINT_FOREIGNKEY":
        return ReferenceBroken()
    if name == "SQLITE_INTERRUPT":
        return Interrupted()
    if name.startswith(_SQLITE_FULL):
        return StorageFull("The disk under the database is full. Nothing was stored.", retry_after_seconds=30)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DatabaseAway("Another process holds the database.")
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return DatabaseAway()
    return error


def _from_postgres(state: str, constraint: str, error: Exception) -> Exception:
    if state in _PG_RERUN or (state == "23505" and constraint == _RACES_AT):
        return Rerun()
    if state == "23505":
        return AlreadyExists(constraint=constraint)
    if state == "23503":
        return ReferenceBroken(constraint=constraint)
    if state == "53100":
        return StorageFull("The disk under the database is full. Nothing was stored.", retry_after_seconds=30)
    if state == "57014":
        return Timeout("The database took too long and was stopped. Nothing was stored.")
    if state in {"22021", "22P05"}:
        return Invalid("Text may not contain NUL characters.")
    if _PG_AWAY.match(state):
        return DatabaseAway()
    return error


def breaks_transaction(error: Exception) -> bool:
    """Whether no savepoint can mend it: the whole unit has to end."""
    return isinstance(error, Rerun | Interrupted | StorageFull | DatabaseAway | Timeout)

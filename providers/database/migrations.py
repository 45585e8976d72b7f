"""Brings a database to the present schema. Every owner keeps an Alembic branch of its own; all heads are applied.

Migrations are forward-compatible: the previous release keeps working while the new one rolls out.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from providers.database.port import DatabaseAway
from providers.database.settings import DatabaseSettings

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

OWN_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_VERSION_TABLE = "db_versions"
_MIGRATION_LOCK = 0x4646564D  # an arbitrary number that no other advisory lock of Fivefold uses


def migrate(settings: DatabaseSettings, folders: Sequence[Path]) -> int:
    """Apply what is missing from the owners' `folders`, in one transaction; returns how many revisions were applied.

    Raises `DatabaseAway`. Safe to call from several processes at once: the second waits, then finds nothing to do.
    """
    if settings.is_sqlite:
        return _migrate_sqlite(settings.sqlite_path, folders)
    with _postgres(settings) as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        applied = _upgrade(connection, folders)
        connection.exec_driver_sql("COMMIT")
        return applied


def is_current(settings: DatabaseSettings, folders: Sequence[Path]) -> bool:
    """Whether every revision in `folders` has been applied. Raises `DatabaseAway`."""
    if settings.is_sqlite:
        return _stamp_of(settings.sqlite_path) == _stamp(folders)
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415  # 100 ms that most starts do not need

    with _postgres(settings) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": _VERSION_TABLE})
        return set(context.get_current_heads()) == set(_script(folders).get_heads())


def _migrate_sqlite(path: Path, folders: Sequence[Path]) -> int:
    # A stamp in the file's header spares most starts the import of Alembic.
    stamp = _stamp(folders)
    if _stamp_of(path) == stamp:
        return 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            applied = _upgrade(connection, folders)
            connection.exec_driver_sql(f"PRAGMA user_version = {stamp}")
            connection.exec_driver_sql("COMMIT")
    except OSError as error:
        raise DatabaseAway(f"The folder {path.parent} cannot be written: {error.strerror}.") from error
    except DBAPIError as error:
        raise DatabaseAway(f"The database file {path} cannot be migrated: {error.orig}.") from error
    return applied


def _stamp_of(path: Path) -> int:
    if not path.exists():
        return 0
    try:
        with create_engine(f"sqlite:///{path}", poolclass=NullPool).connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
    except DBAPIError as error:
        raise DatabaseAway(f"The database file {path} cannot be opened: {error.orig}.") from error


def _stamp(folders: Sequence[Path]) -> int:
    """A number for the set of revisions; never 0, which is what a new file has."""
    names = sorted(file.name for folder in folders for file in folder.glob("*.py"))
    return (zlib.crc32("\n".join(names).encode()) & 0x7FFFFFFF) or 1


def _postgres(settings: DatabaseSettings) -> Connection:
    from providers.database.urls import sqlalchemy_url  # noqa: PLC0415  # only for PostgreSQL

    url = settings.database_direct_url or settings.database_url
    engine = create_engine(sqlalchemy_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        return engine.connect()
    except DBAPIError as error:
        cause = str(error.orig).strip().splitlines()
        raise DatabaseAway(f"PostgreSQL cannot be reached: {cause[0] if cause else 'no answer'}") from error


def _script(folders: Sequence[Path]) -> ScriptDirectory:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return ScriptDirectory(str(OWN_VERSIONS.parent), version_locations=[str(folder) for folder in folders])


def _upgrade(connection: Connection, folders: Sequence[Path]) -> int:
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    script = _script(folders)
    steps: list[Any] = []

    def towards_heads(revision: Any, _context: Any) -> list[Any]:
        steps.extend(script._upgrade_revs("heads", revision))  # noqa: SLF001  # as alembic.command.upgrade does
        return steps

    context = MigrationContext.configure(
        connection, opts={"version_table": _VERSION_TABLE, "fn": towards_heads, "transactional_ddl": False}
    )
    with Operations.context(context):
        context.run_migrations()
    return len(steps)

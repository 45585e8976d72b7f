"""The migrated database is the one that the tables describe, on both engines."""

from __future__ import annotations

import importlib
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool

from providers.database.migrations import OWN_VERSIONS, is_current, migrate
from providers.database.port import DatabaseAway
from providers.database.schema import metadata
from providers.database.settings import DatabaseSettings
from providers.database.urls import sqlalchemy_url
from tests.support.database import version_folders
from tests.support.servers import REPOSITORY, create_database, drop_database


def load_every_table() -> None:
    """Import each owner's tables, so that the metadata is whole."""
    for path in sorted([*REPOSITORY.glob("modules/*/*/tables.py"), *REPOSITORY.glob("providers/*/tables.py")]):
        importlib.import_module(".".join(path.relative_to(REPOSITORY).with_suffix("").parts))


def differences(url: str) -> list[object]:
    load_every_table()
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "db_versions", "compare_type": True})
        found = list(compare_metadata(context, metadata))
        # Only sample tables of other tests may stand there beside the product's own.
        return [diff for diff in found if "sample_" not in str(diff)]


def test_the_migrated_sqlite_database_is_what_the_tables_say(tmp_path: Path) -> None:
    settings = DatabaseSettings(data_dir=tmp_path, database_url="")
    migrate(settings, version_folders())
    assert differences(f"sqlite:///{settings.sqlite_path}") == []


def test_the_migrated_postgres_database_is_what_the_tables_say(postgres_server: str, worker_id: str) -> None:
    name = f"fivefold_migrations_{worker_id}"
    url = create_database(postgres_server, name)
    try:
        migrate(DatabaseSettings(database_url=url), version_folders())
        assert differences(sqlalchemy_url(url)) == []
    finally:
        drop_database(postgres_server, name)


def test_a_second_migration_finds_nothing_to_do(tmp_path: Path) -> None:
    settings = DatabaseSettings(data_dir=tmp_path, database_url="")
    assert not is_current(settings, version_folders())
    assert migrate(settings, version_folders()) >= 1
    assert is_current(settings, version_folders())
    assert migrate(settings, version_folders()) == 0


def test_an_older_database_gets_what_is_new(tmp_path: Path) -> None:
    settings = DatabaseSettings(data_dir=tmp_path, database_url="")
    migrate(settings, [OWN_VERSIONS])
    assert not is_current(settings, version_folders())
    migrate(settings, version_folders())
    engine = create_engine(f"sqlite:///{settings.sqlite_path}", poolclass=NullPool)
    assert {"db_events", "auth_users"} <= set(inspect(engine).get_table_names())


def test_processes_that_migrate_at_once_do_it_once(postgres_server: str, worker_id: str) -> None:
    name = f"fivefold_at_once_{worker_id}"
    settings = DatabaseSettings(database_url=create_database(postgres_server, name))
    applied: list[int] = []
    threads = [
        threading.Thread(target=lambda: applied.append(migrate(settings, version_folders()))) for _ in range(3)
    ]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(applied)[:2] == [0, 0]
        assert max(applied) >= 1
    finally:
        drop_database(postgres_server, name)


def test_what_is_not_a_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "fivefold.db").write_bytes(b"not a database, however long it looks" * 100)
    settings = DatabaseSettings(data_dir=tmp_path, database_url="")
    with pytest.raises(DatabaseAway, match="cannot be opened"):
        migrate(settings, version_folders())


def test_a_folder_in_the_way_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseAway, match="cannot be written"):
        migrate(DatabaseSettings(data_dir=tmp_path / "file" / "data", database_url=""), version_folders())

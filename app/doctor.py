"""`fivefold doctor`: everything that a start needs, looked at one by one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass

from app.composition import MIGRATION_FOLDERS, compose
from app.serving import ServeRefused, listen, require_writable
from app.settings import Settings
from kernel.errors import FivefoldError
from providers.database.migrations import is_current


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one subject."""

    subject: str
    is_fine: bool
    sentence: str


def examine(settings: Settings) -> list[Finding]:
    """Look at all of it, also after the first thing that is wrong."""
    return [
        Finding("settings", is_fine=True, sentence=f"coherent, for {settings.instance.environment}"),
        Finding("python", is_fine=True, sentence=".".join(map(str, sys.version_info[:3]))),
        _found("folder", lambda: _folder(settings)),
        _found("database", lambda: _database(settings)),
        _found("migrations", lambda: _migrations(settings)),
        _found("port", lambda: _port(settings)),
        _dashboard(settings),
        _unused("redis", "FIVEFOLD_REDIS_URL", settings.instance.redis_url),
        _unused("storage", "FIVEFOLD_STORAGE_URL", settings.instance.storage_url),
    ]


def _found(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, is_fine=True, sentence=look())
    except (FivefoldError, ServeRefused) as error:
        return Finding(subject, is_fine=False, sentence=str(error))


def _folder(settings: Settings) -> str:
    require_writable(settings)
    return f"{settings.database.data_dir} can be written"


def _database(settings: Settings) -> str:
    if settings.database.is_sqlite and not settings.database.sqlite_path.exists():
        return f"{settings.database.sqlite_path} will be created by the first start"
    asyncio.run(_ask(settings))
    return f"{'SQLite' if settings.database.is_sqlite else 'PostgreSQL'} answers"


async def _ask(settings: Settings) -> None:
    database = compose(settings, is_server=False).database
    await database.open()
    try:
        await database.check()
    finally:
        await database.close()


def _migrations(settings: Settings) -> str:
    if is_current(settings.database, MIGRATION_FOLDERS):
        return "the database is up to date"
    if settings.database.is_sqlite:
        return "the next start will bring the database up to date"
    raise ServeRefused("The database is behind this version: run `fivefold migrate`.")


def _port(settings: Settings) -> str:
    listen(settings.http.host, settings.http.port).close()
    return f"{settings.http.port} on {settings.http.host} is free"


def _dashboard(settings: Settings) -> Finding:
    folder = settings.instance.dashboard_dir
    is_built = (folder / "index.html").is_file()
    sentence = f"built in {folder}" if is_built else "not built; `make dashboard` builds it, the API works without"
    return Finding("dashboard", is_fine=True, sentence=sentence)


def _unused(subject: str, name: str, url: str) -> Finding:
    if url:
        return Finding(subject, is_fine=True, sentence=f"{name} is well formed; nothing in this version uses it yet")
    return Finding(subject, is_fine=True, sentence="embedded: nothing is configured, and nothing is needed")

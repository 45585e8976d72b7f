"""A product to hurt, and the database under it to look into afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from providers.database.migrations import migrate
from providers.database.settings import DatabaseSettings
from tests.support.database import version_folders
from tests.support.load import CONNECTIONS, WriteLoad
from tests.support.servers import ProductServer, create_database, drop_database
from tests.support.stored import PostgresStore, SqliteStore, Store
from tests.support.wire import wire_to

_NUMBERED_SECONDS_MAX = 10.0


@dataclass(frozen=True, slots=True)
class Ground:
    """A running product and its database."""

    server: ProductServer
    store: Store

    @property
    def port(self) -> int:
        return self.server.port

    async def verify(self, load: WriteLoad) -> None:
        """The database is undamaged, has everything that was answered, and has nothing by half."""
        await asyncio.to_thread(self.store.check)
        stored = await asyncio.to_thread(self.store.read, load.account.organization)
        found = load.contradictions(stored)
        assert not found, f"{len(found)} contradictions, such as {found[:5]}"

    async def settle_and_verify(self, load: WriteLoad) -> None:
        """As `verify`, also after the senders of unanswered writes have come back with their keys."""
        await self.verify(load)
        await load.settle()
        await self.verify(load)
        await self._wait_for_positions(load)

    async def _wait_for_positions(self, load: WriteLoad) -> None:
        """Every event gets its place in the log, although nobody waits for it."""
        deadline = time.monotonic() + _NUMBERED_SECONDS_MAX
        while None in (await asyncio.to_thread(self.store.read, load.account.organization)).positions:
            assert time.monotonic() < deadline, "events stay without a position"
            await asyncio.sleep(0.05)

    async def status_of(self, path: str) -> int:
        """How the product answers there, on a connection of its own."""
        async with wire_to(self.port) as wire:
            return (await wire.ask("GET", path)).status

    async def until_ready(self, status: int = 200, seconds: float = 20.0) -> None:
        """Wait until /health/ready says so."""
        deadline = time.monotonic() + seconds
        while (got := await self.status_of("/health/ready")) != status:
            assert time.monotonic() < deadline, f"/health/ready still says {got}"
            await asyncio.sleep(0.05)


@contextlib.contextmanager
def on_sqlite(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[Ground]:
    """The product on its embedded database in that folder."""
    server = ProductServer(folder, environment=environment)
    yield from _running(Ground(server, SqliteStore(folder / "fivefold.db")))


@contextlib.contextmanager
def on_postgres(
    folder: Path, postgres: str, name: str, environment: Mapping[str, str] | None = None
) -> Iterator[Ground]:
    """The product on a fresh database of that name, on the PostgreSQL at the address."""
    url = create_database(postgres, name)
    migrate(DatabaseSettings(database_url=url), version_folders())
    server = ProductServer(folder, database_url=url, environment=environment)
    yield from _running(Ground(server, PostgresStore(url)))
    drop_database(postgres, name)


def _running(ground: Ground) -> Iterator[Ground]:
    ground.server.start()
    try:
        yield ground
    finally:
        ground.server.stop()


@contextlib.asynccontextmanager
async def under_load(load: WriteLoad, connections: int = CONNECTIONS) -> AsyncIterator[None]:
    """Writers at work for the length of the block; they end with it, or when their connections are lost."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(load.run(connections))
        try:
            yield
        finally:
            load.stop()

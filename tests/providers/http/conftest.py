"""The small application over each engine in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from providers.database.port import Database
from tests.providers.http import things
from tests.providers.http.application import WRITE, KeyRing, Web, application


@pytest.fixture
async def web(database: Database) -> AsyncIterator[Web]:
    """The things' router with one person who may write."""
    keys = KeyRing()
    keys.add("ada", WRITE)
    web = application(database, keys, [things.router])
    async with web.client:
        yield web

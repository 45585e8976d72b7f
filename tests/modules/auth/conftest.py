"""Fixtures of auth's tests."""

from __future__ import annotations

import pytest

from providers.database.port import Database
from tests.modules.auth.place import Place, found


@pytest.fixture
async def place(database: Database) -> Place:
    """A fresh organization, on each engine in turn."""
    return await found(database)


@pytest.fixture
async def elsewhere(database: Database) -> Place:
    """Another organization, whose rows must never be seen."""
    return await found(database, "Elsewhere Ltd")

"""Fixtures of auth's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from kernel.clock import ManualClock
from modules.auth.passwords.service import Passwords
from modules.auth.settings import AuthSettings
from modules.auth.tokens.service import AccessTokens
from providers.database.port import Database
from providers.secrets.adapters.aesgcm import AesGcmBox
from tests.modules.auth.place import Place, found
from tests.modules.auth.web import Web, running_application

BOX = AesGcmBox(b"a key that is only used in tests, and long enough")


@pytest.fixture
async def place(database: Database) -> Place:
    """A fresh organization, on each engine in turn."""
    return await found(database)


@pytest.fixture
async def elsewhere(database: Database) -> Place:
    """Another organization, whose rows must never be seen."""
    return await found(database, "Elsewhere Ltd")


@pytest.fixture(scope="session")
def passwords() -> Iterator[Passwords]:
    """The two threads of argon2id."""
    started = Passwords()
    yield started
    started.close()


@pytest.fixture
def clock() -> ManualClock:
    """Now, until told otherwise."""
    return ManualClock(datetime.now(UTC))


@pytest.fixture
def settings() -> AuthSettings:
    return AuthSettings(public_url="https://fivefold.example/")


@pytest.fixture
def tokens(database: Database, settings: AuthSettings, clock: ManualClock) -> AccessTokens:
    """The signing and verifying side over each engine."""
    return AccessTokens(database, BOX, settings, clock)


@pytest.fixture(scope="session")
async def web(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Web]:
    """The whole application over a database of its own."""
    async with running_application(tmp_path_factory.mktemp("web")) as running:
        yield running

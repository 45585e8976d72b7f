"""Fixtures that every test may use."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.support.database", "tests.support.prove"]


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop that the product runs on."""
    return "asyncio", {"use_uvloop": True}

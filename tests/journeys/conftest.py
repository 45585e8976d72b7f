"""One product process per worker for all journeys that do not stop, starve or reconfigure it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.journeys.contract import Operation, document_of, operations_of
from tests.support.servers import ProductServer, product


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductServer]:
    """The product on SQLite, as shipped."""
    with product(tmp_path_factory.mktemp("product")) as started:
        yield started


@pytest.fixture(scope="session")
def http(server: ProductServer) -> Iterator[httpx.Client]:
    """Connections to it, from a client library that the product does not use."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def document(http: httpx.Client) -> dict[str, Any]:
    """The OpenAPI document of the running process."""
    return document_of(http)


@pytest.fixture(scope="session")
def operations(document: dict[str, Any]) -> dict[str, Operation]:
    """Its operations by id."""
    return operations_of(document)

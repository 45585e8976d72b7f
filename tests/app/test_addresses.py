"""Which address a request comes from, and which proxies are believed."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from app.http.addresses import ClientAddress

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def scope(client: str | None, forwarded: str | None = None) -> dict[str, Any]:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode("latin-1"))]
    return {"client": None if client is None else (client, 1), "headers": [(b"host", b"x"), *headers]}


@pytest.mark.parametrize(
    ("client", "forwarded", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.0.0.1", "nonsense, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("fd00::1", "2001:db8::1", "2001:db8::1"),
        (None, "198.51.100.1", ""),
        ("not-an-address", "198.51.100.1", "not-an-address"),
    ],
)
def test_addresses(client: str | None, forwarded: str | None, expected: str) -> None:
    assert ClientAddress(PROXIES).of(scope(client, forwarded)) == expected


def test_without_proxies_nothing_is_believed() -> None:
    assert ClientAddress(()).of(scope("10.0.0.1", "198.51.100.1")) == "10.0.0.1"

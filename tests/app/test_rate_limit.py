"""Token buckets: fair, bounded, and silent about health."""

from __future__ import annotations

from typing import Any

import pytest

from app.http.rate_limit import Buckets, RateLimit, RateLimited
from providers.http.state import EXCHANGE_KEY, Exchange


class Watch:
    """A clock that moves only when told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def drain(buckets: Buckets, name: str) -> int:
    taken = 0
    try:
        while True:
            buckets.take(name)
            taken += 1
    except RateLimited:
        return taken


def test_a_seconds_worth_at_once_then_the_rate() -> None:
    watch = Watch()
    buckets = Buckets(5, now=watch)
    assert drain(buckets, "a") == 5
    assert drain(buckets, "b") == 5, "each name has a bucket of its own"
    watch.seconds += 0.4
    assert drain(buckets, "a") == 2
    watch.seconds += 60
    assert drain(buckets, "a") == 5, "a bucket holds no more than a second's worth"


def test_less_than_one_a_second() -> None:
    watch = Watch()
    buckets = Buckets(0.1, now=watch)
    assert drain(buckets, "a") == 1
    with pytest.raises(RateLimited) as refused:
        buckets.take("a")
    assert refused.value.headers == {
        "Retry-After": "10",
        "RateLimit": '"default";r=0;t=10',
        "RateLimit-Policy": '"default";q=1;w=1',
    }


def test_memory_is_bounded() -> None:
    buckets = Buckets(1, most=10)
    for number in range(100):
        buckets.take(str(number))
    assert len(buckets) == 10


class Counter:
    """Counts what gets through."""

    served = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.served += 1


async def served(
    path: str, times: int, *, method: str = "GET", headers: Any = (), per_second: float = 2, auth: float = 0
) -> int:
    """How many of `times` requests get through."""
    inner = Counter()
    limit = RateLimit(inner, per_second=per_second, auth_per_second=auth)
    for number in range(times):
        exchange = Exchange(None, "r", "192.0.2.1")  # type: ignore[arg-type]  # nothing here reaches a port
        key = headers(number) if callable(headers) else headers
        scope = {"type": "http", "path": path, "method": method, "headers": key, EXCHANGE_KEY: exchange}
        try:
            await limit(scope, None, None)  # type: ignore[arg-type]  # nobody receives or sends
        except RateLimited:
            continue
    return inner.served


async def test_what_is_counted() -> None:
    assert await served("/api/v1/auth/me", 6) == 2
    assert await served("/health/ready", 6) == 6
    assert await served("/", 6) == 6
    assert await served("/api/v1/auth/me", 6, per_second=0) == 6


async def test_signing_in_has_its_own_rate() -> None:
    assert await served("/api/v1/auth/login", 6, method="POST", per_second=0, auth=1) == 1
    assert await served("/api/v1/auth/login", 6, method="GET", per_second=0, auth=1) == 6
    assert await served("/api/v1/auth/me", 6, method="POST", per_second=0, auth=1) == 6


async def test_new_keys_do_not_escape_the_address() -> None:
    assert await served("/api/v1/x", 6, headers=lambda number: [(b"x-api-key", f"ff_{number}".encode())]) == 2


async def test_a_key_has_a_bucket_of_its_own() -> None:
    inner = Counter()
    limit = RateLimit(inner, per_second=2, auth_per_second=0)
    for number in range(6):
        exchange = Exchange(None, "r", f"192.0.2.{number}")  # type: ignore[arg-type]  # nothing reaches a port
        headers = [(b"authorization", b"Bearer ff_one")]
        scope = {"type": "http", "path": "/api/v1/x", "method": "GET", "headers": headers, EXCHANGE_KEY: exchange}
        try:
            await limit(scope, None, None)  # type: ignore[arg-type]  # nobody receives or sends
        except RateLimited:
            continue
    assert inner.served == 2

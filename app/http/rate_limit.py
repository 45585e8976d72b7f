"""Token buckets for each client address and each API key, in this process and in bounded memory."""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from kernel.errors import TooMany
from providers.http.state import exchange_of

AUTH_PATHS = frozenset(
    {
        "/api/v1/auth/register",
        "/api/v1/auth/login",
        "/api/v1/auth/refresh",
        "/api/v1/auth/invitations/preview",
        "/api/v1/auth/invitations/accept",
    }
)
_API = "/api/"
_KEY_PREFIX = b"ff_"
_BUCKETS_MAX = 20_000


class RateLimited(TooMany):
    """More requests than the rate allows. `Retry-After` says when the next one will be served."""

    code = "rate_limited"

    def __init__(self, rate: float, burst: int, wait_seconds: float) -> None:
        super().__init__(
            f"At most {rate:g} requests a second are served here.",
            retry_after_seconds=max(1, math.ceil(wait_seconds)),
        )
        self._burst = burst

    @property
    def headers(self) -> Mapping[str, str]:
        reset = str(self.retry_after_seconds)
        return {"Retry-After": reset, "RateLimit": f'"default";r=0;t={reset}', "RateLimit-Policy": self._policy}

    @property
    def _policy(self) -> str:
        return f'"default";q={self._burst};w=1'


class Buckets:
    """One bucket for each name, refilled at `rate` a second up to a second's worth.

    The buckets used longest ago are dropped first; a forgotten bucket is a full one, so memory stays bounded at the
    cost of some generosity under an attack from very many addresses.
    """

    def __init__(self, rate: float, most: int = _BUCKETS_MAX, now: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.burst = max(1, math.ceil(rate))
        self._most = most
        self._now = now
        self._levels: OrderedDict[str | bytes, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._levels)

    def take(self, name: str | bytes) -> None:
        """Take one token of the bucket of that name, or raise `RateLimited`."""
        now = self._now()
        level, filled_at = self._levels.pop(name, (float(self.burst), now))
        level = min(self.burst, level + (now - filled_at) * self.rate)
        allowed = level >= 1
        self._levels[name] = (level - 1 if allowed else level, now)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        if not allowed:
            raise RateLimited(self.rate, self.burst, (1 - level) / self.rate)


class RateLimit:
    """Counts requests to the API; health and the dashboard's files are not counted. A rate of 0 is off."""

    def __init__(self, app: ASGIApp, per_second: float, auth_per_second: float) -> None:
        self._app = app
        self._all = Buckets(per_second) if per_second else None
        self._auth = Buckets(auth_per_second) if auth_per_second else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_API):
            self._count(scope)
        await self._app(scope, receive, send)

    def _count(self, scope: Scope) -> None:
        address = exchange_of(scope).address
        if self._auth is not None and scope["path"] in AUTH_PATHS and scope["method"] == "POST":
            self._auth.take(address)
        if self._all is not None:
            self._all.take(address)
            key = _api_key(scope)
            if key is not None:
                self._all.take(key)


def _api_key(scope: Scope) -> bytes | None:
    """A short stand-in for the API key that came along, so that no secret is kept here."""
    for name, value in scope["headers"]:
        if name == b"x-api-key":
            return _digest(value)
        if name == b"authorization":
            token = value[7:].strip()
            return _digest(token) if token.startswith(_KEY_PREFIX) else None
    return None


def _digest(key: bytes) -> bytes:
    return hashlib.blake2b(key, digest_size=16).digest()

"""gzip for answers that are worth it, and nothing at all for callers that do not ask."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_BYTES_MIN = 1400  # below that an answer fits into one packet anyway
_LEVEL = 5


class Compression:
    """Starlette's gzip, which leaves event streams alone; skipped where the caller does not accept it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._gzip = GZipMiddleware(app, minimum_size=_BYTES_MIN, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _accepts_gzip(scope):
            await self._gzip(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _accepts_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])

"""What a request may weigh and contain before anybody looks at it."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel.errors import Invalid, Malformed, NotFound, TooLarge


class RequestLimits:
    """Refuses bodies over the limit, also when they come in chunks, and NUL characters in addresses."""

    def __init__(self, app: ASGIApp, body_limit_bytes: int) -> None:
        self._app = app
        self._limit = body_limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if b"%00" in scope["query_string"]:
            raise Invalid.field("query", "must not contain NUL characters", "nul")
        if "\x00" in scope["path"]:
            raise NotFound
        length = _announced_length(scope)
        if length is None:
            await self._app(scope, self._counting(receive), send)
        elif length > self._limit:
            raise self._too_large()
        else:
            await self._app(scope, receive, send)

    def _counting(self, receive: Receive) -> Receive:
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise self._too_large()
            return message

        return receive_counted

    def _too_large(self) -> TooLarge:
        return TooLarge(f"A body may have at most {self._limit} bytes.", limit_bytes=self._limit)


def _announced_length(scope: Scope) -> int | None:
    """`Content-Length`, which the server holds the client to; 0 without a body; None when it comes in chunks."""
    length: int | None = 0
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not value.isdigit():
                raise Malformed("Content-Length must be a number.")
            length = int(value)
        elif name == b"transfer-encoding":
            return None
    return length

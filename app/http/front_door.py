"""The outermost middleware: it opens the exchange, finishes the answer's headers and writes the access log."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.addresses import ClientAddress
from app.logs import AccessLine, logged_path, now_text
from kernel.ids import new_id
from providers.http.state import EXCHANGE_KEY, Exchange, Ports

Header = tuple[bytes, bytes]

_REQUEST_ID = re.compile(rb"^[A-Za-z0-9._-]{1,64}$")
ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
TRANSPORT: Header = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
# Answers of the API are data: nothing in them may ever run, and no cache may keep them.
NO_CONTENT_POLICY: Header = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
NO_STORE: Header = (b"cache-control", b"no-store")


class StartRefusal:
    """Why the server would not start, in one sentence, where that is known."""

    sentence = ""


class FrontDoor:
    """One instance for each application; all it keeps of a request is the exchange in its scope."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        ports: Ports,
        address: ClientAddress,
        access_line: AccessLine,
        is_https: bool,
        refusal: StartRefusal,
    ) -> None:
        self._app = app
        self._ports = ports
        self._address = address
        self._access_line = access_line
        self._refusal = refusal
        self._headers = (*ALWAYS, TRANSPORT) if is_https else ALWAYS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, self._in_one_sentence(send))
            return
        started_at = time.perf_counter()
        exchange = Exchange(self._ports, _request_id(scope["headers"]), self._address.of(scope))
        scope[EXCHANGE_KEY] = exchange
        own_headers = (*self._headers, (b"x-request-id", exchange.request_id.encode()))
        status = 0

        async def send_finished(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _finished(message.get("headers", ()), own_headers)
            await send(message)

        try:
            await self._app(scope, receive, send_finished)
        finally:
            self._log(scope, exchange, status, time.perf_counter() - started_at)

    def _in_one_sentence(self, send: Send) -> Send:
        """The server logs why the start failed: a sentence where we have one, instead of a traceback."""

        async def send_sentence(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed" and self._refusal.sentence:
                message["message"] = self._refusal.sentence
            await send(message)

        return send_sentence

    def _log(self, scope: Scope, exchange: Exchange, status: int, seconds: float) -> None:
        context = exchange.context
        fields = {
            "time": now_text(),
            "level": "info",
            "event": "request",
            "method": scope["method"],
            "path": logged_path(scope["path"]),
            "status": status,
            "ms": round(seconds * 1000, 2),
            "request_id": exchange.request_id,
            "address": exchange.address,
            "principal": None if context is None else context.principal.id,
            "organization": None if context is None else context.organization_id,
        }
        if exchange.error:
            fields["code"] = exchange.error
        self._access_line(fields)


def _finished(headers: Sequence[Header], own: tuple[Header, ...]) -> list[Header]:
    """The answer's headers and ours; a policy for content and caches unless the answer brought its own."""
    names = {name for name, _ in headers}
    finished = [*headers, *own]
    if b"content-security-policy" not in names:
        finished.append(NO_CONTENT_POLICY)
    if b"cache-control" not in names:
        finished.append(NO_STORE)
    return finished


def _request_id(headers: Sequence[Header]) -> str:
    """The caller's request id where it is harmless in logs and headers, otherwise a new one."""
    for name, value in headers:
        if name == b"x-request-id" and _REQUEST_ID.match(value):
            return value.decode()
    return new_id().hex

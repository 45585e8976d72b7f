"""One HTTP/1.1 connection, spoken by hand: proofs cut requests in the middle and leave answers unread."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

ANSWER_SECONDS_MAX = 40.0
LOST = (OSError, EOFError)
"""What a connection raises when the other side has gone. A `TimeoutError` is not among them: the server hangs."""

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a problem document, or nothing."""
        return str(self.json.get("code", "")) if self.headers.get("content-type") == PROBLEM else ""

    @property
    def is_replay(self) -> bool:
        return self.headers.get("idempotency-replayed") == "true"


def request_bytes(method: str, path: str, headers: Mapping[str, str] | None = None, payload: object = None) -> bytes:
    """A request as it goes over the wire."""
    body = b"" if payload is None else orjson.dumps(payload)
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    if body:
        lines.append("Content-Type: application/json")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Wire:
    """A kept-alive connection to the product on this machine."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Wire:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, payload: object = None
    ) -> Answer:
        """Send a request and wait for its answer. Raises what is in `LOST`, or `TimeoutError`."""
        self.send(request_bytes(method, path, headers, payload))
        return await self.answer()

    def send(self, request: bytes) -> None:
        """Send without waiting for anything."""
        self._writer.write(request)

    async def answer(self) -> Answer:
        """Wait for the next answer."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                return await self._answer()
        except TimeoutError as error:
            # TimeoutError is an OSError, and a server that hangs may not pass for one that went away.
            raise AssertionError(f"no answer within {ANSWER_SECONDS_MAX:g} seconds") from error

    async def _answer(self) -> Answer:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        assert "transfer-encoding" not in headers, "answers are expected to announce their length"
        body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(head[0].split()[1]), headers, body)

    def cut(self) -> None:
        """Drop the connection at once, whatever is under way on it."""
        self._writer.transport.abort()

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(*LOST):
            await self._writer.wait_closed()


@contextlib.asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    """A connection for the length of a block."""
    wire = await Wire.open(port)
    try:
        yield wire
    finally:
        await wire.close()


@contextlib.asynccontextmanager
async def wires_to(port: int, count: int) -> AsyncIterator[list[Wire]]:
    """Several connections, open before anything is sent on one of them."""
    wires = [await Wire.open(port) for _ in range(count)]
    try:
        yield wires
    finally:
        for wire in wires:
            await wire.close()

"""A load generator for one server on this machine: raw HTTP/1.1 over kept-alive connections.

It runs in a process of its own (`python -m benchmarks.load` reads a `Load` as JSON from its input and answers with a
`Measured`), so that measuring does not take turns with what is measured. It sends on every connection as soon as the
answer to the last request is there, for a bounded time and count, and only to loopback.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import cast

import httptools
import uvloop

WARM_UP_SECONDS = 1.0
COUNTER = "{counter}"


@dataclass(frozen=True, slots=True)
class Load:
    """What to send. `{counter}` in the body and in header values becomes a number that is different each time."""

    host: str
    port: int
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    connections: int = 32
    seconds: float = 5.0
    requests_max: int = 200_000
    first_counter: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """What came back. Latencies in milliseconds; `sample` is the last answer that was not 2xx, if any."""

    requests: int
    seconds: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    statuses: dict[str, int]
    sample: str = ""

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def failures(self) -> int:
        return sum(count for status, count in self.statuses.items() if not status.startswith("2"))


class RequestWriter:
    """Builds the bytes of each request. The number is of fixed width, so the length never changes."""

    def __init__(self, load: Load) -> None:
        self._counter = load.first_counter
        body = load.body.encode()
        length = len(load.body.replace(COUNTER, "0" * 9).encode())
        lines = [f"{load.method} {load.path} HTTP/1.1", f"Host: {load.host}:{load.port}"]
        lines += [f"{name}: {value}" for name, value in load.headers.items()]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {length}"]
        self._pieces = ("\r\n".join(lines).encode() + b"\r\n\r\n" + body).split(COUNTER.encode())

    def next(self) -> bytes:
        """The next request."""
        if len(self._pieces) == 1:
            return self._pieces[0]
        self._counter += 1
        return (b"%09d" % self._counter).join(self._pieces)


class Tally:
    """Latencies and statuses of everything that was answered in the measured time."""

    def __init__(self, load: Load) -> None:
        self.writer = RequestWriter(load)
        self.latencies: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.sample = ""
        self.measuring = False
        self.stopping = False
        self._requests_max = load.requests_max

    def add(self, status: int, seconds: float, body: bytes) -> None:
        if status >= 300:
            self.sample = body[:500].decode(errors="replace")
        if self.measuring:
            self.latencies.append(seconds)
            self.statuses[str(status)] += 1
            self.stopping = self.stopping or len(self.latencies) >= self._requests_max


class Connection(asyncio.Protocol):
    """One kept-alive connection, with one request under way at any time."""

    def __init__(self, tally: Tally, done: asyncio.Future[None]) -> None:
        self._tally = tally
        self._done = done
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._sent_at = 0.0
        self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class, which only behaves like one
        self._send()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._body = b""

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        self._tally.add(self._parser.get_status_code(), time.perf_counter() - self._sent_at, self._body)
        if not self._parser.should_keep_alive():
            self._finish(ConnectionError("the server closes connections, so this would measure handshakes"))
        elif self._tally.stopping:
            self._finish(None)
        else:
            self._parser = httptools.HttpResponseParser(self)
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish(exc or ConnectionError("the server closed the connection"))

    def _send(self) -> None:
        assert self._transport is not None
        self._sent_at = time.perf_counter()
        self._transport.write(self._tally.writer.next())

    def _finish(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None) if error is None else self._done.set_exception(error)
        if self._transport is not None:
            self._transport.close()


async def drive(load: Load) -> Measured:
    """Send the load and measure. Raises `ConnectionError` when the server goes away."""
    loop, tally = asyncio.get_running_loop(), Tally(load)
    ends: list[asyncio.Future[None]] = []
    for _ in range(load.connections):
        done: asyncio.Future[None] = loop.create_future()
        ends.append(done)
        await loop.create_connection(partial(Connection, tally, done), load.host, load.port)
    everything = asyncio.gather(*ends)
    await asyncio.wait([everything], timeout=WARM_UP_SECONDS)
    tally.measuring, started = True, time.perf_counter()
    await asyncio.wait([everything], timeout=load.seconds)
    seconds, count = time.perf_counter() - started, len(tally.latencies)
    tally.measuring, tally.stopping = False, True
    await asyncio.wait_for(everything, timeout=60)
    return summarize(tally, count, seconds)


def summarize(tally: Tally, count: int, seconds: float) -> Measured:
    """Percentiles are of the latencies as they were: sorted, nearest rank."""
    ranked = sorted(tally.latencies[:count]) or [0.0]

    def percentile(share: float) -> float:
        return round(ranked[min(len(ranked) - 1, int(len(ranked) * share))] * 1000, 2)

    return Measured(
        requests=count,
        seconds=seconds,
        p50_ms=percentile(0.50),
        p95_ms=percentile(0.95),
        p99_ms=percentile(0.99),
        statuses=dict(tally.statuses),
        sample=tally.sample,
    )


def run_load(load: Load) -> Measured:
    """Run the load in a process of its own. Raises `RuntimeError` with what it said when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(load)), capture_output=True, text=True, check=False, timeout=load.seconds + 120,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the load generator failed:\n{done.stderr[-2000:]}")
    return Measured(**json.loads(done.stdout))


def main() -> None:
    load = Load(**json.load(sys.stdin))
    if load.host not in {"127.0.0.1", "localhost", "::1"}:
        sys.exit("This only loads servers on this machine.")
    print(json.dumps(asdict(uvloop.run(drive(load)))))


if __name__ == "__main__":
    main()

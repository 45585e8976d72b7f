"""The load generator counts every answer once, and its percentiles are those of the latencies."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import pytest

from benchmarks.load import Load, RequestWriter, Tally, run_load, summarize


def load_of(**changes: object) -> Load:
    facts: dict[str, object] = {"host": "127.0.0.1", "port": 1, "method": "GET", "path": "/"}
    return Load(**{**facts, **changes})  # type: ignore[arg-type]  # the facts are those of the dataclass


def test_a_request_without_a_counter_is_the_same_each_time() -> None:
    writer = RequestWriter(load_of(path="/here", headers={"X-One": "1"}))
    expected = b"GET /here HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-One: 1\r\n\r\n"
    assert [writer.next(), writer.next()] == [expected, expected]


def test_the_counter_differs_and_the_length_holds() -> None:
    writer = RequestWriter(load_of(method="POST", body='{"code": "p-{counter}"}', first_counter=7))
    bodies = []
    for _ in range(2):
        head, _, body = writer.next().partition(b"\r\n\r\n")
        assert f"Content-Length: {len(body)}".encode() in head
        bodies.append(json.loads(body)["code"])
    assert bodies == ["p-000000008", "p-000000009"]


def test_percentiles_are_those_of_the_latencies() -> None:
    tally = Tally(load_of())
    tally.measuring = True
    for milliseconds in range(100, 0, -1):
        tally.add(200, milliseconds / 1000, b"")
    measured = summarize(tally, 100, 2.0)
    assert (measured.p50_ms, measured.p95_ms, measured.p99_ms) == (51.0, 96.0, 100.0)
    assert measured.per_second == 50.0


def test_failures_are_counted_and_the_last_is_shown() -> None:
    tally = Tally(load_of())
    tally.measuring = True
    tally.add(200, 0.001, b"fine")
    tally.add(503, 0.001, b"too much")
    measured = summarize(tally, 2, 1.0)
    assert (measured.failures, measured.sample) == (1, "too much")
    assert measured.statuses == {"200": 1, "503": 1}


async def test_every_answer_of_a_server_is_counted_once() -> None:
    """Against a server that counts for itself: nothing is missed, nothing is counted twice, and it ends in time."""
    answered: Counter[bytes] = Counter()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                answered[head.split(b" ", 1)[0]] += 1
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        load = load_of(port=port, connections=4, seconds=0.5, requests_max=100)
        measured = await asyncio.to_thread(run_load, load)
    assert measured.failures == 0
    assert 100 <= measured.requests <= 104
    assert answered[b"GET"] >= measured.requests


def test_other_machines_are_not_loaded() -> None:
    with pytest.raises(RuntimeError, match="only loads servers on this machine"):
        run_load(load_of(host="192.0.2.1", connections=1, seconds=0.1))

"""Writes over HTTP whose every answer is remembered, to be held against what the database has afterwards."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from tests.support.stored import Stored
from tests.support.wire import LOST, Answer, Wire, request_bytes, wire_to, wires_to

AUTH = "/api/v1/auth"
PASSWORD = "correct horse battery staple"
CONNECTIONS = 16
_SETTLING_CONNECTIONS = 4  # fewer than the shortest queue holds, so that they are not refused for being many
_PAUSE_SECONDS = 0.02


class Fate(Enum):
    """What is known of a write."""

    UNKNOWN = "sent, and no answer says what became of it"
    ACKNOWLEDGED = "answered with success"
    REFUSED = "answered with an error that says nothing was done"


@dataclass(slots=True)
class Write:
    """One write that was sent. With a key it may be sent again."""

    method: str
    path: str
    body: Mapping[str, Any]
    noun: str
    identity: str
    key: str | None = None
    fate: Fate = Fate.UNKNOWN
    id: UUID | None = None

    @property
    def is_creation(self) -> bool:
        return self.method == "POST"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who owns an organization of their own, signed in."""

    email: str
    organization: UUID
    headers: Mapping[str, str]

    @classmethod
    async def register(cls, port: int) -> Account:
        """Make one, in a fresh organization."""
        email = f"ada-{uuid4().hex}@tidewater.example"
        body = {"email": email, "password": PASSWORD, "name": "Ada Marsh", "organization": f"Tidewater {uuid4().hex}"}
        async with wire_to(port) as wire:
            answer = await wire.ask("POST", f"{AUTH}/register", payload=body)
            assert answer.status == 201, answer.body
            return await cls(email, UUID(answer.json["organization"]["id"]), {}).signed_in(wire)

    async def signed_in(self, wire: Wire) -> Account:
        """The same person with a fresh access token."""
        answer = await wire.ask("POST", f"{AUTH}/login", payload={"email": self.email, "password": PASSWORD})
        assert answer.status == 200, answer.body
        return Account(self.email, self.organization, {"Authorization": f"Bearer {answer.json['access_token']}"})


@dataclass(slots=True)
class WriteLoad:
    """Writers on many connections: they make clients, projects and API keys, and change clients.

    Half of the creations and all changes carry an Idempotency-Key. A writer ends when its connection is lost.
    """

    port: int
    account: Account
    writes: list[Write] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0
    is_stopping: bool = False
    acknowledged: int = 0
    replayed: int = 0
    """Writes whose effect was there before the answer that their sender got."""
    _numbers: Iterator[int] = field(default_factory=count)
    _clients: list[UUID] = field(default_factory=list)

    async def sign_in(self) -> None:
        """Get a fresh token, as people do after a while."""
        async with wire_to(self.port) as wire:
            self.account = await self.account.signed_in(wire)

    async def run(self, connections: int = CONNECTIONS) -> None:
        """Write until `stop` is called or every connection is lost."""
        self.is_stopping = False
        async with wires_to(self.port, connections) as wires:
            await asyncio.gather(*(self._keep_writing(wire) for wire in wires))

    def stop(self) -> None:
        self.is_stopping = True

    async def until_acknowledged(self, more: int, seconds: float = 60.0) -> None:
        """Wait for that many more acknowledgements."""
        goal, deadline = self.acknowledged + more, time.monotonic() + seconds
        while self.acknowledged < goal:
            assert time.monotonic() < deadline, f"only {self.acknowledged} of {goal} writes: {self.problems}"
            await asyncio.sleep(_PAUSE_SECONDS)

    async def until_refused(self, more: int, seconds: float = 60.0) -> None:
        """Wait for that many more answers with 503."""
        goal, deadline = self.problems.total() + more, time.monotonic() + seconds
        while self.problems.total() < goal:
            assert time.monotonic() < deadline, f"only {self.problems} were refused"
            await asyncio.sleep(_PAUSE_SECONDS)

    async def settle(self, seconds: float = 120.0) -> None:
        """Send every keyed write of unknown fate again, with its key, until it is acknowledged."""
        deadline = time.monotonic() + seconds
        waiting = [write for write in self.writes if write.key and write.fate is Fate.UNKNOWN]
        async with wires_to(self.port, _SETTLING_CONNECTIONS) as wires:
            while waiting and not self.complaints:
                assert time.monotonic() < deadline, f"{len(waiting)} writes do not settle: {self.problems}"
                shares = [waiting[number :: len(wires)] for number in range(len(wires))]
                await asyncio.gather(*(self._send_all(*pair) for pair in zip(wires, shares, strict=True)))
                waiting = [write for write in waiting if write.fate is Fate.UNKNOWN]

    async def _send_all(self, wire: Wire, writes: Sequence[Write]) -> None:
        for write in writes:
            await self._send(wire, write)

    async def _keep_writing(self, wire: Wire) -> None:
        while not self.is_stopping:
            write = self.next_write()
            self.writes.append(write)
            try:
                await self._send(wire, write)
            except LOST:
                return

    def next_write(self) -> Write:
        """A write that nobody sent before."""
        number = next(self._numbers)
        key = uuid4().hex if number % 2 else None
        body: dict[str, Any]
        if number % 5 == 4 and self._clients:
            client = self._clients[number % len(self._clients)]
            body = {"name": f"Renamed {number}"}
            return Write("PATCH", f"{AUTH}/clients/{client}", body, "clients", "", key or uuid4().hex, id=client)
        if number % 5 == 3:
            name = f"Key {number}"
            body = {"name": name, "permissions": ["auth:clients:read"], "expires_at": None}
            return Write("POST", f"{AUTH}/api-keys", body, "api-keys", name, key)
        code, common = f"c-{number}", {"name": f"Made {number}", "description": "Under load"}
        if number % 5 == 1 and self._clients:
            body = {"client_id": str(self._clients[number % len(self._clients)]), "code": code, **common}
            return Write("POST", f"{AUTH}/projects", body, "projects", code, key)
        return Write("POST", f"{AUTH}/clients", {"code": code, **common}, "clients", code, key)

    def keyed_writes(self, how_many: int) -> list[Write]:
        """Fresh writes that all carry a key, remembered as sent."""
        writes = [self.next_write() for _ in range(how_many)]
        for write in writes:
            write.key = write.key or uuid4().hex
        self.writes += writes
        return writes

    def request_of(self, write: Write) -> bytes:
        """A write as it goes over the wire."""
        headers = dict(self.account.headers)
        if write.key is not None:
            headers["Idempotency-Key"] = write.key
        return request_bytes(write.method, write.path, headers, write.body)

    async def _send(self, wire: Wire, write: Write) -> None:
        started = time.monotonic()
        wire.send(self.request_of(write))
        answer = await wire.answer()
        self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - started)
        self.take(write, answer)
        if answer.status >= 500:
            await asyncio.sleep(_PAUSE_SECONDS)

    def take(self, write: Write, answer: Answer) -> None:
        """Remember what an answer says about a write."""
        if answer.status in {200, 201}:
            self._acknowledge(write, UUID(answer.json["id"]), is_replay=answer.is_replay)
        elif answer.code == "already_done" and write.noun == "api-keys":
            self._acknowledge(write, UUID(answer.json["resource"]), is_replay=True)
        elif answer.status == 503 and answer.code and answer.headers.get("retry-after", "").isdigit():
            self.problems[answer.code] += 1
            if write.key is None:
                write.fate = Fate.UNKNOWN if answer.code == "database_unavailable" else Fate.REFUSED
        else:
            self.complaints.append(f"{write.method} {write.path}: {answer.status} {answer.body!r}")

    def _acknowledge(self, write: Write, id_: UUID, *, is_replay: bool) -> None:
        write.fate, write.id = Fate.ACKNOWLEDGED, id_
        self.acknowledged += 1
        self.replayed += is_replay
        if write.is_creation and write.noun == "clients" and len(self._clients) < CONNECTIONS * 4:
            self._clients.append(id_)

    def contradictions(self, stored: Stored) -> list[str]:
        """Everything in which the database differs from what was answered. Empty is what proofs want."""
        return [*self.complaints, *stored.contradictions(), *self._lost(stored), *self._unasked(stored)]

    def _lost(self, stored: Stored) -> Iterator[str]:
        for write in self.writes:
            if write.fate is not Fate.ACKNOWLEDGED or write.id is None:
                continue
            thing = stored.things[write.noun].get(write.id)
            if thing is None or (write.is_creation and thing.identity != write.identity):
                yield f"acknowledged and lost: {write}"

    def _unasked(self, stored: Stored) -> Iterator[str]:
        """What is there more often than it was asked for, or although its sender was told that it is not."""
        sent = {(write.noun, write.identity): write for write in self.writes if write.is_creation}
        for noun, things in stored.things.items():
            for identity, times in Counter(thing.identity for thing in things.values()).items():
                write = sent.get((noun, identity))
                if write is None or times != 1 or write.fate is Fate.REFUSED:
                    yield f"{times} {noun} called {identity}, sent as {write}"
        changes = [write for write in self.writes if not write.is_creation]
        asked = Counter(write.id for write in changes)
        done = Counter(write.id for write in changes if write.fate is Fate.ACKNOWLEDGED)
        for client, thing in stored.things["clients"].items():
            if not done[client] <= thing.version - 1 <= asked[client]:
                yield f"{thing} after {done[client]} acknowledged and {asked[client]} sent changes"

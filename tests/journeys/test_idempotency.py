"""An Idempotency-Key: one effect and one answer, whoever repeats it, at once or after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.journeys.proving import Ground, on_postgres, on_sqlite
from tests.support.load import AUTH, Account, WriteLoad
from tests.support.prove import PROVE, Record, a_moment, engines, rounds
from tests.support.wire import Answer, request_bytes, wire_to, wires_to

pytestmark = [pytest.mark.anyio, *PROVE, pytest.mark.parametrize("engine", engines("idempotency"), scope="module")]

_COPIES = 50
_TOGETHER = 32
_OF_THE_MOMENT = {"date", "x-request-id", "idempotency-replayed"}


@pytest.fixture(scope="module")
def ground(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Ground]:
    """One product on each engine for this file; a test that kills it starts it again."""
    folder = tmp_path_factory.mktemp("idempotency")
    if engine == "sqlite":
        with on_sqlite(folder) as started:
            yield started
    else:
        with on_postgres(folder, request.getfixturevalue("postgres_server"), f"once_{worker_id}") as started:
            yield started


async def test_fifty_at_once(ground: Ground, record: Record) -> None:
    """Fifty parallel posts with one key: one effect, one audit entry, one event, and fifty times the same answer."""
    account = await Account.register(ground.port)
    tries = rounds(3, 50)
    for number in range(tries):
        answers = await _at_once(ground, account, "clients", _client(f"c-{number}"))
        assert {answer.status for answer in answers} == {201}
        assert len({(answer.body, *sorted(_lasting(answer).items())) for answer in answers}) == 1
        assert [answer.is_replay for answer in answers].count(False) == 1
    stored = await asyncio.to_thread(ground.store.read, account.organization)
    assert sorted(client.identity for client in stored.things["clients"].values()) == sorted(
        f"c-{number}" for number in range(tries)
    )
    assert stored.contradictions() == []
    record("rounds of 50 posts", tries)


async def test_fifty_credentials_at_once(ground: Ground, record: Record) -> None:
    """Fifty parallel posts for an API key with one Idempotency-Key: one secret is told once, the rest learn whose."""
    account = await Account.register(ground.port)
    tries = rounds(2, 20)
    for number in range(tries):
        body = {"name": f"Shop {number}", "permissions": ["auth:clients:read"], "expires_at": None}
        answers = await _at_once(ground, account, "api-keys", body)
        made = [answer for answer in answers if answer.status == 201]
        told = [answer for answer in answers if answer.status == 409]
        assert (len(made), len(told)) == (1, _COPIES - 1)
        assert {(answer.code, answer.json["resource"]) for answer in told} == {("already_done", made[0].json["id"])}
        assert not any(made[0].json["key"].encode() in answer.body for answer in told)
    stored = await asyncio.to_thread(ground.store.read, account.organization)
    assert len(stored.things["api-keys"]) == tries
    assert stored.contradictions() == []
    record("rounds of 50 posts", tries)


async def test_another_request_under_a_used_key(ground: Ground) -> None:
    """A used key with another body or for another thing is refused with 422, and nothing changes."""
    account = await Account.register(ground.port)
    async with wire_to(ground.port) as wire:
        first = await wire.ask("POST", f"{AUTH}/clients", _keyed(account, "one"), _client("first"))
        second = await wire.ask("POST", f"{AUTH}/clients", _keyed(account, "two"), _client("second"))
        refused = [
            await wire.ask("POST", f"{AUTH}/clients", _keyed(account, "one"), _client("third")),
            await wire.ask("POST", f"{AUTH}/clients?limit=1", _keyed(account, "one"), _client("first")),
        ]
        paths = [f"{AUTH}/clients/{answer.json['id']}" for answer in (first, second)]
        changed = await wire.ask("PATCH", paths[0], _keyed(account, "three"), {"name": "Changed"})
        refused.append(await wire.ask("PATCH", paths[1], _keyed(account, "three"), {"name": "Changed"}))
    assert (first.status, second.status, changed.status) == (201, 201, 200)
    assert [(answer.status, answer.code) for answer in refused] == [(422, "idempotency_key_reused")] * 3
    stored = await asyncio.to_thread(ground.store.read, account.organization)
    things = stored.things["clients"].values()
    assert sorted((thing.identity, thing.version) for thing in things) == [("first", 2), ("second", 1)]
    assert stored.contradictions() == []


async def test_the_same_key_elsewhere(ground: Ground) -> None:
    """The same key from another principal, in another organization or for another operation is another key."""
    ada, bo = await Account.register(ground.port), await Account.register(ground.port)
    async with wire_to(ground.port) as wire:
        role = {"name": "Bookkeeper", "description": "", "permissions": []}
        key_body = {"name": "Shop", "permissions": ["auth:clients:read", "auth:clients:write"], "expires_at": None}
        secret = (await wire.ask("POST", f"{AUTH}/api-keys", ada.headers, key_body)).json["key"]
        branch = (await wire.ask("POST", f"{AUTH}/organizations", ada.headers, {"name": f"Branch {uuid4()}"})).json
        elsewhere = {**_keyed(ada, "same"), "X-Fivefold-Organization": branch["id"]}
        made = [
            await wire.ask("POST", f"{AUTH}/clients", _keyed(ada, "same"), _client("mine")),
            await wire.ask(
                "POST", f"{AUTH}/clients", {"X-API-Key": secret, "Idempotency-Key": "same"}, _client("shop")
            ),
            await wire.ask("POST", f"{AUTH}/clients", elsewhere, _client("mine")),
            await wire.ask("POST", f"{AUTH}/clients", _keyed(bo, "same"), _client("mine")),
            await wire.ask("POST", f"{AUTH}/roles", _keyed(ada, "same"), role),
        ]
        path = f"{AUTH}/clients/{made[0].json['id']}"
        changed = await wire.ask("PATCH", path, _keyed(ada, "same"), {"name": "Changed"})
        deleted = [await wire.ask("DELETE", path, _keyed(ada, "same")) for _ in range(2)]
    assert [(answer.status, answer.is_replay) for answer in made] == [(201, False)] * 5
    assert len({answer.json["id"] for answer in made}) == 5
    assert (changed.status, changed.json["version"]) == (200, 2)
    assert [(answer.status, answer.is_replay) for answer in deleted] == [(204, False), (204, True)]
    for organization, codes in ((ada.organization, {"shop"}), (bo.organization, {"mine"}), (branch["id"], {"mine"})):
        stored = await asyncio.to_thread(ground.store.read, UUID(str(organization)))
        assert {thing.identity for thing in stored.things["clients"].values()} == codes


async def test_errors_are_not_kept(ground: Ground) -> None:
    """A key whose request was refused is still free: the same request succeeds once nothing stands in its way."""
    account = await Account.register(ground.port)
    async with wire_to(ground.port) as wire:
        obstacle = await wire.ask("POST", f"{AUTH}/clients", account.headers, _client("taken"))
        refused = await wire.ask("POST", f"{AUTH}/clients", _keyed(account, "patient"), _client("taken"))
        assert (refused.status, refused.is_replay) == (409, False)
        await wire.ask("DELETE", f"{AUTH}/clients/{obstacle.json['id']}", account.headers)
        answers = [
            await wire.ask("POST", f"{AUTH}/clients", _keyed(account, "patient"), _client("taken")) for _ in range(2)
        ]
    assert [(answer.status, answer.is_replay) for answer in answers] == [(201, False), (201, True)]


async def test_answers_that_nobody_heard(ground: Ground, record: Record) -> None:
    """Connections cut right after sending: repeated with their keys, the writes have exactly one effect each."""
    load = WriteLoad(ground.port, await Account.register(ground.port))
    cuts = rounds(4, 50)
    for _ in range(cuts):
        async with wires_to(ground.port, _TOGETHER) as wires:
            for wire, write in zip(wires, load.keyed_writes(_TOGETHER), strict=True):
                wire.send(load.request_of(write))
            await a_moment(0.03)
            for wire in wires:
                wire.cut()
        await ground.settle_and_verify(load)
    _report(record, "rounds of 32 cut connections", cuts, load)


async def test_crashes_between_effect_and_answer(ground: Ground, record: Record) -> None:
    """SIGKILL after sending and before reading any answer: repeated with their keys after the restart, the writes
    have exactly one effect each, also where it had been stored before the crash.
    """
    load = WriteLoad(ground.port, await Account.register(ground.port))
    kills = rounds(1, 25)
    for number in range(kills):
        await load.sign_in()
        async with wires_to(ground.port, _TOGETHER) as wires:
            for wire, write in zip(wires, load.keyed_writes(_TOGETHER), strict=True):
                wire.send(load.request_of(write))
            if number % 2:
                await a_moment(0.1)
            else:  # once one answer has come, others are stored and perhaps on their way; none of them counts
                await wires[0].answer()
            await asyncio.to_thread(ground.server.kill)
        await asyncio.to_thread(ground.server.start)
        await ground.settle_and_verify(load)
    assert load.replayed > 0
    _report(record, "kills", kills, load)


def _report(record: Record, what: str, times: int, load: WriteLoad) -> None:
    record(what, times)
    record("writes", load.acknowledged)
    record("of them found done without an answer", load.replayed)


async def _at_once(ground: Ground, account: Account, noun: str, body: Mapping[str, Any]) -> list[Answer]:
    """The same keyed request on fifty connections that are all open already."""
    request = request_bytes("POST", f"{AUTH}/{noun}", _keyed(account, uuid4().hex), body)
    async with wires_to(ground.port, _COPIES) as wires:
        for wire in wires:
            wire.send(request)
        return list(await asyncio.gather(*(wire.answer() for wire in wires)))


def _keyed(account: Account, key: str) -> dict[str, str]:
    return {**account.headers, "Idempotency-Key": key}


def _client(code: str) -> dict[str, str]:
    return {"code": code, "name": f"Client {code}", "description": ""}


def _lasting(answer: Answer) -> dict[str, str]:
    """The headers that belong to the answer rather than to the moment it was sent."""
    return {name: value for name, value in answer.headers.items() if name not in _OF_THE_MOMENT}

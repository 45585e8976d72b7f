"""Idempotency records, the audit and the event log, on both engines."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kernel.context import Context, system_context
from kernel.errors import AlreadyExists, Invalid
from kernel.ids import INSTANCE_ID, new_id
from kernel.pagination import PageRequest
from kernel.unit import Unit
from providers.database.audit import AuditFilter, read_audit
from providers.database.eventlog import last_position, read_all_events, read_events
from providers.database.idempotency import IdempotencyRecord, find_record, insert_record, sweep_records
from providers.database.port import Database
from tests.providers.database.sample import build_shelf

pytestmark = pytest.mark.anyio


def record(lifetime: timedelta = timedelta(hours=1), body: bytes = b"{}") -> IdempotencyRecord:
    now = datetime.now(UTC)
    return IdempotencyRecord(os.urandom(32), os.urandom(32), 201, {"etag": '"1"'}, body, None, now, now + lifetime)


async def test_a_record_is_found_as_it_was_kept(database: Database, context: Context) -> None:
    kept = record()
    await database.write(context, insert_record, kept)
    assert await database.read(context, find_record, kept.key_hash) == kept
    assert await database.read(context, find_record, os.urandom(32)) is None


async def test_an_expired_record_is_not_found_and_gives_way(database: Database, context: Context) -> None:
    expired = record(lifetime=timedelta(seconds=-1))
    await database.write(context, insert_record, expired)
    assert await database.read(context, find_record, expired.key_hash) is None
    fresh = replace(expired, expires_at=expired.created_at + timedelta(hours=1), body=b"new")
    await database.write(context, insert_record, fresh)
    assert await database.read(context, find_record, fresh.key_hash) == fresh


async def test_the_sweep_takes_what_has_expired_and_nothing_else(database: Database, context: Context) -> None:
    living, expired = record(), record(lifetime=timedelta(seconds=-1))
    await database.write(context, insert_record, living)
    await database.write(context, insert_record, expired)
    assert await database.write(context, sweep_records) >= 1
    assert await database.write(context, sweep_records) == 0
    assert await database.read(context, find_record, living.key_hash) == living


async def test_fifty_units_with_one_key_have_one_effect(database: Database, context: Context) -> None:
    kept = record()

    def once(unit: Unit) -> str:
        if find_record(unit, kept.key_hash) is not None:
            return "replay"
        build_shelf(unit, "only")
        insert_record(unit, kept)
        return "fresh"

    answers = await asyncio.gather(*(database.write(context, once) for _ in range(50)), return_exceptions=True)
    assert answers.count("fresh") == 1
    assert answers.count("replay") == 49 - sum(isinstance(answer, AlreadyExists) for answer in answers)
    assert not any(isinstance(answer, AlreadyExists) for answer in answers)


@pytest.mark.parametrize("delay", [0.03, 0.07])
async def test_a_duplicate_gets_the_answer_however_slow_the_commit_is(
    database: Database, context: Context, delay: float
) -> None:
    for number in range(4):
        kept = record()

        def once(unit: Unit, kept: IdempotencyRecord = kept, number: int = number) -> str:
            if find_record(unit, kept.key_hash) is not None:
                return "replay"
            build_shelf(unit, f"only {number}")
            insert_record(unit, kept)
            time.sleep(delay)  # as a slow disk would hold back the commit
            return "fresh"

        answers = await asyncio.gather(*(database.write(context, once) for _ in range(4)))
        assert sorted(answers) == ["fresh", "replay", "replay", "replay"]


async def test_the_audit_pages_newest_first_and_filters(database: Database, context: Context) -> None:
    target = new_id()

    def act(unit: Unit, number: int) -> None:
        unit.audit(f"sample.shelf.act{number % 2}", "shelf", target, before={"n": number - 1}, after={"n": number})

    for number in range(7):
        await database.write(context, act, number)
    first = await database.read(context, read_audit, AuditFilter(), PageRequest(limit=4))
    second = await database.read(context, read_audit, AuditFilter(), PageRequest(limit=4, cursor=first.next_cursor))
    assert [entry.after for entry in [*first.items, *second.items]] == [{"n": n} for n in range(6, -1, -1)]
    assert second.next_cursor is None
    by_action = await database.read(context, read_audit, AuditFilter(action="sample.shelf.act1"), PageRequest())
    assert [entry.before for entry in by_action.items] == [{"n": 4}, {"n": 2}, {"n": 0}]
    moment = first.items[3].occurred_at
    for where, expected in (
        (AuditFilter(target="shelf", target_id=target), 7),
        (AuditFilter(target_id=new_id()), 0),
        (AuditFilter(actor_id=new_id()), 0),
        (AuditFilter(since=moment), 4),
        (AuditFilter(until=moment), 3),
    ):
        assert len((await database.read(context, read_audit, where, PageRequest())).items) == expected


async def test_a_foreign_cursor_is_refused(database: Database, context: Context) -> None:
    for cursor in ("WzFd", "W10", "nonsense", "WyJub3QgYW4gaWQiXQ"):
        with pytest.raises(Invalid):
            await database.read(context, read_audit, AuditFilter(), PageRequest(cursor=cursor))


async def test_events_are_read_in_order_and_resume_from_a_position(database: Database, context: Context) -> None:
    start = await database.read(context, last_position)
    await asyncio.gather(*(database.write(context, build_shelf, str(n)) for n in range(20)))
    await database.sequence_events()
    events = await database.read(context, read_events, start, 100)
    positions = [event.position for event in events]
    assert len(positions) == 20
    assert positions == sorted(set(positions))
    assert positions[0] > start
    rest = await database.read(context, read_events, positions[9], 100)
    assert [event.position for event in rest] == positions[10:]
    assert events[0].name == "sample.shelf.built"
    assert events[0].organization_id == context.organization_id
    assert await database.read(system_context(new_id()), read_events, 0, 10) == []


async def test_events_of_the_instance_belong_to_no_organization(database: Database) -> None:
    instance = system_context(INSTANCE_ID)
    start = await database.read(instance, last_position)
    await database.write(instance, build_shelf, str(new_id()))
    await database.sequence_events()
    events = await database.read(instance, read_all_events, start, 1000)
    assert None in {event.organization_id for event in events}


async def test_positions_never_come_back_however_units_interleave(database: Database, context: Context) -> None:
    async def emit_and_sequence(name: str) -> None:
        await database.write(context, build_shelf, name)
        await database.sequence_events()

    seen: list[int] = []
    for batch in range(4):
        await asyncio.gather(*(emit_and_sequence(f"{batch}-{n}") for n in range(10)))
        await database.sequence_events()
        fresh = await database.read(context, read_events, seen[-1] if seen else 0, 100)
        seen += [event.position for event in fresh]
    assert len(seen) == 40
    assert seen == sorted(set(seen))

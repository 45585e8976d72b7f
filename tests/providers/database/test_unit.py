"""What a unit promises, on both engines."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from kernel.context import Context, Grant, Principal, PrincipalKind, system_context
from kernel.errors import AlreadyExists, Conflict, Forbidden, Invalid
from kernel.ids import new_id
from kernel.pagination import PageRequest
from kernel.unit import Unit
from providers.database.audit import AuditFilter, read_audit
from providers.database.eventlog import read_events
from providers.database.port import Database, QueueFull, TenancyViolation, UnitPoisoned
from tests.providers.database.sample import (
    INSERT_ITEM,
    INSERT_SHELF,
    ITEMS,
    add_item,
    build_shelf,
    buy_guarded,
    buy_naively,
    shelf_names,
    stock_of,
)

pytestmark = pytest.mark.anyio


class Refused(Exception):
    """Raised by use cases on purpose."""


async def events_of(database: Database, context: Context) -> int:
    await database.sequence_events()
    return len(await database.read(context, read_events, 0, 1000))


async def audit_of(database: Database, context: Context) -> int:
    return len((await database.read(context, read_audit, AuditFilter(), PageRequest())).items)


async def test_what_a_unit_wrote_is_there_for_the_next_reader(database: Database, context: Context) -> None:
    await database.write(context, build_shelf, "north")
    assert await database.read(context, shelf_names) == ["north"]
    assert await database.point(context, shelf_names) == ["north"]


async def test_a_failing_unit_leaves_no_row_no_event_and_no_audit(database: Database, context: Context) -> None:
    def fail(unit: Unit) -> None:
        build_shelf(unit, "north")
        raise Refused

    with pytest.raises(Refused):
        await database.write(context, fail)
    assert await database.read(context, shelf_names) == []
    assert await events_of(database, context) == 0
    assert await audit_of(database, context) == 0


async def test_commit_brings_row_event_and_audit_together(database: Database, context: Context) -> None:
    await database.write(context, build_shelf, "north")
    assert await events_of(database, context) == 1
    assert await audit_of(database, context) == 1


async def test_organizations_do_not_see_each_other(database: Database, context: Context) -> None:
    other = system_context(new_id())
    await database.write(context, build_shelf, "north")
    await database.write(other, build_shelf, "north")
    assert await database.read(context, shelf_names) == ["north"]
    assert await audit_of(database, other) == 1
    assert await events_of(database, other) == 1


async def test_system_units_see_all_organizations_and_guarded_ones_never_find_their_statements(
    database: Database, context: Context
) -> None:
    from sqlalchemy import func, select  # noqa: PLC0415

    everything = select(func.count()).select_from(ITEMS)
    await database.write(context, add_item, 1)

    def count(unit: Unit) -> int:
        return int(unit.execute(everything).scalar() or 0)

    assert await database.system_read("a test counts all items", count) >= 1
    with pytest.raises(TenancyViolation):
        await database.read(context, count)


async def test_a_swallowed_error_poisons_the_unit(database: Database, context: Context) -> None:
    await database.write(context, build_shelf, "north")

    def swallow(unit: Unit) -> None:
        build_shelf(unit, "south")
        try:
            build_shelf(unit, "north")
        except AlreadyExists:
            return

    with pytest.raises(UnitPoisoned):
        await database.write(context, swallow)
    assert await database.read(context, shelf_names) == ["north"]


async def test_an_error_inside_a_savepoint_may_be_caught(database: Database, context: Context) -> None:
    await database.write(context, build_shelf, "north")
    done: list[str] = []

    def careful(unit: Unit) -> str:
        build_shelf(unit, "south")
        try:
            with unit.savepoint():
                unit.after_commit(lambda: done.append("never"))
                build_shelf(unit, "west")
                build_shelf(unit, "north")
        except AlreadyExists:
            unit.after_commit(lambda: done.append("kept"))
        return "fine"

    assert await database.write(context, careful) == "fine"
    assert await database.read(context, shelf_names) == ["north", "south"]
    assert await events_of(database, context) == 2
    assert done == ["kept"]


async def test_an_error_swallowed_inside_a_savepoint_undoes_the_savepoint(
    database: Database, context: Context
) -> None:
    await database.write(context, build_shelf, "north")

    def careless(unit: Unit) -> None:
        build_shelf(unit, "south")
        with unit.savepoint():
            build_shelf(unit, "west")
            with contextlib.suppress(AlreadyExists):
                build_shelf(unit, "north")

    with pytest.raises(UnitPoisoned):
        await database.write(context, careless)
    assert await database.read(context, shelf_names) == ["north"]


async def test_savepoints_nest(database: Database, context: Context) -> None:
    def nested(unit: Unit) -> None:
        with unit.savepoint():
            build_shelf(unit, "outer")
            with contextlib.suppress(Refused), unit.savepoint():
                build_shelf(unit, "inner")
                raise Refused

    await database.write(context, nested)
    assert await database.read(context, shelf_names) == ["outer"]


async def test_poisoning_by_hand_forbids_the_commit(database: Database, context: Context) -> None:
    def poisoned(unit: Unit) -> None:
        build_shelf(unit, "north")
        unit.poison()

    with pytest.raises(UnitPoisoned):
        await database.write(context, poisoned)
    assert await database.read(context, shelf_names) == []


async def test_after_commit_runs_once_durable_and_never_after_a_rollback(
    database: Database, context: Context
) -> None:
    done: list[str] = []

    def fine(unit: Unit) -> None:
        unit.after_commit(lambda: done.append("committed"))
        assert done == []

    def failing(unit: Unit) -> None:
        unit.after_commit(lambda: done.append("rolled back"))
        raise Refused

    await database.write(context, fine)
    with pytest.raises(Refused):
        await database.write(context, failing)
    assert done == ["committed"]


async def test_a_failing_after_commit_action_does_not_reach_the_caller(database: Database, context: Context) -> None:
    def use_case(unit: Unit) -> str:
        def fail() -> None:
            raise Refused

        unit.after_commit(fail)
        return "durable"

    assert await database.write(context, use_case) == "durable"


async def test_exits_are_wrapped_so_that_they_cannot_stop_the_loop(database: Database, context: Context) -> None:
    def leave(unit: Unit) -> None:
        build_shelf(unit, "north")
        raise SystemExit(3)

    for run, use_case in ((database.write, leave), (database.read, _exit)):
        with pytest.raises(RuntimeError, match="SystemExit"):
            await run(context, use_case)
    assert await database.read(context, shelf_names) == []


def _exit(_unit: Unit) -> None:
    raise SystemExit(3)


async def test_unique_and_reference_violations_have_names(database: Database, context: Context) -> None:
    await database.write(context, build_shelf, "north")
    with pytest.raises(AlreadyExists) as taken:
        await database.write(context, build_shelf, "north")
    assert "name" in str(taken.value.extra["constraint"])

    def dangle(unit: Unit) -> None:
        unit.execute(INSERT_ITEM, id=new_id(), shelf_id=new_id(), name="lamp", stock=1)

    with pytest.raises(Conflict):
        await database.write(context, dangle)


async def test_many_rows_in_one_statement_belong_to_the_caller(database: Database, context: Context) -> None:
    def build_many(unit: Unit) -> None:
        unit.execute(INSERT_SHELF, [{"id": new_id(), "name": f"shelf {n:02}"} for n in range(30)])

    await database.write(context, build_many)
    assert len(await database.read(context, shelf_names)) == 30
    assert await database.read(system_context(new_id()), shelf_names) == []


async def test_no_rows_is_a_defect_and_not_a_silence(database: Database, context: Context) -> None:
    with pytest.raises(ValueError, match="no rows"):
        await database.write(context, lambda unit: unit.execute(INSERT_SHELF, []))


async def test_text_that_cannot_be_stored_is_invalid_and_stores_nothing(database: Database, context: Context) -> None:
    for name in ("a\ud800b",):
        with pytest.raises(Invalid):
            await database.write(context, build_shelf, name)
    assert await database.read(context, shelf_names) == []


async def test_reading_units_do_not_write(database: Database, context: Context) -> None:
    for run in (database.read, database.point):
        with pytest.raises(TypeError, match="does not write"):
            await run(context, build_shelf, "north")
    assert await database.read(context, shelf_names) == []


async def test_a_reading_unit_sees_one_snapshot(database: Database, context: Context) -> None:
    await database.write(context, build_shelf, "north")
    seen, written = threading.Event(), threading.Event()

    def read_twice(unit: Unit) -> tuple[list[str], list[str]]:
        before = shelf_names(unit)
        seen.set()
        assert written.wait(10)
        return before, shelf_names(unit)

    reading = asyncio.ensure_future(database.read(context, read_twice))
    await asyncio.to_thread(seen.wait, 10)
    await database.write(context, build_shelf, "south")
    written.set()
    assert await reading == (["north"], ["north"])


@pytest.mark.parametrize("buy", [buy_naively, buy_guarded])
async def test_the_last_units_are_sold_once(
    database: Database, context: Context, buy: Callable[[Unit, UUID], bool]
) -> None:
    item = await database.write(context, add_item, 3)
    sold = await asyncio.gather(*(database.write(context, buy, item) for _ in range(30)))
    assert sold.count(True) == 3
    assert await database.read(context, stock_of, item) == 0


async def test_authorize_checks_the_row(database: Database, context: Context) -> None:
    project = new_id()
    caller = replace(
        context,
        principal=Principal(PrincipalKind.USER, new_id()),
        grants=(Grant(frozenset({"sample:shelves:write"}), project_id=project),),
    )

    def guarded(unit: Unit, where: object) -> str:
        unit.authorize("sample:shelves:write", project=where)  # type: ignore[arg-type]
        return "allowed"

    assert await database.write(caller, guarded, project) == "allowed"
    with pytest.raises(Forbidden):
        await database.write(caller, guarded, new_id())


async def test_cancelling_removes_what_is_queued_and_lets_finish_what_has_started(
    database: Database, context: Context
) -> None:
    started, go_on, finished = threading.Event(), threading.Event(), threading.Event()

    def slow(unit: Unit) -> None:
        started.set()
        assert go_on.wait(10)
        build_shelf(unit, "slow")
        unit.after_commit(finished.set)

    blockers = [asyncio.ensure_future(database.write(context, slow))]
    await asyncio.to_thread(started.wait, 10)
    if database.statistics().engine == "postgresql":
        started_more = [threading.Event() for _ in range(3)]
        blockers += [
            asyncio.ensure_future(database.write(context, _hold_until, flag, go_on)) for flag in started_more
        ]
        for flag in started_more:
            await asyncio.to_thread(flag.wait, 10)
    queued = asyncio.ensure_future(database.write(context, build_shelf, "queued"))
    await asyncio.sleep(0.01)
    queued.cancel()
    blockers[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await queued
    go_on.set()
    await asyncio.gather(*blockers, return_exceptions=True)
    assert await asyncio.to_thread(finished.wait, 10)
    await database.write(context, build_shelf, "after")
    assert await database.read(context, shelf_names) == ["after", "slow"]


def _hold_until(_unit: Unit, started: threading.Event, go_on: threading.Event) -> None:
    started.set()
    assert go_on.wait(10)


async def test_background_work_is_done_as_well(database: Database, context: Context) -> None:
    await asyncio.gather(*(database.write_background(context, build_shelf, f"b{n}") for n in range(20)))
    assert len(await database.read(context, shelf_names)) == 20


async def test_the_version_changes_with_every_commit_and_with_nothing_else(
    sqlite_database: Database, postgres_database: Database, context: Context
) -> None:
    before = sqlite_database.version()
    await sqlite_database.read(context, shelf_names)
    assert sqlite_database.version() == before
    await sqlite_database.write(context, build_shelf, "north")
    assert sqlite_database.version() != before
    assert postgres_database.version() is None


async def test_statistics_name_the_longest_units(database: Database, context: Context) -> None:
    def slow_on_purpose(unit: Unit) -> None:
        build_shelf(unit, "slow")
        time.sleep(0.2)

    await database.write(context, slow_on_purpose)
    await database.check()
    statistics = database.statistics()
    assert statistics.commits > 0
    assert statistics.size_bytes > 0
    (named,) = [unit for unit in statistics.slowest if unit.name.endswith("slow_on_purpose")]
    assert named.count == 1
    assert named.longest_seconds >= 0.2


async def test_a_full_queue_refuses_at_once(database: Database, context: Context) -> None:
    started, go_on = threading.Event(), threading.Event()
    holding = [asyncio.ensure_future(database.write(context, _hold_until, started, go_on)) for _ in range(4)]
    await asyncio.to_thread(started.wait, 10)
    waiting = [asyncio.ensure_future(database.write(context, shelf_names)) for _ in range(2100)]
    done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    assert all(isinstance(task.exception(), QueueFull) for task in done)
    go_on.set()
    results = await asyncio.gather(*holding, *waiting, return_exceptions=True)
    assert sum(isinstance(result, QueueFull) for result in results) >= 90

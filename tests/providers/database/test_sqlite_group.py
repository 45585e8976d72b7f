"""Group commit: whatever happens to one unit of fifty, the other forty-nine are neither lost nor doubled."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, true

from kernel.clock import SystemClock
from kernel.context import Context
from kernel.errors import AlreadyExists, StorageFull, Timeout
from kernel.ids import new_id
from kernel.unit import Unit
from providers.database.adapters.sqlite import SqliteDatabase
from providers.database.migrations import OWN_VERSIONS, migrate
from providers.database.port import DatabaseAway
from providers.database.schema import ORG
from providers.database.settings import DatabaseSettings
from tests.providers.database.conftest import create_sample_tables
from tests.providers.database.sample import INSERT_SHELF, SHELVES, build_shelf, shelf_names

pytestmark = pytest.mark.anyio
GROUP = 50


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    """A database of this test's own, since it is going to be hurt."""
    settings = DatabaseSettings(data_dir=tmp_path, database_url="")
    migrate(settings, [OWN_VERSIONS])
    create_sample_tables(f"sqlite:///{settings.sqlite_path}")
    database = SqliteDatabase(settings, SystemClock())
    await database.open()
    yield database
    await database.close()


async def run_as_one_group(
    database: SqliteDatabase, context: Context, guilty: Callable[[Unit], object], place: int = GROUP // 2
) -> list[object]:
    """Outcomes of fifty units that queue up behind a blocker, the one at `place` being `guilty`."""
    started, go_on = threading.Event(), threading.Event()

    def block(_unit: Unit) -> None:
        started.set()
        assert go_on.wait(10)

    blocker = asyncio.ensure_future(database.write(context, block))
    await asyncio.to_thread(started.wait, 10)
    tasks = [
        asyncio.ensure_future(
            database.write(context, guilty) if n == place else database.write(context, build_shelf, f"{n:02}")
        )
        for n in range(GROUP)
    ]
    await asyncio.sleep(0)
    go_on.set()
    await blocker
    return await asyncio.gather(*tasks, return_exceptions=True)


async def assert_only_the_guilty_failed(
    database: SqliteDatabase, context: Context, outcomes: list[object], expected: type[Exception]
) -> None:
    failures = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(failure) for failure in failures] == [expected]
    names = [f"{n:02}" for n in range(GROUP) if n != GROUP // 2]
    assert await database.read(context, shelf_names) == names


async def test_fifty_units_share_one_commit(alone: SqliteDatabase, context: Context) -> None:
    before = alone.statistics().groups
    await run_as_one_group(alone, context, lambda unit: build_shelf(unit, f"{GROUP // 2:02}"))
    assert len(await alone.read(context, shelf_names)) == GROUP
    assert alone.statistics().groups - before <= GROUP // 4  # how many depends on how long they take


async def test_a_failing_unit_harms_no_other(alone: SqliteDatabase, context: Context) -> None:
    def fail(unit: Unit) -> None:
        build_shelf(unit, "00")

    outcomes = await run_as_one_group(alone, context, fail)
    await assert_only_the_guilty_failed(alone, context, outcomes, AlreadyExists)


async def test_a_unit_that_raises_an_exit_harms_no_other(alone: SqliteDatabase, context: Context) -> None:
    def leave(unit: Unit) -> None:
        build_shelf(unit, "left")
        raise KeyboardInterrupt

    outcomes = await run_as_one_group(alone, context, leave)
    await assert_only_the_guilty_failed(alone, context, outcomes, RuntimeError)


async def test_an_interrupted_unit_harms_no_other(alone: SqliteDatabase, context: Context) -> None:
    def interrupted(unit: Unit) -> None:
        unit.execute(INSERT_SHELF, id=new_id(), name="interrupted")
        alone.writer.connection.allow(-1)  # the deadline has passed, so the engine stops within this statement
        rows = [{"id": new_id(), "name": f"interrupted {n}"} for n in range(20_000)]
        unit.execute(INSERT_SHELF, rows)

    outcomes = await run_as_one_group(alone, context, interrupted)
    await assert_only_the_guilty_failed(alone, context, outcomes, Timeout)


async def test_a_unit_that_fills_the_disk_harms_no_other(alone: SqliteDatabase, context: Context) -> None:
    def fill(unit: Unit) -> None:
        limit_pages(alone, spare=40)
        unit.execute(INSERT_SHELF, [{"id": new_id(), "name": "x" * 4000} for _ in range(1)])
        for n in range(2000):
            unit.execute(INSERT_SHELF, id=new_id(), name=f"{n}" + "x" * 4000)

    outcomes = await run_as_one_group(alone, context, fill)
    await assert_only_the_guilty_failed(alone, context, outcomes, StorageFull)


def limit_pages(database: SqliteDatabase, spare: int) -> None:
    """End the file's growth `spare` pages from now: SQLite then answers as it does on a full disk."""
    driver = database.writer.connection.driver
    used = driver.execute("PRAGMA page_count").fetchone()[0]
    driver.execute(f"PRAGMA max_page_count = {used + spare}")


async def test_a_full_disk_answers_503_and_work_resumes_when_there_is_room(
    alone: SqliteDatabase, context: Context
) -> None:
    await alone.write(context, build_shelf, "before")
    await alone.write(context, lambda _unit: limit_pages(alone, spare=0))
    writes = [alone.write(context, build_shelf, f"{n}" + "x" * 2000) for n in range(200)]
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes if isinstance(outcome, Exception)} == {StorageFull}
    kept = await alone.read(context, shelf_names)
    await alone.write(context, lambda _unit: limit_pages(alone, spare=10_000))
    await alone.write(context, build_shelf, "resumed")
    assert await alone.read(context, shelf_names) == sorted([*kept, "resumed"])


async def test_a_commit_that_fails_makes_every_unit_run_again_alone(alone: SqliteDatabase, context: Context) -> None:
    runs: list[int] = []

    def lose_the_transaction(_unit: Unit) -> str:
        runs.append(1)
        if len(runs) == 1:
            alone.writer.connection.driver.execute("ROLLBACK")  # as SQLite itself does after some errors
        return "second run"

    outcomes = await run_as_one_group(alone, context, lose_the_transaction)
    assert outcomes[GROUP // 2] == "second run"
    assert len(await alone.read(context, shelf_names)) == GROUP - 1


async def test_no_future_resolves_before_the_commit(alone: SqliteDatabase, context: Context) -> None:
    first_ran, go_on = threading.Event(), threading.Event()

    def wait(_unit: Unit) -> None:
        first_ran.set()
        assert go_on.wait(10)

    early = asyncio.ensure_future(alone.write(context, build_shelf, "early"))
    late = asyncio.ensure_future(alone.write(context, wait))
    await asyncio.to_thread(first_ran.wait, 10)
    resolved_early = early.done() and await alone.read(context, shelf_names) != ["early"]
    go_on.set()
    await asyncio.gather(early, late)
    assert not resolved_early


async def test_interactive_work_overtakes_the_background(alone: SqliteDatabase, context: Context) -> None:
    order: list[str] = []
    started, go_on = threading.Event(), threading.Event()

    def block(_unit: Unit) -> None:
        started.set()
        assert go_on.wait(10)

    def note(_unit: Unit, name: str) -> None:
        order.append(name)

    blocker = asyncio.ensure_future(alone.write(context, block))
    await asyncio.to_thread(started.wait, 10)
    slow = [asyncio.ensure_future(alone.write_background(context, note, "background")) for _ in range(5)]
    await asyncio.sleep(0)
    quick = [asyncio.ensure_future(alone.write(context, note, "interactive")) for _ in range(5)]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(blocker, *slow, *quick)
    assert order[:5] == ["interactive"] * 5
    assert sorted(order[5:]) == ["background"] * 5


async def test_a_read_that_takes_too_long_is_stopped(tmp_path: Path, context: Context) -> None:
    settings = DatabaseSettings(data_dir=tmp_path, database_url="", read_seconds_max=0.05)
    migrate(settings, [OWN_VERSIONS])
    create_sample_tables(f"sqlite:///{settings.sqlite_path}")
    database = SqliteDatabase(settings, SystemClock())
    await database.open()
    try:
        rows = [{"id": new_id(), "name": str(n)} for n in range(2000)]
        await database.write(context, lambda unit: unit.execute(INSERT_SHELF, rows))
        for run in (database.read, database.point):
            with pytest.raises(Timeout):
                await run(context, endless)
        assert len(await database.read(context, shelf_names)) == 2000
    finally:
        await database.close()


def endless(unit: Unit) -> int:
    """Two thousand rows, three times over: eight thousand million combinations."""
    a, b, c = SHELVES.alias("a"), SHELVES.alias("b"), SHELVES.alias("c")
    tied = (a.c.org_id == ORG, b.c.org_id == ORG, c.c.org_id == ORG)
    everything = a.join(b, true()).join(c, true())
    combined = select(func.count()).select_from(everything).where(*tied, a.c.name < b.c.name)
    return int(unit.execute(combined).scalar() or 0)


async def test_a_second_server_on_the_same_file_is_refused_in_one_sentence(
    alone: SqliteDatabase, tmp_path: Path
) -> None:
    second = SqliteDatabase(DatabaseSettings(data_dir=tmp_path, database_url=""), SystemClock())
    with pytest.raises(DatabaseAway, match="Another Fivefold server already uses"):
        await second.open()


async def test_a_tool_may_work_beside_the_server(alone: SqliteDatabase, tmp_path: Path, context: Context) -> None:
    settings = DatabaseSettings(data_dir=tmp_path, database_url="")
    tool = SqliteDatabase(settings, SystemClock(), is_server=False)
    await tool.open()
    await asyncio.gather(tool.write(context, build_shelf, "tool"), alone.write(context, build_shelf, "server"))
    await tool.close()
    assert await alone.read(context, shelf_names) == ["server", "tool"]


async def test_a_lock_held_by_others_is_waited_for_once_for_the_whole_group(
    alone: SqliteDatabase, context: Context
) -> None:
    alone.writer.connection.driver.execute("PRAGMA busy_timeout = 100")
    holder = sqlite3.connect(alone.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    before = alone.statistics().reruns
    writes = (alone.write(context, build_shelf, str(number)) for number in range(GROUP))
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {DatabaseAway}
    assert alone.statistics().reruns == before
    holder.execute("ROLLBACK")
    holder.close()
    await alone.write(context, build_shelf, "after")
    assert await alone.read(context, shelf_names) == ["after"]


async def test_closing_finishes_what_was_queued(tmp_path: Path, context: Context) -> None:
    settings = DatabaseSettings(data_dir=tmp_path, database_url="")
    migrate(settings, [OWN_VERSIONS])
    create_sample_tables(f"sqlite:///{settings.sqlite_path}")
    database = SqliteDatabase(settings, SystemClock())
    await database.open()
    tasks = [asyncio.ensure_future(database.write(context, build_shelf, f"{n:03}")) for n in range(200)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*tasks)
    again = SqliteDatabase(settings, SystemClock())
    await again.open()
    assert len(await again.read(context, shelf_names)) == 200
    await again.close()


async def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    database = SqliteDatabase(DatabaseSettings(data_dir=tmp_path / "file" / "data", database_url=""), SystemClock())
    with pytest.raises(DatabaseAway, match="cannot be written"):
        await database.open()


async def test_the_log_is_folded_back_while_the_server_runs(alone: SqliteDatabase, context: Context) -> None:
    for n in range(70):
        rows = [{"id": new_id(), "name": f"{n} {m}" + "x" * 1000} for m in range(100)]
        await alone.write(context, lambda unit, rows=rows: unit.execute(INSERT_SHELF, rows))  # type: ignore[misc]
    assert alone.path.stat().st_size > 4_000_000

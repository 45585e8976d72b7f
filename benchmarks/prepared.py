"""`python -m benchmarks.prepared`: a one-row look-up as SQLAlchemy runs it and as a unit does (ADR 0007)."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import bindparam, select

from kernel.clock import SystemClock
from kernel.context import system_context
from kernel.ids import new_id
from kernel.unit import Unit
from providers.database.adapters.sqlite import SqliteDatabase
from providers.database.migrations import OWN_VERSIONS, migrate
from providers.database.schema import ORG
from providers.database.settings import DatabaseSettings
from providers.database.tables import AUDIT

ROUNDS = 20_000
LOOK_UP = select(AUDIT.c.action, AUDIT.c.target, AUDIT.c.occurred_at).where(
    AUDIT.c.org_id == ORG, AUDIT.c.id == bindparam("entry")
)


def microseconds(look_up: Callable[[], object]) -> float:
    """Of one look-up, once everything is warm."""
    for _ in range(100):
        look_up()
    started = time.perf_counter()
    for _ in range(ROUNDS):
        look_up()
    return (time.perf_counter() - started) / ROUNDS * 1e6


async def main() -> None:
    """Print both costs and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        settings = DatabaseSettings(data_dir=Path(folder), database_url="")
        migrate(settings, [OWN_VERSIONS])
        database = SqliteDatabase(settings, SystemClock())
        await database.open()
        context, target = system_context(new_id()), new_id()
        await database.write(context, lambda unit: unit.audit("bench", "bench", target))

        def compare(unit: Unit) -> tuple[float, float]:
            values = {"entry": target, "fivefold_org": context.organization_id}
            connection = unit._connection  # type: ignore[attr-defined]  # noqa: SLF001  # what units did before
            plain = microseconds(lambda: connection.execute(LOOK_UP, values).first())
            return plain, microseconds(lambda: unit.execute(LOOK_UP, entry=target).first())

        plain, prepared = await database.point(context, compare)
        print(f"Connection.execute  {plain:6.1f} us")
        print(f"Unit.execute        {prepared:6.1f} us   {plain / prepared:.1f} times cheaper")
        await database.close()


if __name__ == "__main__":
    asyncio.run(main())

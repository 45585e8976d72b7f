"""Reading the event log, in the order of positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from kernel.events import RecordedEvent
from kernel.unit import Unit
from providers.database.schema import ORG
from providers.database.tables import EVENTS

_FIELDS = ("position", "id", "org_id", "name", "version", "occurred_at", "payload")
_AFTER = (
    select(*(EVENTS.c[name] for name in _FIELDS))
    .where(EVENTS.c.position > bindparam("after"))
    .order_by(EVENTS.c.position)
    .limit(bindparam("most"))
)
_AFTER_OF_ORGANIZATION = _AFTER.where(EVENTS.c.org_id == ORG)
_LAST = select(func.coalesce(func.max(EVENTS.c.position), 0))


def read_events(unit: Unit, after: int, most: int) -> Sequence[RecordedEvent]:
    """Up to `most` numbered events of the caller's organization with a position greater than `after`."""
    return [_event(row) for row in unit.execute(_AFTER_OF_ORGANIZATION, after=after, most=most).all()]


def read_all_events(unit: Unit, after: int, most: int) -> Sequence[RecordedEvent]:
    """As `read_events`, of every organization and of the instance itself: for the house's own subscribers."""
    return [_event(row) for row in unit.execute(_AFTER, after=after, most=most).all()]


def last_position(unit: Unit) -> int:
    """The newest position, or 0 while the log is empty."""
    return int(unit.execute(_LAST).scalar() or 0)


def _event(row: Any) -> RecordedEvent:
    return RecordedEvent(row.position, row.id, row.org_id, row.name, row.version, row.occurred_at, row.payload)

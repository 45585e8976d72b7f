"""Reading the audit of one organization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from kernel.ids import parse_id
from kernel.pagination import Page, PageRequest, page_of
from kernel.unit import Unit
from providers.database.schema import ORG
from providers.database.tables import AUDIT


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which thing, when, from where, and what it changed."""

    id: UUID
    occurred_at: datetime
    action: str
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    target: str
    target_id: UUID | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    request_id: str
    address: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Everything given must hold. `since` is inclusive, `until` exclusive."""

    action: str | None = None
    actor_id: UUID | None = None
    target: str | None = None
    target_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


_FIELDS = tuple(AuditEntry.__dataclass_fields__)
_NEWEST_FIRST = (
    select(*(AUDIT.c[name] for name in _FIELDS))
    .where(AUDIT.c.org_id == ORG)
    .order_by(AUDIT.c.id.desc())
    .limit(bindparam("most"))
)
_CONDITIONS = {
    "action": AUDIT.c.action == bindparam("is_action"),
    "actor_id": AUDIT.c.actor_id == bindparam("is_actor_id"),
    "target": AUDIT.c.target == bindparam("is_target"),
    "target_id": AUDIT.c.target_id == bindparam("is_target_id"),
    "since": AUDIT.c.occurred_at >= bindparam("is_since"),
    "until": AUDIT.c.occurred_at < bindparam("is_until"),
}
_BEFORE_ID = AUDIT.c.id < bindparam("is_before")


def read_audit(unit: Unit, where: AuditFilter, request: PageRequest) -> Page[AuditEntry]:
    """One page of the audit, newest first."""
    statement: Select[Any] = _NEWEST_FIRST
    values: dict[str, Any] = {"most": request.limit + 1}
    for name, condition in _CONDITIONS.items():
        value = getattr(where, name)
        if value is not None:
            statement = statement.where(condition)
            values[f"is_{name}"] = value
    key = request.after(str)
    if key is not None:
        statement = statement.where(_BEFORE_ID)
        values["is_before"] = parse_id(key[0], "cursor")
    rows = unit.execute(statement, **values).all()
    return page_of([AuditEntry(*row) for row in rows], request, lambda entry: (str(entry.id),))

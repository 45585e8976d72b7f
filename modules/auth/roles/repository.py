"""Statements about roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update

from kernel.errors import AlreadyExists
from kernel.unit import Unit
from modules.auth.invitations.tables import INVITATIONS
from modules.auth.members.tables import MEMBERS
from modules.auth.public.errors import NameTaken
from modules.auth.roles.tables import ROLES
from providers.database.schema import ORG


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role as it is stored, with how many members have it."""

    id: UUID
    key: str | None
    name: str
    description: str
    permissions: list[str]
    version: int
    created_at: datetime
    updated_at: datetime
    member_count: int


_INSERT = insert(ROLES)
_THIS = (ROLES.c.org_id == ORG, ROLES.c.id == bindparam("key_id"))
_UPDATE = update(ROLES).where(*_THIS)
_DELETE = delete(ROLES).where(*_THIS)
_BY_KEY = select(ROLES.c.id).where(ROLES.c.org_id == ORG, ROLES.c.key == bindparam("key_key"))


_MEMBER_COUNT = (
    select(func.count())
    .select_from(MEMBERS)
    .where(MEMBERS.c.org_id == ORG, MEMBERS.c.role_id == ROLES.c.id)
    .correlate(ROLES)
    .scalar_subquery()
)
_COLUMNS = [ROLES.c[name] for name in RoleRow.__dataclass_fields__ if name != "member_count"]
_ROWS = select(*_COLUMNS, _MEMBER_COUNT.label("member_count")).where(ROLES.c.org_id == ORG)
_ALL = _ROWS.order_by(ROLES.c.key.is_(None), ROLES.c.created_at, ROLES.c.id)
_ONE = _ROWS.where(ROLES.c.id == bindparam("key_id"))
_OPEN_INVITATIONS = select(func.count()).where(
    INVITATIONS.c.org_id == ORG,
    INVITATIONS.c.role_id == bindparam("key_role"),
    INVITATIONS.c.accepted_at.is_(None),
    INVITATIONS.c.revoked_at.is_(None),
    INVITATIONS.c.expires_at > bindparam("is_now"),
)


def all_rows(unit: Unit) -> list[RoleRow]:
    """Every role: the built-in ones first, then by age."""
    return [RoleRow(*row) for row in unit.execute(_ALL).all()]


def find(unit: Unit, role_id: UUID) -> RoleRow | None:
    row = unit.execute(_ONE, key_id=role_id).first()
    return None if row is None else RoleRow(*row)


def find_builtin(unit: Unit, key: str) -> UUID | None:
    found: UUID | None = unit.execute(_BY_KEY, key_key=key).scalar()
    return found


def add(unit: Unit, **values: Any) -> None:
    """Insert; raises `NameTaken`."""
    try:
        unit.execute(_INSERT, **values, name_key=values["name"])
    except AlreadyExists:
        raise NameTaken(f"There is a role named {values['name']} already.") from None


def change(unit: Unit, role_id: UUID, **values: Any) -> None:
    """Update; raises `NameTaken`."""
    try:
        unit.execute(_UPDATE, key_id=role_id, **values, name_key=values["name"])
    except AlreadyExists:
        raise NameTaken(f"There is a role named {values['name']} already.") from None


def remove(unit: Unit, role_id: UUID) -> None:
    unit.execute(_DELETE, key_id=role_id)


def has_open_invitations(unit: Unit, role_id: UUID) -> bool:
    """Whether somebody may still join with this role."""
    return bool(unit.execute(_OPEN_INVITATIONS, key_role=role_id, is_now=unit.now).scalar())

"""Statements about members."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, and_, bindparam, delete, insert, or_, select, update

from kernel.errors import AlreadyExists
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.members.domain import MemberFilter
from modules.auth.members.tables import MEMBERS
from modules.auth.public.errors import AlreadyMember
from modules.auth.public.models import Member, RoleReference
from modules.auth.roles.tables import ROLES
from modules.auth.users.tables import USERS
from providers.database.listing import ESCAPE, Listing, containing
from providers.database.schema import ORG

_WORDS: BindParameter[str] = bindparam("is_q")
_THIS = (MEMBERS.c.org_id == ORG, MEMBERS.c.user_id == bindparam("key_user"))
_INSERT = insert(MEMBERS)
_UPDATE = update(MEMBERS).where(*_THIS)
_DELETE = delete(MEMBERS).where(*_THIS)


_ROWS = (
    select(USERS.c.id, USERS.c.email, USERS.c.name, MEMBERS.c.joined_at, MEMBERS.c.version)
    .add_columns(MEMBERS.c.role_id, ROLES.c.key.label("role_key"), ROLES.c.name.label("role_name"))
    .join_from(MEMBERS, USERS, USERS.c.id == MEMBERS.c.user_id)
    .join(ROLES, and_(ROLES.c.org_id == MEMBERS.c.org_id, ROLES.c.id == MEMBERS.c.role_id))
    .where(MEMBERS.c.org_id == ORG)
)
_ONE = _ROWS.where(MEMBERS.c.user_id == bindparam("key_user"))
_WITH_ROLES = _ROWS.where(MEMBERS.c.role_id.in_(bindparam("roles", expanding=True))).order_by(MEMBERS.c.joined_at)


def _member(row: Any) -> Member:
    role = RoleReference(row.role_id, row.role_key, row.role_name)
    return Member(row.id, row.email, row.name, role, row.joined_at, row.version)


_LIST = Listing(
    _ROWS,
    tie=MEMBERS.c.user_id,
    orders={"name": USERS.c.name_key, "joined_at": MEMBERS.c.joined_at},
    conditions={
        "q": or_(USERS.c.name_key.like(_WORDS, escape=ESCAPE), USERS.c.email_key.like(_WORDS, escape=ESCAPE)),
        "role_id": MEMBERS.c.role_id == bindparam("is_role_id"),
    },
    make=_member,
)


def page(unit: Unit, where: MemberFilter, order: str, request: PageRequest) -> Page[Member]:
    words = None if where.q is None else containing(where.q)
    return _LIST.page(unit, request, order, q=words, role_id=where.role_id)


def find(unit: Unit, user_id: UUID) -> Member | None:
    row = unit.execute(_ONE, key_user=user_id).first()
    return None if row is None else _member(row)


def with_roles(unit: Unit, role_ids: Collection[UUID]) -> list[Member]:
    """Members who have one of the roles, by the time they joined."""
    return [_member(row) for row in unit.execute(_WITH_ROLES, roles=list(role_ids)).all()]


def add(unit: Unit, user_id: UUID, role_id: UUID) -> None:
    """Insert; raises `AlreadyMember`."""
    try:
        unit.execute(_INSERT, user_id=user_id, role_id=role_id, joined_at=unit.now, updated_at=unit.now, version=1)
    except AlreadyExists:
        raise AlreadyMember("This person is a member already.") from None


def change_role(unit: Unit, user_id: UUID, role_id: UUID, version: int) -> None:
    unit.execute(_UPDATE, key_user=user_id, role_id=role_id, updated_at=unit.now, version=version)


def remove(unit: Unit, user_id: UUID) -> None:
    unit.execute(_DELETE, key_user=user_id)

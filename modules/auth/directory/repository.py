"""Statements about who belongs where."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from kernel.unit import Unit
from modules.auth.directory.tables import USER_ORGANIZATIONS
from modules.auth.organizations.tables import ORGANIZATIONS
from modules.auth.public.models import OrganizationMembership, RoleReference

_ENTRY = (
    USER_ORGANIZATIONS.c.user_id == bindparam("key_user"),
    USER_ORGANIZATIONS.c.org_id == bindparam("key_organization"),
)
_INSERT = insert(USER_ORGANIZATIONS)
_UPDATE = update(USER_ORGANIZATIONS).where(*_ENTRY)
_DELETE = delete(USER_ORGANIZATIONS).where(*_ENTRY)
_RENAME = update(USER_ORGANIZATIONS).where(
    USER_ORGANIZATIONS.c.org_id == bindparam("key_organization"),
    USER_ORGANIZATIONS.c.role_id == bindparam("key_role"),
)
_FIRST = (
    select(USER_ORGANIZATIONS.c.org_id)
    .where(USER_ORGANIZATIONS.c.user_id == bindparam("key_user"))
    .order_by(USER_ORGANIZATIONS.c.joined_at, USER_ORGANIZATIONS.c.org_id)
    .limit(1)
)


_OF_USER = (
    select(ORGANIZATIONS.c.id, ORGANIZATIONS.c.name, ORGANIZATIONS.c.slug)
    .add_columns(USER_ORGANIZATIONS.c.role_id, USER_ORGANIZATIONS.c.role_key, USER_ORGANIZATIONS.c.role_name)
    .join(USER_ORGANIZATIONS, USER_ORGANIZATIONS.c.org_id == ORGANIZATIONS.c.id)
    .where(USER_ORGANIZATIONS.c.user_id == bindparam("key_user"))
    .order_by(USER_ORGANIZATIONS.c.joined_at, USER_ORGANIZATIONS.c.org_id)
    .limit(bindparam("at_most"))
)
_IS_IN = select(USER_ORGANIZATIONS.c.org_id).where(*_ENTRY)


def add(unit: Unit, user_id: UUID, organization_id: UUID, role: RoleReference) -> None:
    unit.execute(
        _INSERT,
        user_id=user_id,
        org_id=organization_id,
        role_id=role.id,
        role_key=role.key,
        role_name=role.name,
        joined_at=unit.now,
    )


def change(unit: Unit, user_id: UUID, organization_id: UUID, role: RoleReference) -> None:
    unit.execute(
        _UPDATE,
        key_user=user_id,
        key_organization=organization_id,
        role_id=role.id,
        role_key=role.key,
        role_name=role.name,
    )


def remove(unit: Unit, user_id: UUID, organization_id: UUID) -> None:
    unit.execute(_DELETE, key_user=user_id, key_organization=organization_id)


def rename_role(unit: Unit, organization_id: UUID, role: RoleReference) -> None:
    unit.execute(_RENAME, key_organization=organization_id, key_role=role.id, role_name=role.name)


def first(unit: Unit, user_id: UUID) -> UUID | None:
    found: UUID | None = unit.execute(_FIRST, key_user=user_id).scalar()
    return found


def is_in(unit: Unit, user_id: UUID, organization_id: UUID) -> bool:
    return unit.execute(_IS_IN, key_user=user_id, key_organization=organization_id).first() is not None


def of_user(unit: Unit, user_id: UUID, at_most: int) -> list[OrganizationMembership]:
    return [
        OrganizationMembership(row.id, row.name, row.slug, RoleReference(row.role_id, row.role_key, row.role_name))
        for row in unit.execute(_OF_USER, key_user=user_id, at_most=at_most).all()
    ]

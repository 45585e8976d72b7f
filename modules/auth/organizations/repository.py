"""Statements about organizations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from kernel.errors import AlreadyExists
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.directory.tables import USER_ORGANIZATIONS
from modules.auth.organizations.tables import ORGANIZATIONS
from modules.auth.public.errors import SlugTaken
from modules.auth.public.models import Organization
from providers.database.listing import Listing

_ROWS = select(*(ORGANIZATIONS.c[name] for name in Organization.__dataclass_fields__))
_ONE = _ROWS.where(ORGANIZATIONS.c.id == bindparam("key_id"))
_BY_SLUG = _ROWS.where(ORGANIZATIONS.c.slug == bindparam("key_slug"))
_INSERT = insert(ORGANIZATIONS)
_UPDATE = update(ORGANIZATIONS).where(ORGANIZATIONS.c.id == bindparam("key_id"))


def _organization(row: Any) -> Organization:
    return Organization(*row[: len(Organization.__dataclass_fields__)])


_MEMBERSHIP = select(USER_ORGANIZATIONS.c.org_id).where(
    USER_ORGANIZATIONS.c.user_id == bindparam("key_user"),
    USER_ORGANIZATIONS.c.org_id == bindparam("key_organization"),
)


_ALL = Listing(
    _ROWS, tie=ORGANIZATIONS.c.id, orders={"slug": ORGANIZATIONS.c.slug}, conditions={}, make=_organization
)
_OF_USER = Listing(
    _ROWS.join(USER_ORGANIZATIONS, USER_ORGANIZATIONS.c.org_id == ORGANIZATIONS.c.id),
    tie=USER_ORGANIZATIONS.c.org_id,
    orders={"joined_at": USER_ORGANIZATIONS.c.joined_at},
    conditions={"user_id": USER_ORGANIZATIONS.c.user_id == bindparam("is_user_id")},
    make=_organization,
)


def find(unit: Unit, organization_id: UUID) -> Organization | None:
    row = unit.execute(_ONE, key_id=organization_id).first()
    return None if row is None else _organization(row)


def find_by_slug(unit: Unit, slug: str) -> Organization | None:
    row = unit.execute(_BY_SLUG, key_slug=slug).first()
    return None if row is None else _organization(row)


def page_of_user(unit: Unit, user_id: UUID, request: PageRequest) -> Page[Organization]:
    return _OF_USER.page(unit, request, "joined_at", user_id=user_id)


def page_of_all(unit: Unit, request: PageRequest) -> Page[Organization]:
    return _ALL.page(unit, request, "slug")


def has_member(unit: Unit, organization_id: UUID, user_id: UUID) -> bool:
    return unit.execute(_MEMBERSHIP, key_user=user_id, key_organization=organization_id).first() is not None


def add(unit: Unit, organization: Organization) -> None:
    unit.execute(
        _INSERT,
        id=organization.id,
        name=organization.name,
        slug=organization.slug,
        version=organization.version,
        created_at=organization.created_at,
        updated_at=organization.updated_at,
    )


def change(unit: Unit, organization_id: UUID, **values: Any) -> None:
    """Update; raises `SlugTaken`."""
    try:
        unit.execute(_UPDATE, key_id=organization_id, **values)
    except AlreadyExists:
        raise SlugTaken(f"The slug {values['slug']} is taken.") from None

"""Statements about invitations."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, func, insert, select, update

from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.invitations.domain import InvitationFilter, Place, status_of
from modules.auth.invitations.tables import INVITATION_INDEX, INVITATIONS
from modules.auth.members.tables import MEMBERS
from modules.auth.public.models import Invitation, RoleReference
from modules.auth.roles.tables import ROLES
from modules.auth.users.tables import USERS
from providers.database.listing import ESCAPE, Listing, containing
from providers.database.schema import ORG

_STORED = ("id", "email", "invited_by", "invited_by_name", "created_at", "expires_at", "accepted_at", "revoked_at")
_ROWS = (
    select(*(INVITATIONS.c[name] for name in _STORED), INVITATIONS.c.version, INVITATIONS.c.role_id)
    .add_columns(INVITATIONS.c.role_key, func.coalesce(ROLES.c.name, INVITATIONS.c.role_name).label("role_name"))
    .outerjoin_from(
        INVITATIONS, ROLES, and_(ROLES.c.org_id == INVITATIONS.c.org_id, ROLES.c.id == INVITATIONS.c.role_id)
    )
    .where(INVITATIONS.c.org_id == ORG)
)
_ONE = _ROWS.where(INVITATIONS.c.id == bindparam("key_id"))
_THIS = (INVITATIONS.c.org_id == ORG, INVITATIONS.c.id == bindparam("key_id"))
_OPEN = (INVITATIONS.c.accepted_at.is_(None), INVITATIONS.c.revoked_at.is_(None))
_PENDING_FOR = select(func.count()).where(
    INVITATIONS.c.org_id == ORG,
    INVITATIONS.c.email_key == bindparam("key_email"),
    INVITATIONS.c.id != bindparam("but_id"),
    INVITATIONS.c.expires_at > bindparam("is_now"),
    *_OPEN,
)
_MEMBER_WITH = (
    select(func.count())
    .select_from(MEMBERS.join(USERS, USERS.c.id == MEMBERS.c.user_id))
    .where(MEMBERS.c.org_id == ORG, USERS.c.email_key == bindparam("key_email"))
)
_TOKEN = select(INVITATIONS.c.token_hash).where(*_THIS)
_INSERT = insert(INVITATIONS)
_UPDATE = update(INVITATIONS).where(*_THIS).values(version=INVITATIONS.c.version + 1)
_INSERT_INDEX = insert(INVITATION_INDEX)
_DELETE_INDEX = delete(INVITATION_INDEX).where(INVITATION_INDEX.c.token_hash == bindparam("key_hash"))
_PLACE = select(INVITATION_INDEX.c.org_id, INVITATION_INDEX.c.invitation_id).where(
    INVITATION_INDEX.c.token_hash == bindparam("key_hash")
)
_LIST: Listing[Any] = Listing(
    _ROWS,
    tie=INVITATIONS.c.id,
    orders={"created_at": INVITATIONS.c.created_at},
    conditions={
        "q": INVITATIONS.c.email_key.like(bindparam("is_q"), escape=ESCAPE),
        "pending": and_(*_OPEN, INVITATIONS.c.expires_at > bindparam("is_pending")),
        "expired": and_(*_OPEN, INVITATIONS.c.expires_at <= bindparam("is_expired")),
        "accepted": INVITATIONS.c.accepted_at.is_not(None),
        "revoked": and_(INVITATIONS.c.accepted_at.is_(None), INVITATIONS.c.revoked_at.is_not(None)),
    },
    make=lambda row: row,
)


def _invitation(row: Any, now: datetime) -> Invitation:
    stored = {name: getattr(row, name) for name in _STORED}
    role = RoleReference(row.role_id, row.role_key, row.role_name)
    status = status_of(row.accepted_at, row.revoked_at, row.expires_at, now)
    return Invitation(**stored, role=role, status=status, version=row.version)


def page(unit: Unit, where: InvitationFilter, request: PageRequest) -> Page[Invitation]:
    """The newest first. The instant stands for a status, so that what depends on the time can be compared with it."""
    words = None if where.q is None else containing(where.q)
    status = {} if where.status is None else {where.status.value: unit.now}
    found = _LIST.page(unit, request, "-created_at", q=words, **status)
    return Page([_invitation(row, unit.now) for row in found.items], found.next_cursor)


def find(unit: Unit, invitation_id: UUID) -> Invitation | None:
    row = unit.execute(_ONE, key_id=invitation_id).first()
    return None if row is None else _invitation(row, unit.now)


def is_member(unit: Unit, email: str) -> bool:
    return bool(unit.execute(_MEMBER_WITH, key_email=email).scalar())


def is_invited(unit: Unit, email: str, but: UUID) -> bool:
    """Whether another open invitation for that address exists."""
    return bool(unit.execute(_PENDING_FOR, key_email=email, but_id=but, is_now=unit.now).scalar())


def add(unit: Unit, invitation: Invitation, token_hash: bytes) -> None:
    kept = {field.name: getattr(invitation, field.name) for field in fields(invitation)}
    role = kept.pop("role")
    kept.pop("status")
    unit.execute(
        _INSERT,
        **kept,
        email_key=invitation.email,
        role_id=role.id,
        role_key=role.key,
        role_name=role.name,
        token_hash=token_hash,
        updated_at=unit.now,
    )
    _add_to_index(unit, invitation.id, token_hash)


def renew(unit: Unit, invitation_id: UUID, token_hash: bytes, expires_at: datetime) -> None:
    """Another link for the same invitation; the old one leads nowhere then."""
    old: bytes | None = unit.execute(_TOKEN, key_id=invitation_id).scalar()
    unit.execute(_DELETE_INDEX, key_hash=old)
    unit.execute(_UPDATE, key_id=invitation_id, token_hash=token_hash, expires_at=expires_at, updated_at=unit.now)
    _add_to_index(unit, invitation_id, token_hash)


def revoke(unit: Unit, invitation_id: UUID) -> None:
    unit.execute(_UPDATE, key_id=invitation_id, revoked_at=unit.now, updated_at=unit.now)


def accept(unit: Unit, invitation_id: UUID, user_id: UUID) -> None:
    unit.execute(_UPDATE, key_id=invitation_id, accepted_at=unit.now, accepted_by=user_id, updated_at=unit.now)


def place_of(unit: Unit, token_hash: bytes) -> Place | None:
    row = unit.execute(_PLACE, key_hash=token_hash).first()
    return None if row is None else Place(row.org_id, row.invitation_id)


def _add_to_index(unit: Unit, invitation_id: UUID, token_hash: bytes) -> None:
    organization_id = unit.context.organization_id
    unit.execute(_INSERT_INDEX, token_hash=token_hash, org_id=organization_id, invitation_id=invitation_id)

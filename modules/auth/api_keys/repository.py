"""Statements about API keys."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, insert, or_, select, update

from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.api_keys.domain import ApiKeyFilter, KeyPlace, status_of
from modules.auth.api_keys.tables import API_KEY_INDEX, API_KEYS
from modules.auth.public.models import ApiKey, ApiKeyStatus
from providers.database.listing import ESCAPE, Listing, containing
from providers.database.schema import ORG

_STORED = tuple(field.name for field in fields(ApiKey) if field.name != "status")
_ROWS = select(*(API_KEYS.c[name] for name in _STORED)).where(API_KEYS.c.org_id == ORG)
_ONE = _ROWS.where(API_KEYS.c.id == bindparam("key_id"))
_THIS = (API_KEYS.c.org_id == ORG, API_KEYS.c.id == bindparam("key_id"))
_INSERT = insert(API_KEYS)
_UPDATE = update(API_KEYS).where(*_THIS)
_INSERT_INDEX = insert(API_KEY_INDEX)
_PLACE = select(API_KEY_INDEX.c.org_id, API_KEY_INDEX.c.key_id).where(
    API_KEY_INDEX.c.key_hash == bindparam("key_hash")
)
_NOT_REVOKED = API_KEYS.c.revoked_at.is_(None)
_NOT_REVOKED_OF = _ROWS.where(API_KEYS.c.created_by == bindparam("key_maker"), _NOT_REVOKED)
_LIST: Listing[Any] = Listing(
    _ROWS,
    tie=API_KEYS.c.id,
    orders={"created_at": API_KEYS.c.created_at},
    conditions={
        "q": API_KEYS.c.name_key.like(bindparam("is_q"), escape=ESCAPE),
        "active": and_(
            _NOT_REVOKED, or_(API_KEYS.c.expires_at.is_(None), API_KEYS.c.expires_at > bindparam("is_active"))
        ),
        "expired": and_(_NOT_REVOKED, API_KEYS.c.expires_at <= bindparam("is_expired")),
        "revoked": API_KEYS.c.revoked_at.is_not(None),
    },
    make=lambda row: row,
)


def _api_key(row: Any, now: datetime) -> ApiKey:
    stored = {name: getattr(row, name) for name in _STORED}
    return ApiKey(**stored, status=status_of(row.revoked_at, row.expires_at, now))


def page(unit: Unit, where: ApiKeyFilter, request: PageRequest) -> Page[ApiKey]:
    """The newest first. The instant stands for a status, so that what depends on the time can be compared with it."""
    words = None if where.q is None else containing(where.q)
    status = {} if where.status is None else {where.status.value: unit.now}
    found = _LIST.page(unit, request, "-created_at", q=words, **status)
    return Page([_api_key(row, unit.now) for row in found.items], found.next_cursor)


def find(unit: Unit, key_id: UUID) -> ApiKey | None:
    row = unit.execute(_ONE, key_id=key_id).first()
    return None if row is None else _api_key(row, unit.now)


def active_made_by(unit: Unit, user_id: UUID) -> list[ApiKey]:
    rows = unit.execute(_NOT_REVOKED_OF, key_maker=user_id).all()
    return [key for key in (_api_key(row, unit.now) for row in rows) if key.status is ApiKeyStatus.ACTIVE]


def add(unit: Unit, key: ApiKey, key_hash: bytes) -> None:
    stored = {name: getattr(key, name) for name in _STORED}
    unit.execute(_INSERT, **stored, name_key=key.name, updated_at=unit.now)
    unit.execute(_INSERT_INDEX, key_hash=key_hash, org_id=unit.context.organization_id, key_id=key.id)


def rename(unit: Unit, key_id: UUID, name: str, version: int) -> None:
    unit.execute(_UPDATE, key_id=key_id, name=name, name_key=name, version=version, updated_at=unit.now)


def revoke(unit: Unit, key_id: UUID, version: int) -> None:
    unit.execute(_UPDATE, key_id=key_id, revoked_at=unit.now, version=version, updated_at=unit.now)


def touch(unit: Unit, key_id: UUID) -> None:
    unit.execute(_UPDATE, key_id=key_id, last_used_at=unit.now)


def place_of(unit: Unit, key_hash: bytes) -> KeyPlace | None:
    row = unit.execute(_PLACE, key_hash=key_hash).first()
    return None if row is None else KeyPlace(row.org_id, row.key_id)

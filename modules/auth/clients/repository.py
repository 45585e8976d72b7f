"""Statements about clients."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, delete, func, insert, or_, select, update

from kernel.errors import AlreadyExists
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.api_keys.tables import API_KEYS
from modules.auth.clients.domain import ClientFilter
from modules.auth.clients.tables import CLIENTS
from modules.auth.projects.tables import PROJECTS
from modules.auth.public.errors import CodeTaken
from modules.auth.public.models import Client
from providers.database.listing import ESCAPE, Listing, containing
from providers.database.schema import ORG

_WORDS: BindParameter[str] = bindparam("is_q")
_THIS = (CLIENTS.c.org_id == ORG, CLIENTS.c.id == bindparam("key_id"))
_PROJECT_COUNT = (
    select(func.count())
    .select_from(PROJECTS)
    .where(PROJECTS.c.org_id == ORG, PROJECTS.c.client_id == CLIENTS.c.id)
    .correlate(CLIENTS)
    .scalar_subquery()
    .label("project_count")
)
_FIELDS = tuple(Client.__dataclass_fields__)
_ROWS = select(*(_PROJECT_COUNT if name == "project_count" else CLIENTS.c[name] for name in _FIELDS)).where(
    CLIENTS.c.org_id == ORG
)
_ONE = _ROWS.where(CLIENTS.c.id == bindparam("key_id"))
_NAME = select(CLIENTS.c.name).where(CLIENTS.c.org_id == ORG, CLIENTS.c.id == bindparam("key_id"))
_BY_CODE = _ROWS.where(CLIENTS.c.code == bindparam("key_code"))
_ACTIVE_KEYS = select(func.count()).where(
    API_KEYS.c.org_id == ORG, API_KEYS.c.client_id == bindparam("key_id"), API_KEYS.c.revoked_at.is_(None)
)
_INSERT = insert(CLIENTS)
_UPDATE = update(CLIENTS).where(*_THIS)
_DELETE = delete(CLIENTS).where(*_THIS)


def _client(row: Any) -> Client:
    return Client(*row[: len(_FIELDS)])


_LIST = Listing(
    _ROWS,
    tie=CLIENTS.c.id,
    orders={"name": CLIENTS.c.name_key, "created_at": CLIENTS.c.created_at},
    conditions={
        "q": or_(CLIENTS.c.name_key.like(_WORDS, escape=ESCAPE), CLIENTS.c.code.like(_WORDS, escape=ESCAPE)),
        "is_archived": CLIENTS.c.is_archived == bindparam("is_is_archived"),
        "within": CLIENTS.c.id.in_(bindparam("is_within", expanding=True)),
    },
    make=_client,
)


def page(
    unit: Unit, where: ClientFilter, within: list[UUID] | None, order: str, request: PageRequest
) -> Page[Client]:
    words = None if where.q is None else containing(where.q)
    return _LIST.page(unit, request, order, q=words, is_archived=where.is_archived, within=within)


def find(unit: Unit, client_id: UUID) -> Client | None:
    row = unit.execute(_ONE, key_id=client_id).first()
    return None if row is None else _client(row)


def name_of(unit: Unit, client_id: UUID) -> str | None:
    name: str | None = unit.execute(_NAME, key_id=client_id).scalar()
    return name


def find_by_code(unit: Unit, code: str) -> Client | None:
    row = unit.execute(_BY_CODE, key_code=code).first()
    return None if row is None else _client(row)


def add(unit: Unit, **values: Any) -> None:
    """Insert; raises `CodeTaken`."""
    try:
        unit.execute(_INSERT, **values, name_key=values["name"])
    except AlreadyExists:
        raise CodeTaken(f"There is a client with the code {values['code']} already.") from None


def change(unit: Unit, client_id: UUID, **values: Any) -> None:
    """Update; raises `CodeTaken`."""
    try:
        unit.execute(_UPDATE, key_id=client_id, **values, name_key=values["name"])
    except AlreadyExists:
        raise CodeTaken(f"There is a client with the code {values['code']} already.") from None


def remove(unit: Unit, client_id: UUID) -> None:
    unit.execute(_DELETE, key_id=client_id)


def has_active_keys(unit: Unit, client_id: UUID) -> bool:
    """Whether API keys that are not revoked are limited to this client."""
    return bool(unit.execute(_ACTIVE_KEYS, key_id=client_id).scalar())

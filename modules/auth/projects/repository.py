"""Statements about projects."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, and_, bindparam, delete, func, insert, or_, select, update

from kernel.errors import AlreadyExists
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.api_keys.tables import API_KEYS
from modules.auth.clients.tables import CLIENTS
from modules.auth.projects.domain import ProjectFilter
from modules.auth.projects.tables import PROJECTS
from modules.auth.public.errors import CodeTaken
from modules.auth.public.models import Project
from providers.database.listing import ESCAPE, Listing, containing
from providers.database.schema import ORG

_WORDS: BindParameter[str] = bindparam("is_q")
_WITHIN: BindParameter[list[UUID]] = bindparam("is_within", expanding=True)
_THIS = (PROJECTS.c.org_id == ORG, PROJECTS.c.id == bindparam("key_id"))
_FIELDS = tuple(Project.__dataclass_fields__)
_ROWS = (
    select(*(CLIENTS.c.name.label("client_name") if name == "client_name" else PROJECTS.c[name] for name in _FIELDS))
    .join_from(PROJECTS, CLIENTS, and_(CLIENTS.c.org_id == PROJECTS.c.org_id, CLIENTS.c.id == PROJECTS.c.client_id))
    .where(PROJECTS.c.org_id == ORG)
)
_ONE = _ROWS.where(PROJECTS.c.id == bindparam("key_id"))
_BY_CODE = _ROWS.where(PROJECTS.c.code == bindparam("key_code"))
_ACTIVE_KEYS = select(func.count()).where(
    API_KEYS.c.org_id == ORG, API_KEYS.c.project_id == bindparam("key_id"), API_KEYS.c.revoked_at.is_(None)
)
_MOVE_KEYS = update(API_KEYS).where(API_KEYS.c.org_id == ORG, API_KEYS.c.project_id == bindparam("key_id"))
_INSERT = insert(PROJECTS)
_UPDATE = update(PROJECTS).where(*_THIS)
_DELETE = delete(PROJECTS).where(*_THIS)


def _project(row: Any) -> Project:
    return Project(*row[: len(_FIELDS)])


_LIST = Listing(
    _ROWS,
    tie=PROJECTS.c.id,
    orders={"name": PROJECTS.c.name_key, "created_at": PROJECTS.c.created_at},
    conditions={
        "q": or_(PROJECTS.c.name_key.like(_WORDS, escape=ESCAPE), PROJECTS.c.code.like(_WORDS, escape=ESCAPE)),
        "client_id": PROJECTS.c.client_id == bindparam("is_client_id"),
        "is_archived": PROJECTS.c.is_archived == bindparam("is_is_archived"),
        "within": or_(PROJECTS.c.client_id.in_(_WITHIN), PROJECTS.c.id.in_(_WITHIN)),
    },
    make=_project,
)


def page(
    unit: Unit, where: ProjectFilter, within: list[UUID] | None, order: str, request: PageRequest
) -> Page[Project]:
    return _LIST.page(
        unit,
        request,
        order,
        q=None if where.q is None else containing(where.q),
        client_id=where.client_id,
        is_archived=where.is_archived,
        within=within,
    )


def find(unit: Unit, project_id: UUID) -> Project | None:
    row = unit.execute(_ONE, key_id=project_id).first()
    return None if row is None else _project(row)


def find_by_code(unit: Unit, code: str) -> Project | None:
    row = unit.execute(_BY_CODE, key_code=code).first()
    return None if row is None else _project(row)


def add(unit: Unit, **values: Any) -> None:
    """Insert; raises `CodeTaken`."""
    try:
        unit.execute(_INSERT, **values, name_key=values["name"])
    except AlreadyExists:
        raise CodeTaken(f"There is a project with the code {values['code']} already.") from None


def change(unit: Unit, project_id: UUID, **values: Any) -> None:
    """Update; raises `CodeTaken`."""
    try:
        unit.execute(_UPDATE, key_id=project_id, **values, name_key=values["name"])
    except AlreadyExists:
        raise CodeTaken(f"There is a project with the code {values['code']} already.") from None


def move_keys(unit: Unit, project_id: UUID, client_id: UUID) -> None:
    """API keys that are limited to the project follow it to another client."""
    unit.execute(_MOVE_KEYS, key_id=project_id, client_id=client_id, updated_at=unit.now)


def remove(unit: Unit, project_id: UUID) -> None:
    unit.execute(_DELETE, key_id=project_id)


def has_active_keys(unit: Unit, project_id: UUID) -> bool:
    """Whether API keys that are not revoked are limited to this project."""
    return bool(unit.execute(_ACTIVE_KEYS, key_id=project_id).scalar())

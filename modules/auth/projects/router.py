"""HTTP for projects."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound, PreconditionFailed
from kernel.pagination import Page
from modules.auth.projects import service
from modules.auth.projects.domain import ProjectFilter
from modules.auth.projects.schemas import CreateProject, UpdateProject
from modules.auth.public.errors import CodeTaken, ProjectInUse
from modules.auth.public.models import Project
from providers.http.context import requires
from providers.http.db import Db
from providers.http.etag import ETag, IfMatch
from providers.http.fields import Search
from providers.http.idempotency import Once
from providers.http.paging import Paging
from providers.http.routing import ApiRouter

router = ApiRouter(prefix="/api/v1/auth/projects", tag="auth: projects")

Sort = Literal["name", "-name", "created_at", "-created_at"]


@router.get()
async def list_(
    _ctx: Annotated[Context, requires(service.READ)],
    db: Db,
    paging: Paging,
    q: Search = None,
    client_id: UUID | None = None,
    is_archived: bool | None = None,
    sort: Sort = "name",
) -> Page[Project]:
    """List projects.

    `q` is looked for in name and code. A caller who is limited to some clients or projects sees those.
    """
    return await db.read(service.list_, ProjectFilter(q, client_id, is_archived), sort, paging)


@router.post(status_code=201, errors=(NotFound, CodeTaken))
async def create(body: CreateProject, _ctx: Annotated[Context, requires(service.WRITE)], once: Once) -> Project:
    """Make a project for a client."""
    return await once.write(service.create, body.command())


@router.get("/{project_id}", errors=(NotFound,))
async def get(project_id: UUID, _ctx: Annotated[Context, requires(service.READ)], db: Db, etag: ETag) -> Project:
    """Get a project."""
    return etag.of(await db.point(service.get, project_id))


@router.patch("/{project_id}", errors=(NotFound, CodeTaken, PreconditionFailed))
async def update(
    project_id: UUID,
    body: UpdateProject,
    _ctx: Annotated[Context, requires(service.WRITE)],
    once: Once,
    if_match: IfMatch,
) -> Project:
    """Change, move, archive or take back a project."""
    return await once.write(service.update, project_id, body.command(if_match))


@router.delete("/{project_id}", status_code=204, errors=(NotFound, ProjectInUse))
async def delete(project_id: UUID, _ctx: Annotated[Context, requires(service.WRITE)], once: Once) -> None:
    """Delete a project.

    One that API keys are limited to can be archived.
    """
    return await once.write(service.delete, project_id)

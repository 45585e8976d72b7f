"""HTTP for clients."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound, PreconditionFailed
from kernel.pagination import Page
from modules.auth.clients import service
from modules.auth.clients.domain import ClientFilter
from modules.auth.clients.schemas import CreateClient, UpdateClient
from modules.auth.public.errors import ClientInUse, CodeTaken
from modules.auth.public.models import Client
from providers.http.context import requires
from providers.http.db import Db
from providers.http.etag import ETag, IfMatch
from providers.http.fields import Search
from providers.http.idempotency import Once
from providers.http.paging import Paging
from providers.http.routing import ApiRouter

router = ApiRouter(prefix="/api/v1/auth/clients", tag="auth: clients")

Sort = Literal["name", "-name", "created_at", "-created_at"]


@router.get()
async def list_(
    _ctx: Annotated[Context, requires(service.READ)],
    db: Db,
    paging: Paging,
    q: Search = None,
    is_archived: bool | None = None,
    sort: Sort = "name",
) -> Page[Client]:
    """List clients.

    `q` is looked for in name and code. A caller who is limited to some clients sees those.
    """
    return await db.read(service.list_, ClientFilter(q, is_archived), sort, paging)


@router.post(status_code=201, errors=(CodeTaken,))
async def create(body: CreateClient, _ctx: Annotated[Context, requires(service.WRITE)], once: Once) -> Client:
    """Make a client."""
    return await once.write(service.create, body.command())


@router.get("/{client_id}", errors=(NotFound,))
async def get(client_id: UUID, _ctx: Annotated[Context, requires(service.READ)], db: Db, etag: ETag) -> Client:
    """Get a client."""
    return etag.of(await db.point(service.get, client_id))


@router.patch("/{client_id}", errors=(NotFound, CodeTaken, PreconditionFailed))
async def update(
    client_id: UUID,
    body: UpdateClient,
    _ctx: Annotated[Context, requires(service.WRITE)],
    once: Once,
    if_match: IfMatch,
) -> Client:
    """Change, archive or take back a client."""
    return await once.write(service.update, client_id, body.command(if_match))


@router.delete("/{client_id}", status_code=204, errors=(NotFound, ClientInUse))
async def delete(client_id: UUID, _ctx: Annotated[Context, requires(service.WRITE)], once: Once) -> None:
    """Delete a client without projects.

    One that has projects or API keys can be archived.
    """
    return await once.write(service.delete, client_id)

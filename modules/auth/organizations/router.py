"""HTTP for organizations."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.pagination import Page
from modules.auth.organizations import service
from modules.auth.organizations.schemas import CreateOrganization, UpdateOrganization
from modules.auth.organizations.service import NewOrganization
from modules.auth.public.errors import SlugTaken
from modules.auth.public.models import Organization
from providers.http.context import requires, signed_in, signed_in_user
from providers.http.db import Db
from providers.http.etag import ETag, IfMatch
from providers.http.idempotency import Once
from providers.http.paging import Paging
from providers.http.routing import ApiRouter

router = ApiRouter(prefix="/api/v1/auth/organizations", tag="auth: organizations")


@router.get()
async def list_(_ctx: Annotated[Context, signed_in()], db: Db, paging: Paging) -> Page[Organization]:
    """List my organizations.

    The one joined first comes first. An API key sees the one it belongs to.
    """
    return await db.read(service.list_, paging)


@router.post(status_code=201)
async def create(body: CreateOrganization, ctx: Annotated[Context, signed_in_user()], once: Once) -> Organization:
    """Make an organization.

    The caller becomes its owner. Send its id or slug as `X-Fivefold-Organization` to work in it.
    """
    owner_id = ctx.principal.id
    assert owner_id is not None
    new = NewOrganization(new_id(), body.name, owner_id)
    return await once.within(new.id).write(service.create, new)


@router.get("/{organization_id}", errors=(NotFound,))
async def get(organization_id: UUID, _ctx: Annotated[Context, signed_in()], db: Db, etag: ETag) -> Organization:
    """Get one of my organizations."""
    return etag.of(await db.read(service.get, organization_id))


@router.patch("/{organization_id}", errors=(NotFound, SlugTaken, PreconditionFailed))
async def update(
    organization_id: UUID,
    body: UpdateOrganization,
    _ctx: Annotated[Context, requires(service.WRITE)],
    once: Once,
    if_match: IfMatch,
) -> Organization:
    """Rename the organization that this request is for, or give it another slug."""
    return await once.write(service.update, organization_id, body.command(if_match))

"""HTTP for members."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound, PreconditionFailed
from kernel.pagination import Page
from modules.auth.members import service
from modules.auth.members.domain import MemberFilter
from modules.auth.members.schemas import ChangeRole
from modules.auth.public.errors import Escalation, LastOwner
from modules.auth.public.models import Member
from modules.auth.roles.domain import Catalogue
from providers.http.context import requires, signed_in
from providers.http.db import Db
from providers.http.etag import ETag, IfMatch
from providers.http.fields import Search
from providers.http.idempotency import Once
from providers.http.paging import Paging
from providers.http.routing import ApiRouter

Sort = Literal["name", "-name", "joined_at", "-joined_at"]


def build_router(catalogue: Catalogue) -> ApiRouter:
    """Members of the organization."""
    router = ApiRouter(prefix="/api/v1/auth/members", tag="auth: members")

    @router.get()
    async def list_(
        _ctx: Annotated[Context, requires(service.READ)],
        db: Db,
        paging: Paging,
        q: Search = None,
        role_id: UUID | None = None,
        sort: Sort = "name",
    ) -> Page[Member]:
        """List members.

        `q` is looked for in name and address.
        """
        return await db.read(service.list_, MemberFilter(q, role_id), sort, paging)

    @router.get("/{user_id}", errors=(NotFound,))
    async def get(user_id: UUID, _ctx: Annotated[Context, requires(service.READ)], db: Db, etag: ETag) -> Member:
        """Get a member."""
        return etag.of(await db.read(service.get, user_id))

    @router.patch("/{user_id}", errors=(NotFound, Escalation, LastOwner, PreconditionFailed))
    async def update(
        user_id: UUID,
        body: ChangeRole,
        _ctx: Annotated[Context, requires(service.WRITE)],
        once: Once,
        if_match: IfMatch,
    ) -> Member:
        """Give a member another role.

        Nobody can give or take a role that holds more than they do. The last owner stays one.
        """
        return await once.write(service.change_role, user_id, body.role_id, if_match, catalogue)

    @router.delete("/{user_id}", status_code=204, errors=(NotFound, Escalation, LastOwner))
    async def delete(user_id: UUID, _ctx: Annotated[Context, signed_in()], once: Once) -> None:
        """Remove a member, or leave.

        Removing others needs `auth:members:write`; leaving needs nothing. The last owner cannot go.
        """
        return await once.write(service.remove, user_id, catalogue)

    return router

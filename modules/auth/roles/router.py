"""HTTP for roles and for the permissions they are made of."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound, PreconditionFailed
from kernel.module_spec import Permission
from kernel.pagination import Page
from modules.auth.public.errors import BuiltinRole, Escalation, NameTaken, RoleInUse
from modules.auth.public.models import Role
from modules.auth.roles import service
from modules.auth.roles.domain import Catalogue
from modules.auth.roles.schemas import CreateRole, UpdateRole
from providers.http.context import requires
from providers.http.db import Db
from providers.http.etag import ETag, IfMatch
from providers.http.idempotency import Once
from providers.http.routing import ApiRouter


def build_routers(catalogue: Catalogue) -> tuple[ApiRouter, ...]:
    """Roles, and the permissions there are."""
    return _reading(catalogue), _writing(catalogue), _permissions(catalogue)


def _reading(catalogue: Catalogue) -> ApiRouter:
    router = ApiRouter(prefix="/api/v1/auth/roles", tag="auth: roles")

    @router.get()
    async def list_(_ctx: Annotated[Context, requires(service.READ)], db: Db) -> Page[Role]:
        """List roles.

        The built-in ones come first. There are few, so this is always one page.
        """
        return await db.read(service.list_, catalogue)

    @router.get("/{role_id}", errors=(NotFound,))
    async def get(role_id: UUID, _ctx: Annotated[Context, requires(service.READ)], db: Db, etag: ETag) -> Role:
        """Get a role."""
        return etag.of(await db.read(service.get, role_id, catalogue))

    return router


def _writing(catalogue: Catalogue) -> ApiRouter:
    router = ApiRouter(prefix="/api/v1/auth/roles", tag="auth: roles")

    @router.post(status_code=201, errors=(Escalation, NameTaken))
    async def create(body: CreateRole, _ctx: Annotated[Context, requires(service.WRITE)], once: Once) -> Role:
        """Make a role.

        Nobody can put a permission into a role that they do not hold themselves.
        """
        return await once.write(service.create, body.command(), catalogue)

    @router.patch("/{role_id}", errors=(NotFound, BuiltinRole, Escalation, NameTaken, PreconditionFailed))
    async def update(
        role_id: UUID,
        body: UpdateRole,
        _ctx: Annotated[Context, requires(service.WRITE)],
        once: Once,
        if_match: IfMatch,
    ) -> Role:
        """Change a role.

        It takes effect at once for everybody who has it. Built-in roles cannot be changed.
        """
        return await once.write(service.update, role_id, body.command(if_match), catalogue)

    @router.delete("/{role_id}", status_code=204, errors=(NotFound, BuiltinRole, Escalation, RoleInUse))
    async def delete(role_id: UUID, _ctx: Annotated[Context, requires(service.WRITE)], once: Once) -> None:
        """Delete a role that nobody has."""
        return await once.write(service.delete, role_id, catalogue)

    return router


def _permissions(catalogue: Catalogue) -> ApiRouter:
    router = ApiRouter(prefix="/api/v1/auth/permissions", tag="auth: permissions")

    @router.get()
    async def list_(_ctx: Annotated[Context, requires(service.READ)], db: Db) -> Page[Permission]:
        """List every permission that a role or an API key can hold."""
        return await db.read(service.catalogue_of, catalogue)

    return router

"""HTTP for API keys."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound, PreconditionFailed
from kernel.pagination import Page
from modules.auth.api_keys import service
from modules.auth.api_keys.domain import ApiKeyFilter
from modules.auth.api_keys.schemas import CreateApiKey, UpdateApiKey
from modules.auth.public.errors import Escalation, KeysMakeNoKeys
from modules.auth.public.models import ApiKey, ApiKeyStatus, IssuedApiKey
from modules.auth.roles.domain import Catalogue
from providers.http.context import requires
from providers.http.db import Db
from providers.http.etag import ETag, IfMatch
from providers.http.fields import Search
from providers.http.idempotency import AlreadyDone, Once
from providers.http.paging import Paging
from providers.http.routing import ApiRouter

PREFIX, TAG = "/api/v1/auth/api-keys", "auth: api_keys"

router = ApiRouter(prefix=PREFIX, tag=TAG)


@router.get()
async def list_(
    _ctx: Annotated[Context, requires(service.READ)],
    db: Db,
    paging: Paging,
    q: Search = None,
    status: ApiKeyStatus | None = None,
) -> Page[ApiKey]:
    """List API keys, the newest first.

    `q` is looked for in the name. Secrets are never shown again.
    """
    return await db.read(service.list_, ApiKeyFilter(q, status), paging)


@router.get("/{key_id}", errors=(NotFound,))
async def get(key_id: UUID, _ctx: Annotated[Context, requires(service.READ)], db: Db, etag: ETag) -> ApiKey:
    """Get an API key."""
    return etag.of(await db.read(service.get, key_id))


@router.patch("/{key_id}", errors=(NotFound, PreconditionFailed))
async def update(
    key_id: UUID,
    body: UpdateApiKey,
    _ctx: Annotated[Context, requires(service.WRITE)],
    once: Once,
    if_match: IfMatch,
) -> ApiKey:
    """Give an API key another name.

    What it may do cannot be changed: make another one.
    """
    return await once.write(service.rename, key_id, body.name, if_match)


@router.delete("/{key_id}", status_code=204, errors=(NotFound,))
async def delete(key_id: UUID, _ctx: Annotated[Context, requires(service.WRITE)], once: Once) -> None:
    """Revoke an API key.

    It stops working at once and stays in the list.
    """
    return await once.write(service.revoke, key_id)


def build_routers(catalogue: Catalogue) -> tuple[ApiRouter, ...]:
    """API keys."""
    issuing = ApiRouter(prefix=PREFIX, tag=TAG)

    @issuing.post(status_code=201, errors=(NotFound, Escalation, KeysMakeNoKeys, AlreadyDone))
    async def create(
        body: CreateApiKey, _ctx: Annotated[Context, requires(service.WRITE)], once: Once
    ) -> IssuedApiKey:
        """Make an API key.

        The answer has the secret, this once. A key never holds more than whoever made it, who has
        to be a person: with an API key this is a 403 with the code `user_only`. When its maker leaves, or gets a role
        that holds less than the key, the key is revoked.
        """
        return await once.write(service.create, body.command(), catalogue, credential=True)

    return router, issuing

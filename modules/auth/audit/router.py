"""HTTP for the audit."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from kernel.context import Context
from kernel.pagination import Page
from modules.auth.audit import service
from modules.auth.public.models import AuditEntry
from providers.database.audit import AuditFilter
from providers.http.context import requires
from providers.http.db import Db
from providers.http.fields import PointInTime, Words
from providers.http.paging import Paging
from providers.http.routing import ApiRouter

router = ApiRouter(prefix="/api/v1/auth/audit", tag="auth: audit")


@router.get()
async def list_(
    _ctx: Annotated[Context, requires(service.READ)],
    db: Db,
    paging: Paging,
    action: Annotated[Words | None, Query(description="What was done, as in `auth.client.created`.")] = None,
    actor_id: Annotated[UUID | None, Query(description="The user or API key that did it.")] = None,
    target: Annotated[Words | None, Query(description="What it was done to, as in `client`.")] = None,
    target_id: UUID | None = None,
    since: Annotated[PointInTime | None, Query(description="From then on.")] = None,
    until: Annotated[PointInTime | None, Query(description="Before then.")] = None,
) -> Page[AuditEntry]:
    """List who changed what, the newest first."""
    where = AuditFilter(action, actor_id, target, target_id, since, until)
    return await db.read(service.list_, where, paging)

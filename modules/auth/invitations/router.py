"""HTTP for invitations."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from kernel.pagination import Page
from modules.auth.invitations import accepting, service
from modules.auth.invitations.accepting import Acceptance
from modules.auth.invitations.domain import InvitationFilter
from modules.auth.invitations.schemas import AcceptInvitation, CreateInvitation, PreviewInvitation
from modules.auth.public.errors import (
    AccountLocked,
    AlreadyInvited,
    AlreadyMember,
    Escalation,
    InvalidCredentials,
    InvitationAccepted,
    InvitationExpired,
    InvitationRevoked,
)
from modules.auth.public.models import Invitation, InvitationPreview, InvitationStatus, IssuedInvitation, Registered
from modules.auth.roles.domain import Catalogue
from modules.auth.settings import AuthSettings
from providers.http.context import requires
from providers.http.db import Db, PublicDb
from providers.http.etag import ETag
from providers.http.fields import Search
from providers.http.idempotency import AlreadyDone, Once, PublicOnce
from providers.http.paging import Paging
from providers.http.routing import ApiRouter

PREFIX, TAG = "/api/v1/auth/invitations", "auth: invitations"

router = ApiRouter(prefix=PREFIX, tag=TAG)


@router.get()
async def list_(
    _ctx: Annotated[Context, requires(service.READ)],
    db: Db,
    paging: Paging,
    q: Search = None,
    status: InvitationStatus | None = None,
) -> Page[Invitation]:
    """List invitations, the newest first.

    `q` is looked for in the address.
    """
    return await db.read(service.list_, InvitationFilter(q, status), paging)


@router.get("/{invitation_id}", errors=(NotFound,))
async def get(
    invitation_id: UUID, _ctx: Annotated[Context, requires(service.READ)], db: Db, etag: ETag
) -> Invitation:
    """Get an invitation."""
    return etag.of(await db.read(service.get, invitation_id))


@router.delete("/{invitation_id}", status_code=204, errors=(NotFound, InvitationAccepted))
async def delete(invitation_id: UUID, _ctx: Annotated[Context, requires(service.WRITE)], once: Once) -> None:
    """Revoke an invitation.

    Its link leads nowhere from then on.
    """
    return await once.write(service.revoke, invitation_id)


def build_routers(catalogue: Catalogue, settings: AuthSettings, acceptance: Acceptance) -> tuple[ApiRouter, ...]:
    """Inviting, and accepting."""
    return router, _issuing(catalogue, settings), _accepting(acceptance)


def _issuing(catalogue: Catalogue, settings: AuthSettings) -> ApiRouter:
    router = ApiRouter(prefix=PREFIX, tag=TAG)

    @router.post(status_code=201, errors=(NotFound, Escalation, AlreadyMember, AlreadyInvited, AlreadyDone))
    async def create(
        body: CreateInvitation, _ctx: Annotated[Context, requires(service.WRITE)], once: Once
    ) -> IssuedInvitation:
        """Invite somebody.

        The answer has the link, this once. Nobody can invite to a role that holds more than they do.
        """
        return await once.write(service.create, body.command(), catalogue, settings, credential=True)

    @router.post(
        "/{invitation_id}/renew",
        errors=(
            NotFound,
            Escalation,
            AlreadyMember,
            AlreadyInvited,
            InvitationAccepted,
            InvitationRevoked,
            AlreadyDone,
        ),
    )
    async def renew(
        invitation_id: UUID, _ctx: Annotated[Context, requires(service.WRITE)], once: Once
    ) -> IssuedInvitation:
        """Give an invitation a new link and its full time.

        The old link stops working.
        """
        return await once.write(service.renew, invitation_id, catalogue, settings, credential=True)

    return router


def _accepting(acceptance: Acceptance) -> ApiRouter:
    router = ApiRouter(prefix=PREFIX, tag=TAG)

    @router.post(
        "/preview",
        errors=(NotFound, InvitationAccepted, InvitationRevoked, InvitationExpired),
        exempt="it changes nothing; the secret travels in the body so that no log keeps it",
    )
    async def preview(body: PreviewInvitation, db: PublicDb) -> InvitationPreview:
        """Look at an invitation before accepting it."""
        place = await acceptance.place(db.context, body.token)
        return await db.within(place.organization_id).read(accepting.preview, place.invitation_id)

    @router.post(
        "/accept",
        errors=(
            NotFound,
            InvalidCredentials,
            AccountLocked,
            AlreadyMember,
            InvitationAccepted,
            InvitationRevoked,
            InvitationExpired,
        ),
    )
    async def accept(body: AcceptInvitation, once: PublicOnce) -> Registered:
        """Accept an invitation.

        Somebody without an account sends a name and a new password; somebody with one sends its password. It works
        once. Sign in afterwards to get tokens.
        """
        place = await acceptance.place(once.context, body.token)
        joining = await acceptance.prepare(once.context, place, body.name, body.password)
        return await once.within(place.organization_id).write(accepting.accept, joining)

    return router

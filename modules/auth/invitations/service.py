"""Use cases of those who invite. Accepting is in `accepting`, since other people do that."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.invitations import repository
from modules.auth.invitations.domain import (
    InvitationFilter,
    NewInvitation,
    hash_of,
    new_token,
    require_renewable,
)
from modules.auth.public.errors import AlreadyInvited, AlreadyMember
from modules.auth.public.events import InvitationCreated, InvitationRenewed, InvitationWithdrawn
from modules.auth.public.models import Invitation, InvitationStatus, IssuedInvitation, Role, RoleReference
from modules.auth.roles import service as roles
from modules.auth.roles.domain import Catalogue, require_cover
from modules.auth.settings import AuthSettings

READ, WRITE = "auth:invitations:read", "auth:invitations:write"


def list_(unit: Unit, where: InvitationFilter, request: PageRequest) -> Page[Invitation]:
    """One page of invitations, the newest first."""
    unit.authorize(READ)
    return repository.page(unit, where, request)


def get(unit: Unit, invitation_id: UUID) -> Invitation:
    """One invitation. Raises `NotFound`."""
    unit.authorize(READ)
    return find(unit, invitation_id)


def find(unit: Unit, invitation_id: UUID) -> Invitation:
    """One invitation, for those who have authorized already. Raises `NotFound`."""
    invitation = repository.find(unit, invitation_id)
    if invitation is None:
        raise NotFound.of("invitation")
    return invitation


def create(unit: Unit, new: NewInvitation, catalogue: Catalogue, settings: AuthSettings) -> IssuedInvitation:
    """Invite somebody to a role that the caller could hold.

    Raises `NotFound` for the role, `Escalation`, `AlreadyMember`, `AlreadyInvited`.
    """
    unit.authorize(WRITE)
    role = _covered_role(unit, new.role_id, catalogue)
    invitation_id, token, principal = new_id(), new_token(), unit.context.principal
    _require_uninvited(unit, new.email, invitation_id)
    invitation = Invitation(
        id=invitation_id,
        email=new.email,
        role=RoleReference(role.id, role.key, role.name),
        status=InvitationStatus.PENDING,
        invited_by=principal.id,
        invited_by_name=principal.name,
        created_at=unit.now,
        expires_at=unit.now + settings.invitation_life,
        accepted_at=None,
        revoked_at=None,
        version=1,
    )
    repository.add(unit, invitation, hash_of(token))
    unit.emit(InvitationCreated(invitation_id=invitation_id))
    unit.audit("auth.invitation.created", "invitation", invitation_id, after=_facts(invitation))
    return _issued(invitation, token, settings)


def renew(unit: Unit, invitation_id: UUID, catalogue: Catalogue, settings: AuthSettings) -> IssuedInvitation:
    """Give an open or expired invitation a new link and its full time.

    Raises `NotFound`, also when its role is gone, `Escalation`, `InvitationAccepted`, `InvitationRevoked`,
    `AlreadyMember`, `AlreadyInvited`.
    """
    unit.authorize(WRITE)
    before = find(unit, invitation_id)
    require_renewable(before.status)
    _covered_role(unit, before.role.id, catalogue)
    _require_uninvited(unit, before.email, invitation_id)
    token = new_token()
    repository.renew(unit, invitation_id, hash_of(token), unit.now + settings.invitation_life)
    after = find(unit, invitation_id)
    unit.emit(InvitationRenewed(invitation_id=invitation_id))
    unit.audit("auth.invitation.renewed", "invitation", invitation_id, before=_facts(before), after=_facts(after))
    return _issued(after, token, settings)


def revoke(unit: Unit, invitation_id: UUID) -> None:
    """Make the link useless. Doing it again changes nothing. Raises `NotFound`, `InvitationAccepted`."""
    unit.authorize(WRITE)
    invitation = find(unit, invitation_id)
    if invitation.status is InvitationStatus.REVOKED:
        return
    require_renewable(invitation.status)
    repository.revoke(unit, invitation_id)
    unit.emit(InvitationWithdrawn(invitation_id=invitation_id))
    unit.audit("auth.invitation.revoked", "invitation", invitation_id, before=_facts(invitation))


def _covered_role(unit: Unit, role_id: UUID, catalogue: Catalogue) -> Role:
    role = roles.find(unit, role_id, catalogue)
    require_cover(unit.context, role.permissions)
    return role


def _require_uninvited(unit: Unit, email: str, invitation_id: UUID) -> None:
    if repository.is_member(unit, email):
        raise AlreadyMember(f"{email} is a member already.")
    if repository.is_invited(unit, email, invitation_id):
        raise AlreadyInvited(f"{email} is invited already. Renew that invitation for another link.")


def _issued(invitation: Invitation, token: str, settings: AuthSettings) -> IssuedInvitation:
    kept = {field.name: getattr(invitation, field.name) for field in fields(invitation)}
    return IssuedInvitation(**kept, token=token, link=f"{settings.issuer}/invitations/{token}")


def _facts(invitation: Invitation) -> dict[str, object]:
    return {
        "email": invitation.email,
        "role": invitation.role.name,
        "expires_at": invitation.expires_at.isoformat(),
    }

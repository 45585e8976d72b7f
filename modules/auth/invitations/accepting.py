"""Use cases of those who hold a link: to look at the invitation, and to accept it."""

from __future__ import annotations

from uuid import UUID

from kernel.context import Context, system_context
from kernel.errors import FieldError, Invalid, NotFound
from kernel.unit import Unit
from modules.auth.invitations import repository
from modules.auth.invitations.domain import Joining, Place, hash_of, require_open
from modules.auth.invitations.service import find
from modules.auth.members import service as members
from modules.auth.organizations import service as organizations
from modules.auth.passwords.service import Passwords
from modules.auth.public.errors import AccountLocked, InvalidCredentials
from modules.auth.public.events import InvitationTaken
from modules.auth.public.models import InvitationPreview, Organization, Registered, User
from modules.auth.sessions import service as sessions
from modules.auth.users import service as users
from modules.auth.users.service import Accounts
from providers.database.port import Database


class Acceptance:
    """Accepting waits for argon2 twice at most; what it found out goes into the unit that decides."""

    def __init__(self, database: Database, accounts: Accounts, passwords: Passwords) -> None:
        self._database = database
        self._accounts = accounts
        self._passwords = passwords

    async def place(self, context: Context, token: str) -> Place:
        """Where the invitation behind the link is. Raises `NotFound`."""
        found = await self._database.read(context, repository.place_of, hash_of(token))
        if found is None:
            raise NotFound("There is no such invitation. It may have been renewed since: look for a newer link.")
        return found

    async def prepare(self, context: Context, place: Place, name: str | None, password: str | None) -> Joining:
        """Compare or hash the password, whichever the address needs. Decides nothing."""
        within = system_context(place.organization_id, context.request_id)
        invitation = await self._database.read(within, find, place.invitation_id)
        account = await self._database.read(within, sessions.account_by_email, invitation.email)
        if account is not None:
            is_right = await self._passwords.verify(password or "", account.password_hash)
            return Joining(place.invitation_id, None, account.password_hash, is_right)
        if name is None or password is None:
            return Joining(place.invitation_id, None, None, is_verified=False)
        new_user = await self._accounts.new_user(invitation.email, name, password)
        return Joining(place.invitation_id, new_user, None, is_verified=False)


def preview(unit: Unit, invitation_id: UUID) -> InvitationPreview:
    """What the holder of the link may know. Raises `NotFound` and the reasons why it cannot be accepted."""
    invitation = find(unit, invitation_id)
    require_open(invitation.status)
    return InvitationPreview(
        organization_name=_organization(unit).name,
        email=invitation.email,
        role_name=invitation.role.name,
        inviter_name=invitation.invited_by_name,
        expires_at=invitation.expires_at,
        account_exists=users.find_by_email(unit, invitation.email) is not None,
    )


def accept(unit: Unit, joining: Joining) -> Registered:
    """Join the organization, with a new account or with the one that the address has.

    Raises `NotFound`, `InvitationAccepted`, `InvitationRevoked`, `InvitationExpired`, `InvalidCredentials`,
    `AccountLocked`, `AlreadyMember`, and `Invalid` when name or password are missing for a new account.
    """
    invitation = find(unit, joining.invitation_id)
    require_open(invitation.status)
    user = _known_user(unit, invitation.email, joining) or _new_user(unit, joining)
    members.add(unit, user.id, invitation.role)
    repository.accept(unit, invitation.id, user.id)
    unit.emit(InvitationTaken(invitation_id=invitation.id, user_id=user.id))
    unit.audit(
        "auth.invitation.accepted",
        "invitation",
        invitation.id,
        after={"email": invitation.email, "user_id": str(user.id), "role": invitation.role.name},
    )
    return Registered(user, _organization(unit))


def _known_user(unit: Unit, email: str, joining: Joining) -> User | None:
    account = sessions.account_by_email(unit, email)
    if account is None:
        return None
    if not joining.is_verified or joining.verified_hash != account.password_hash:
        raise InvalidCredentials("The password is not the one of the account with this address.")
    if account.is_locked:
        raise AccountLocked("This account is locked. Ask an operator of this instance.")
    return users.find(unit, account.user_id)


def _new_user(unit: Unit, joining: Joining) -> User:
    if joining.new_user is None:
        missing = "is needed to make an account"
        errors = [FieldError("name", missing, "missing"), FieldError("password", missing, "missing")]
        raise Invalid("There is no account with this address yet: send a name and a password.", errors=errors)
    return users.create(unit, joining.new_user)


def _organization(unit: Unit) -> Organization:
    organization = organizations.find(unit, unit.context.organization_id)
    if organization is None:
        raise NotFound.of("organization")
    return organization

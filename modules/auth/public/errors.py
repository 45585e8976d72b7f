"""What can go wrong in auth, each with a stable code."""

from __future__ import annotations

from kernel.errors import AlreadyExists, Conflict, Forbidden, Unauthenticated


class EmailTaken(AlreadyExists):
    """An account with this address exists."""

    code, title = "email_taken", "There is an account with this address"


class InvalidCredentials(Unauthenticated):
    """Address and password do not belong together."""

    code, title = "invalid_credentials", "The address or the password is wrong"


class AccountLocked(Unauthenticated):
    """The password is right but the account is locked."""

    code, title = "account_locked", "This account is locked"


class InvalidToken(Unauthenticated):
    """The access token or API key is malformed, expired or revoked."""

    code, title = "invalid_token", "This token does not work (any more)"


class InvalidRefreshToken(Unauthenticated):
    """The refresh token is unknown, expired or of a session that ended."""

    code, title = "invalid_refresh_token", "This session has ended"


class RefreshTokenReused(Unauthenticated):
    """The refresh token was used before, so the session was revoked."""

    code, title = "refresh_token_reused", "This refresh token was used before"


class Escalation(Forbidden):
    """Nobody can give, take or change more than they hold themselves."""

    code, title = "escalation", "This is more than you hold yourself"


class KeysMakeNoKeys(Forbidden):
    """A key made by a key would outlive it, so only people make them."""

    code, title = "user_only", "Only people make API keys"


class LastOwner(Conflict):
    """An organization keeps at least one owner."""

    code, title = "last_owner", "The organization needs an owner"


class BuiltinRole(Conflict):
    """Built-in roles cannot be changed or deleted."""

    code, title = "builtin_role", "Built-in roles cannot be changed"


class RoleInUse(Conflict):
    """Members or open invitations have this role."""

    code, title = "role_in_use", "Somebody has this role"


class NameTaken(AlreadyExists):
    """Another one in this organization has this name."""

    code, title = "name_taken", "This name is taken"


class CodeTaken(AlreadyExists):
    """Another one in this organization has this code."""

    code, title = "code_taken", "This code is taken"


class SlugTaken(AlreadyExists):
    """Another organization has this slug."""

    code, title = "slug_taken", "This slug is taken"


class ClientInUse(Conflict):
    """The client has projects or keys."""

    code, title = "client_in_use", "This client has projects or API keys"


class ProjectInUse(Conflict):
    """API keys are limited to this project."""

    code, title = "project_in_use", "This project has API keys"


class AlreadyMember(AlreadyExists):
    """This person is a member already."""

    code, title = "already_member", "This person is a member already"


class AlreadyInvited(Conflict):
    """An open invitation for this address exists."""

    code, title = "already_invited", "This address is invited already"


class InvitationAccepted(Conflict):
    """The invitation was accepted before."""

    code, title = "invitation_accepted", "This invitation was accepted already"


class InvitationRevoked(Conflict):
    """The invitation was revoked."""

    code, title = "invitation_revoked", "This invitation was revoked"


class InvitationExpired(Conflict):
    """The invitation has expired; ask for a new one."""

    code, title = "invitation_expired", "This invitation has expired"

"""What happened in auth. Events carry ids and never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from kernel.events import Event


@dataclass(frozen=True, slots=True)
class UserRegistered(Event):
    """An account was made."""

    name: ClassVar[str] = "auth.user.registered"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class UserRenamed(Event):
    """A person changed their name."""

    name: ClassVar[str] = "auth.user.renamed"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    """A person chose a new password."""

    name: ClassVar[str] = "auth.user.password_changed"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class OperatorChanged(Event):
    """A person became an operator of the instance, or no longer is one."""

    name: ClassVar[str] = "auth.user.operator_changed"
    user_id: UUID
    is_operator: bool


@dataclass(frozen=True, slots=True)
class LockChanged(Event):
    """Somebody was locked out, or let in again."""

    name: ClassVar[str] = "auth.user.lock_changed"
    user_id: UUID
    is_locked: bool


@dataclass(frozen=True, slots=True)
class SessionStarted(Event):
    """Somebody signed in."""

    name: ClassVar[str] = "auth.session.started"
    session_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    """A session was ended: by signing out, from the list, or by a new password."""

    name: ClassVar[str] = "auth.session.ended"
    session_id: UUID
    user_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class RefreshTokenReuseDetected(Event):
    """A used refresh token came back, so its session was revoked."""

    name: ClassVar[str] = "auth.session.reuse_detected"
    session_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class SigningKeyCreated(Event):
    """A new key was published; it signs from `active_from`."""

    name: ClassVar[str] = "auth.signing_key.created"
    key_id: UUID
    active_from: datetime


@dataclass(frozen=True, slots=True)
class OrganizationCreated(Event):
    """An organization was made."""

    name: ClassVar[str] = "auth.organization.created"
    organization_id: UUID
    owner_id: UUID


@dataclass(frozen=True, slots=True)
class OrganizationChanged(Event):
    """An organization got another name or slug."""

    name: ClassVar[str] = "auth.organization.changed"
    organization_id: UUID


@dataclass(frozen=True, slots=True)
class MemberJoined(Event):
    """A person became a member."""

    name: ClassVar[str] = "auth.member.joined"
    user_id: UUID
    role_id: UUID


@dataclass(frozen=True, slots=True)
class MemberRoleChanged(Event):
    """A member got another role."""

    name: ClassVar[str] = "auth.member.role_changed"
    user_id: UUID
    role_id_before: UUID
    role_id: UUID


@dataclass(frozen=True, slots=True)
class MemberRemoved(Event):
    """A member left or was removed."""

    name: ClassVar[str] = "auth.member.removed"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class InvitationCreated(Event):
    """Somebody was asked to join."""

    name: ClassVar[str] = "auth.invitation.created"
    invitation_id: UUID


@dataclass(frozen=True, slots=True)
class InvitationRenewed(Event):
    """An invitation got a new link and time."""

    name: ClassVar[str] = "auth.invitation.renewed"
    invitation_id: UUID


@dataclass(frozen=True, slots=True)
class InvitationWithdrawn(Event):
    """An invitation was revoked."""

    name: ClassVar[str] = "auth.invitation.revoked"
    invitation_id: UUID


@dataclass(frozen=True, slots=True)
class InvitationTaken(Event):
    """An invitation was accepted."""

    name: ClassVar[str] = "auth.invitation.accepted"
    invitation_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class RoleCreated(Event):
    """A role was made."""

    name: ClassVar[str] = "auth.role.created"
    role_id: UUID


@dataclass(frozen=True, slots=True)
class RoleChanged(Event):
    """A role was changed."""

    name: ClassVar[str] = "auth.role.changed"
    role_id: UUID


@dataclass(frozen=True, slots=True)
class RoleDeleted(Event):
    """A role was deleted."""

    name: ClassVar[str] = "auth.role.deleted"
    role_id: UUID


@dataclass(frozen=True, slots=True)
class ClientCreated(Event):
    """A client was made."""

    name: ClassVar[str] = "auth.client.created"
    client_id: UUID


@dataclass(frozen=True, slots=True)
class ClientChanged(Event):
    """A client was changed, archived or taken back."""

    name: ClassVar[str] = "auth.client.changed"
    client_id: UUID


@dataclass(frozen=True, slots=True)
class ClientDeleted(Event):
    """A client was deleted."""

    name: ClassVar[str] = "auth.client.deleted"
    client_id: UUID


@dataclass(frozen=True, slots=True)
class ProjectCreated(Event):
    """A project was made."""

    name: ClassVar[str] = "auth.project.created"
    project_id: UUID
    client_id: UUID


@dataclass(frozen=True, slots=True)
class ProjectChanged(Event):
    """A project was changed, archived or taken back."""

    name: ClassVar[str] = "auth.project.changed"
    project_id: UUID
    client_id: UUID


@dataclass(frozen=True, slots=True)
class ProjectDeleted(Event):
    """A project was deleted."""

    name: ClassVar[str] = "auth.project.deleted"
    project_id: UUID


@dataclass(frozen=True, slots=True)
class ApiKeyCreated(Event):
    """An API key was made."""

    name: ClassVar[str] = "auth.api_key.created"
    api_key_id: UUID


@dataclass(frozen=True, slots=True)
class ApiKeyChanged(Event):
    """An API key got another name."""

    name: ClassVar[str] = "auth.api_key.changed"
    api_key_id: UUID


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked(Event):
    """An API key was revoked."""

    name: ClassVar[str] = "auth.api_key.revoked"
    api_key_id: UUID


ALL: tuple[type[Event], ...] = (
    UserRegistered,
    UserRenamed,
    PasswordChanged,
    OperatorChanged,
    LockChanged,
    SessionStarted,
    SessionEnded,
    RefreshTokenReuseDetected,
    SigningKeyCreated,
    OrganizationCreated,
    OrganizationChanged,
    MemberJoined,
    MemberRoleChanged,
    MemberRemoved,
    InvitationCreated,
    InvitationRenewed,
    InvitationWithdrawn,
    InvitationTaken,
    RoleCreated,
    RoleChanged,
    RoleDeleted,
    ClientCreated,
    ClientChanged,
    ClientDeleted,
    ProjectCreated,
    ProjectChanged,
    ProjectDeleted,
    ApiKeyCreated,
    ApiKeyChanged,
    ApiKeyRevoked,
)
"""Every event of auth, for the event catalogue."""

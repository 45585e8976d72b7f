"""What auth shows to others: frozen records, the same over HTTP and between modules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account."""

    id: UUID
    email: str
    name: str
    is_operator: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Organization:
    """A tenant: everything else belongs to one."""

    id: UUID
    name: str
    slug: str
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class RoleReference:
    """A role in short. `key` is set for the built-in ones: owner, admin, member, viewer."""

    id: UUID
    key: str | None
    name: str


@dataclass(frozen=True, slots=True)
class OrganizationMembership:
    """An organization of the caller's with their role in it."""

    id: UUID
    name: str
    slug: str
    role: RoleReference


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions. Built-in roles are the same everywhere and cannot be changed."""

    id: UUID
    key: str | None
    name: str
    description: str
    permissions: list[str]
    is_builtin: bool
    member_count: int
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A person in an organization. `id` is the user's."""

    id: UUID
    email: str
    name: str
    role: RoleReference
    joined_at: datetime
    version: int


class InvitationStatus(StrEnum):
    """Where an invitation stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody asked to join."""

    id: UUID
    email: str
    role: RoleReference
    status: InvitationStatus
    invited_by: UUID | None
    invited_by_name: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class IssuedInvitation(Invitation):
    """An invitation with its secret, which is shown this once."""

    token: str
    link: str


@dataclass(frozen=True, slots=True)
class InvitationPreview:
    """What somebody who holds the link may know before accepting."""

    organization_name: str
    email: str
    role_name: str
    inviter_name: str
    expires_at: datetime
    account_exists: bool


@dataclass(frozen=True, slots=True)
class Client:
    """A client of the organization."""

    id: UUID
    code: str
    name: str
    description: str
    is_archived: bool
    project_count: int
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Project:
    """A project for a client."""

    id: UUID
    client_id: UUID
    client_name: str
    code: str
    name: str
    description: str
    is_archived: bool
    version: int
    created_at: datetime
    updated_at: datetime


class ApiKeyStatus(StrEnum):
    """Whether a key works now."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's credential. `prefix` is the visible beginning of the secret."""

    id: UUID
    name: str
    prefix: str
    permissions: list[str]
    client_id: UUID | None
    project_id: UUID | None
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    status: ApiKeyStatus
    created_by: UUID | None
    created_by_name: str
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class IssuedApiKey(ApiKey):
    """A key with its secret, which is shown this once."""

    key: str


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in on one device."""

    id: UUID
    user_agent: str
    address: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """What signing in gives. `expires_in` is the access token's life in seconds."""

    access_token: str
    refresh_token: str
    token_type: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class Registered:
    """A user and the organization they now belong to."""

    user: User
    organization: Organization


@dataclass(frozen=True, slots=True)
class Me:
    """Who is asking, where, and what they may do there. `user` is null for an API key.

    `organizations` has the hundred that were joined first; all of them are in pages at `/organizations`.
    `client` and `project` are what the request is attributed to, and null when the caller may not read them.
    """

    principal: str
    user: User | None
    organization: Organization | None
    organizations: list[OrganizationMembership]
    permissions: list[str]
    client: Client | None
    project: Project | None
    session_id: UUID | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: `kind` is user, api_key, system or anonymous."""

    kind: str
    id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change, with what was different before and after."""

    id: UUID
    occurred_at: datetime
    action: str
    actor: Actor
    target: str
    target_id: UUID | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str
    address: str


@dataclass(frozen=True, slots=True)
class KeySet:
    """The public signing keys (RFC 7517). Verify access tokens with the one that their `kid` names."""

    keys: list[dict[str, str]]

"""The life of an invitation: pending until it is accepted, revoked, or too old."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from modules.auth.public.errors import InvitationAccepted, InvitationExpired, InvitationRevoked
from modules.auth.public.models import InvitationStatus
from modules.auth.users.domain import NewUser

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Somebody to be asked."""

    email: str
    role_id: UUID


@dataclass(frozen=True, slots=True)
class InvitationFilter:
    """Everything given must hold. `q` is looked for in the address."""

    q: str | None = None
    status: InvitationStatus | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the invitation behind a link is."""

    organization_id: UUID
    invitation_id: UUID


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody who accepts brought along, hashed and compared before the unit that decides.

    `new_user` is given when the address had no account and name and password were sent; `verified_hash` is the
    stored hash that the password was compared with when it had one.
    """

    invitation_id: UUID
    new_user: NewUser | None
    verified_hash: str | None = field(repr=False)
    is_verified: bool


def status_of(
    accepted_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> InvitationStatus:
    """Where an invitation stands. What was done to it counts before its age."""
    if accepted_at is not None:
        return InvitationStatus.ACCEPTED
    if revoked_at is not None:
        return InvitationStatus.REVOKED
    return InvitationStatus.EXPIRED if expires_at <= now else InvitationStatus.PENDING


def require_open(status: InvitationStatus) -> None:
    """Raise `InvitationAccepted`, `InvitationRevoked` or `InvitationExpired` unless it can be accepted."""
    if status is InvitationStatus.EXPIRED:
        raise InvitationExpired("This invitation has expired. Ask for a new link.")
    require_renewable(status)


def require_renewable(status: InvitationStatus) -> None:
    """Raise `InvitationAccepted` or `InvitationRevoked` unless it can be given a new link."""
    if status is InvitationStatus.ACCEPTED:
        raise InvitationAccepted("This invitation was accepted already.")
    if status is InvitationStatus.REVOKED:
        raise InvitationRevoked("This invitation was revoked.")


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> bytes:
    """What is stored of a token. It has enough entropy that a plain hash cannot be guessed at."""
    return hashlib.sha256(token.encode(errors="replace")).digest()

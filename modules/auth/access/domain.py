"""What the door is told about a session, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from modules.auth.public.errors import InvalidToken


@dataclass(frozen=True, slots=True)
class Bearer:
    """A session with its user, and with their membership in the organization that is asked for, if there is one."""

    user_id: UUID
    expires_at: datetime
    revoked_at: datetime | None
    name: str
    is_locked: bool
    is_operator: bool
    role_id: UUID | None
    role_version: int | None


def require_alive(bearer: Bearer | None, user_id: UUID, now: datetime) -> Bearer:
    """The session, if it still counts. Raises `InvalidToken` for one that ended, or whose user is locked."""
    if bearer is None or bearer.user_id != user_id or bearer.revoked_at is not None or bearer.expires_at <= now:
        raise InvalidToken("This session has ended. Sign in again.")
    if bearer.is_locked:
        raise InvalidToken("This account is locked.")
    return bearer

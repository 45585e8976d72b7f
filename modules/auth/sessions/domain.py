"""Sessions, refresh tokens, and what may become of a refresh token that comes back."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

REFRESH_TOKEN_BYTES = 32
USER_AGENT_LENGTH_MAX = 300


class Ending(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a reason, not a password
    TOKEN_REUSED = "token_reused"  # noqa: S105
    LOCKED = "locked"


class Verdict(StrEnum):
    """What is to be done with a refresh token."""

    ROTATE = "rotate"
    REFUSE = "refuse"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class RefreshState:
    """A refresh token with its session and its user, as they are now."""

    session_id: UUID
    user_id: UUID
    used_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in needs to know about somebody."""

    user_id: UUID
    password_hash: str = field(repr=False)
    is_locked: bool


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be started for somebody whose password was right."""

    account: Account
    token_hash: bytes = field(repr=False)
    user_agent: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that an access token can be issued for."""

    user_id: UUID
    session_id: UUID
    organization_id: UUID | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A refresh that did not happen. It is returned, not raised, so that what it found out is committed."""

    is_reuse: bool


def judge(state: RefreshState, now: datetime) -> Verdict:
    """A used token that comes back betrays a copy, so that is judged first, whatever else is true."""
    if state.used_at is not None:
        return Verdict.REVOKE
    if state.revoked_at is not None or state.expires_at <= now or state.is_locked:
        return Verdict.REFUSE
    return Verdict.ROTATE


def new_refresh_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(REFRESH_TOKEN_BYTES)


def hash_of(token: str) -> bytes:
    """What is stored of a token. It has enough entropy that a plain hash cannot be guessed at."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def shortened(user_agent: str | None) -> str:
    """What is kept of the User-Agent header."""
    printable = "".join(character for character in user_agent or "" if character.isprintable())
    return printable[:USER_AGENT_LENGTH_MAX]

"""API keys: what they look like, how long they work, and what their makers may put into them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel.context import Context
from kernel.errors import Invalid
from modules.auth.public.errors import Escalation
from modules.auth.public.models import ApiKeyStatus

MARK = "ff_"
SECRET_BYTES = 32
LIFE_MAX = timedelta(days=36_525)
PREFIX_LENGTH = 11  # the mark and eight characters: enough to tell keys apart, far too little to guess the rest


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key to be made."""

    name: str
    permissions: Sequence[str]
    expires_at: datetime | None = None
    client_id: UUID | None = None
    project_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ApiKeyFilter:
    """Everything given must hold. `q` is looked for in the name."""

    q: str | None = None
    status: ApiKeyStatus | None = None


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where the key behind a secret is."""

    organization_id: UUID
    key_id: UUID


def new_secret() -> str:
    """A key's secret: the mark that scanners look for, and 256 random bits."""
    return MARK + secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> bytes:
    """What is stored of a secret. It has enough entropy that a plain hash cannot be guessed at."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def status_of(revoked_at: datetime | None, expires_at: datetime | None, now: datetime) -> ApiKeyStatus:
    """Whether a key works. That it was revoked counts before its age."""
    if revoked_at is not None:
        return ApiKeyStatus.REVOKED
    return ApiKeyStatus.EXPIRED if expires_at is not None and expires_at <= now else ApiKeyStatus.ACTIVE


def check_end(expires_at: datetime | None, now: datetime) -> None:
    """Raise `Invalid` for an end that has passed, or that is so far away that it was a slip."""
    if expires_at is not None and expires_at <= now:
        raise Invalid.field("expires_at", "must be in the future", "past")
    if expires_at is not None and expires_at - now > LIFE_MAX:
        raise Invalid.field("expires_at", "must be within a hundred years; leave it out for no end", "too_late")


def require_held(
    context: Context, permissions: Iterable[str], client_id: UUID | None, project_id: UUID | None
) -> None:
    """Raise `Escalation` unless the caller holds all of these where the key would hold them."""
    missing = sorted(name for name in permissions if not context.allows(name, client_id, project_id))
    if missing:
        raise Escalation(f"You do not hold {missing[0]} yourself.", missing=missing)

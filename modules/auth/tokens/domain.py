"""Access tokens (RFC 9068) and the life of the keys that sign them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc.errors import SecurityWarning

from modules.auth.public.errors import InvalidToken

# The library warns of the older name on each signature. The name is chosen on purpose: see ALGORITHM.
warnings.filterwarnings("ignore", message="EdDSA is deprecated", category=SecurityWarning)

ALGORITHM = "EdDSA"  # over Curve25519; RFC 9864 calls it Ed25519, which most verifiers do not know yet
AUDIENCE = "fivefold"
TYPE = "at+jwt"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified access token says."""

    user_id: UUID
    session_id: UUID
    organization_id: UUID | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when a key signs."""

    active_from: datetime
    active_until: datetime


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key as it is kept. `private_key` is sealed."""

    id: UUID
    algorithm: str
    public_key: Mapping[str, str]
    private_key: bytes
    active_from: datetime
    active_until: datetime
    verify_until: datetime


@dataclass(frozen=True, slots=True)
class KeyPolicy:
    """How long a key signs, and how long before that it is published, so that caches of the key set have it."""

    life: timedelta
    lead: timedelta


def signer(keys: Iterable[SigningKey], now: datetime) -> SigningKey | None:
    """The key that signs now: the newest of those that may."""
    active = [key for key in keys if key.active_from <= now < key.active_until]
    return max(active, key=lambda key: key.active_from, default=None)


def missing_period(keys: Iterable[SigningKey], now: datetime, policy: KeyPolicy) -> Period | None:
    """The period that a key has to be made for now, if any.

    Without a key that signs now there is no time to publish one first. Otherwise the successor is made as soon as
    the present key's end comes nearer than the lead.
    """
    keys = list(keys)
    if signer(keys, now) is None:
        return Period(now, now + policy.life)
    end = max(key.active_until for key in keys)
    return Period(end, end + policy.life) if end - now <= policy.lead else None


def payload(claims: Claims, issuer: str, token_id: UUID, now: datetime) -> dict[str, Any]:
    """The claims as a token carries them."""
    content: dict[str, Any] = {
        "iss": issuer,
        "aud": AUDIENCE,
        "sub": str(claims.user_id),
        "sid": str(claims.session_id),
        "iat": int(now.timestamp()),
        "exp": int(claims.expires_at.timestamp()),
        "jti": str(token_id),
    }
    if claims.organization_id is not None:
        content["org"] = str(claims.organization_id)
    return content


def claims_in(header: Mapping[str, Any], content: Mapping[str, Any], issuer: str) -> Claims:
    """The claims of a token whose signature is right. Raises `InvalidToken` when it was made for something else."""
    if header.get("typ") != TYPE or content.get("iss") != issuer or content.get("aud") != AUDIENCE:
        raise InvalidToken("This token was made for something else.")
    try:
        organization = content.get("org")
        return Claims(
            user_id=UUID(content["sub"]),
            session_id=UUID(content["sid"]),
            organization_id=None if organization is None else UUID(organization),
            expires_at=datetime.fromtimestamp(content["exp"], UTC),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InvalidToken("This token lacks something.") from None

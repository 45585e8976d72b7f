"""Issuing and verifying access tokens, and keeping the key set."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import extract_compact

from kernel.clock import Clock
from kernel.context import system_context
from kernel.errors import Unavailable
from kernel.ids import new_id
from kernel.unit import Unit
from modules.auth.public.errors import InvalidToken
from modules.auth.public.events import SigningKeyCreated
from modules.auth.public.models import KeySet
from modules.auth.settings import AuthSettings
from modules.auth.tokens import repository
from modules.auth.tokens.domain import (
    ALGORITHM,
    TYPE,
    Claims,
    KeyPolicy,
    Period,
    SigningKey,
    claims_in,
    missing_period,
    payload,
    signer,
)
from providers.database.port import Database
from providers.secrets.port import SecretBox, SecretUnreadable

_PURPOSE = "auth signing key"
_LOOK_EVERY = timedelta(seconds=60)
_LOOK_FOR_UNKNOWN_EVERY = timedelta(seconds=2)
_VERIFIED_MAX = 10_000
_TOKEN_LENGTH_MAX = 4096
_LEEWAY = timedelta(minutes=1)


class SigningKeyUnreadable(Unavailable):
    """The signing key was sealed with another secret key than this process has."""

    code, title = "signing_key_unreadable", "Nobody can sign in for now"


class AccessTokens:
    """The signing side and the verifying side. Verified tokens are remembered by their hash until they expire.

    That a session still lives is asked of the database on each request; this only knows what was signed.
    """

    def __init__(self, database: Database, box: SecretBox, settings: AuthSettings, clock: Clock) -> None:
        self._database = database
        self._box = box
        self._settings = settings
        self._clock = clock
        self._policy = KeyPolicy(
            timedelta(days=settings.signing_key_days), timedelta(minutes=settings.signing_key_lead_minutes)
        )
        self._keys: tuple[SigningKey, ...] = ()
        self._opened: dict[UUID, OKPKey] = {}
        self._looked_at: datetime | None = None
        self._looking = asyncio.Lock()
        self._verified: dict[bytes, Claims] = {}

    @property
    def life_seconds(self) -> int:
        """How long an access token works."""
        return self._settings.access_token_seconds

    async def issue(self, user_id: UUID, session_id: UUID, organization_id: UUID | None) -> str:
        """A new access token."""
        return self.sign(await self.ready(), user_id, session_id, organization_id)

    async def ready(self) -> SigningKey:
        """The key that signs now, opened. Asked for before something is written that a token has to follow."""
        key = await self._signer(self._clock.now())
        self._private(key)
        return key

    def sign(self, key: SigningKey, user_id: UUID, session_id: UUID, organization_id: UUID | None) -> str:
        """A new access token, made with a key that is `ready`: nothing is read or waited for."""
        now = self._clock.now()
        claims = Claims(user_id, session_id, organization_id, now + self._settings.access_token_life)
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": str(key.id)}
        content = payload(claims, self._settings.issuer, new_id(), now)
        return jwt.encode(header, content, self._private(key), algorithms=[ALGORITHM])

    async def verify(self, token: str) -> Claims:
        """What the token says. Raises `InvalidToken` when it is not one of ours or has expired."""
        fingerprint = hashlib.sha256(token.encode(errors="replace")).digest()
        claims = self._verified.get(fingerprint)
        if claims is None:
            claims = await self._verify_signature(token)
            self._remember(fingerprint, claims)
        if claims.expires_at <= self._clock.now():
            self._verified.pop(fingerprint, None)
            raise InvalidToken("This token has expired.")
        return claims

    async def key_set(self) -> KeySet:
        """The public keys, also of the next signer."""
        await self._refresh(self._clock.now(), _LOOK_EVERY)
        return KeySet([dict(key.public_key) for key in self._keys])

    async def check(self) -> None:
        """Whether tokens can be signed: there is a key, and the secret of this instance opens it."""
        await self.ready()

    async def rotate(self) -> UUID:
        """Make a new key that takes over after the lead; what the present one signed goes on working."""
        now = self._clock.now()
        start = now + self._policy.lead
        key = self._new_key(Period(start, start + self._policy.life))
        await self._database.write(system_context(), _replace_signer, key)
        await self._refresh(now, timedelta(0))
        return key.id

    async def _verify_signature(self, token: str) -> Claims:
        if len(token) > _TOKEN_LENGTH_MAX:
            raise InvalidToken("This is not an access token.")
        try:
            header = extract_compact(token.encode()).headers()
            key = await self._key_of(UUID(str(header.get("kid"))))
            decoded = jwt.decode(token, OKPKey.import_key(dict(key.public_key)), algorithms=[ALGORITHM])
        except (JoseError, ValueError, TypeError):
            raise InvalidToken("This is not an access token of this instance.") from None
        return claims_in(decoded.header, decoded.claims, self._settings.issuer)

    def _remember(self, fingerprint: bytes, claims: Claims) -> None:
        if len(self._verified) >= _VERIFIED_MAX:
            self._verified.pop(next(iter(self._verified)), None)
        self._verified[fingerprint] = claims

    async def _key_of(self, key_id: UUID) -> SigningKey:
        now = self._clock.now()
        await self._refresh(now, _LOOK_EVERY)
        found = self._find(key_id, now)
        if found is None:  # perhaps another replica made it a moment ago
            await self._refresh(now, _LOOK_FOR_UNKNOWN_EVERY)
            found = self._find(key_id, now)
        if found is None:
            raise InvalidToken("This token was signed with a key that is no longer in use.")
        return found

    def _find(self, key_id: UUID, now: datetime) -> SigningKey | None:
        return next((key for key in self._keys if key.id == key_id and key.verify_until > now), None)

    async def _signer(self, now: datetime) -> SigningKey:
        await self._refresh(now, _LOOK_EVERY)
        key = signer(self._keys, now)
        if key is None:
            await self._refresh(now, timedelta(0))
            key = signer(self._keys, now)
        assert key is not None, "looking for keys makes one when none may sign"
        return key

    async def _refresh(self, now: datetime, at_most_every: timedelta) -> None:
        """Read the keys again unless that was done a moment ago, and make the one that is missing."""
        if self._looked_at is not None and now - self._looked_at < at_most_every:
            return
        async with self._looking:
            if self._looked_at is not None and now - self._looked_at < at_most_every:
                return
            keys = await self._database.read(system_context(), repository.living)
            period = missing_period(keys, now, self._policy)
            if period is not None:
                candidate = self._new_key(period)
                keys = await self._database.write(system_context(), _add_missing, candidate, now, self._policy)
            self._keys, self._looked_at = tuple(keys), now

    def _new_key(self, period: Period) -> SigningKey:
        key_id = new_id()
        key = OKPKey.generate_key("Ed25519", {"kid": str(key_id), "use": "sig", "alg": ALGORITHM}, private=True)
        public = {name: str(value) for name, value in key.as_dict(private=False).items()}
        private = json.dumps(key.as_dict(private=True)).encode()
        return SigningKey(
            id=key_id,
            algorithm=ALGORITHM,
            public_key=public,
            private_key=self._box.seal(private, _PURPOSE),
            active_from=period.active_from,
            active_until=period.active_until,
            verify_until=period.active_until + self._settings.access_token_life + _LEEWAY,
        )

    def _private(self, key: SigningKey) -> OKPKey:
        opened = self._opened.get(key.id)
        if opened is None:
            try:
                content: dict[str, Any] = json.loads(self._box.open(key.private_key, _PURPOSE))
            except SecretUnreadable as error:
                raise SigningKeyUnreadable(f"The key that signs access tokens cannot be opened. {error}") from error
            opened = OKPKey.import_key(content)
            self._opened = {key.id: opened}
        return opened


def _add_missing(unit: Unit, candidate: SigningKey, now: datetime, policy: KeyPolicy) -> list[SigningKey]:
    """Insert the candidate unless somebody else was faster; returns the keys as they are then."""
    repository.delete_dead(unit)
    keys = repository.living(unit)
    if missing_period(keys, now, policy) is None:
        return keys
    _add(unit, candidate)
    return [*keys, candidate]


def _replace_signer(unit: Unit, key: SigningKey) -> None:
    repository.end_by(unit, key.active_from)
    _add(unit, key)


def _add(unit: Unit, key: SigningKey) -> None:
    repository.add(unit, key)
    unit.emit(SigningKeyCreated(key_id=key.id, active_from=key.active_from))
    facts = {"active_from": key.active_from.isoformat(), "active_until": key.active_until.isoformat()}
    unit.audit("auth.signing_key.created", "signing_key", key.id, after=facts)

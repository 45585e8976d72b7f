"""Use cases about sessions: plain functions over a unit, and signing in, which waits for argon2 in between."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kernel.clock import Clock
from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.directory import service as directory
from modules.auth.passwords.service import Passwords
from modules.auth.public.errors import AccountLocked, InvalidCredentials, InvalidRefreshToken, RefreshTokenReused
from modules.auth.public.events import RefreshTokenReuseDetected, SessionEnded, SessionStarted
from modules.auth.public.models import Session, Tokens
from modules.auth.sessions import repository
from modules.auth.sessions.domain import (
    Account,
    Ending,
    NewSession,
    Refused,
    SignedIn,
    Verdict,
    hash_of,
    judge,
    new_refresh_token,
    shortened,
)
from modules.auth.settings import AuthSettings
from modules.auth.tokens.domain import SigningKey
from modules.auth.tokens.service import AccessTokens
from providers.database.port import Database


class SignIn:
    """Logging in and refreshing. Each is a read or a hash first and one short unit after."""

    def __init__(
        self, database: Database, passwords: Passwords, tokens: AccessTokens, settings: AuthSettings, clock: Clock
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._tokens = tokens
        self._settings = settings
        self._clock = clock

    async def login(self, context: Context, email: str, password: str, user_agent: str | None) -> Tokens:
        """Start a session. An unknown address takes as long as a wrong password, and answers the same.

        Raises `InvalidCredentials`, `AccountLocked`.
        """
        account = await self._database.read(context, repository.account_by_email, email)
        is_right = await self._passwords.verify(password, account.password_hash if account else None)
        if account is None or not is_right:
            raise InvalidCredentials("The address or the password is wrong.")
        if account.is_locked:
            raise AccountLocked("This account is locked. Ask an operator of this instance.")
        key = await self._tokens.ready()
        refresh_token = new_refresh_token()
        expires_at = self._clock.now() + self._settings.session_life
        new = NewSession(account, hash_of(refresh_token), shortened(user_agent), expires_at)
        signed_in = await self._database.write(context, start, new)
        if signed_in is None:
            raise InvalidCredentials("The account changed while you signed in. Try again.")
        return self._issue(key, signed_in, refresh_token)

    async def refresh(self, context: Context, refresh_token: str) -> Tokens:
        """Trade a refresh token for new tokens. Each works once; one that comes back ends its session.

        The signing key is fetched first: once the token is used up, nothing may fail any more.

        Raises `InvalidRefreshToken`, `RefreshTokenReused`.
        """
        key = await self._tokens.ready()
        successor = new_refresh_token()
        outcome = await self._database.write(context, rotate, hash_of(refresh_token), hash_of(successor))
        if isinstance(outcome, Refused):
            if outcome.is_reuse:
                raise RefreshTokenReused("This refresh token was used before, so its session was ended.")
            raise InvalidRefreshToken("This session has ended. Sign in again.")
        return self._issue(key, outcome, successor)

    def _issue(self, key: SigningKey, signed_in: SignedIn, refresh_token: str) -> Tokens:
        access_token = self._tokens.sign(key, signed_in.user_id, signed_in.session_id, signed_in.organization_id)
        return Tokens(access_token, refresh_token, "Bearer", self._tokens.life_seconds)


def start(unit: Unit, new: NewSession) -> SignedIn | None:
    """Start a session for somebody whose password was compared; None if the account changed since."""
    if repository.account_by_id(unit, new.account.user_id) != new.account:
        return None
    user_id, session_id = new.account.user_id, new_id()
    repository.forget_expired(unit, user_id)
    repository.add(unit, session_id, new)
    unit.emit(SessionStarted(session_id=session_id, user_id=user_id))
    facts = {"user_id": str(user_id), "user_agent": new.user_agent}
    unit.audit("auth.session.started", "session", session_id, after=facts)
    return SignedIn(user_id, session_id, directory.default_organization(unit, user_id))


def rotate(unit: Unit, token_hash: bytes, successor: bytes) -> SignedIn | Refused:
    """Use a refresh token and store its successor.

    What is found out about a reused token has to be committed, so this returns instead of raising: an exception
    would undo the revocation along with everything else.
    """
    state = repository.refresh_state(unit, token_hash)
    verdict = Verdict.REFUSE if state is None else judge(state, unit.now)
    if state is None or verdict is Verdict.REFUSE:
        return Refused(is_reuse=False)
    if verdict is Verdict.REVOKE or not repository.use_token(unit, token_hash, successor):
        _revoke_for_reuse(unit, state.session_id, state.user_id)
        return Refused(is_reuse=True)
    repository.add_token(unit, state.session_id, successor)
    repository.touch(unit, state.session_id)
    return SignedIn(state.user_id, state.session_id, directory.default_organization(unit, state.user_id))


def list_(unit: Unit, request: PageRequest) -> Page[Session]:
    """The caller's living sessions, the newest first."""
    user_id, current = _caller(unit)
    page = repository.page(unit, user_id, request)
    return Page([replace(session, is_current=session.id == current) for session in page.items], page.next_cursor)


def sign_out(unit: Unit) -> None:
    """End the session that is asking."""
    user_id, current = _caller(unit)
    if current is not None:
        _end(unit, current, user_id, Ending.SIGNED_OUT)


def revoke(unit: Unit, session_id: UUID) -> None:
    """End one of the caller's sessions. Raises `NotFound`."""
    user_id, _ = _caller(unit)
    if not repository.is_own(unit, session_id, user_id):
        raise NotFound.of("session")
    _end(unit, session_id, user_id, Ending.REVOKED)


def revoke_others(unit: Unit) -> None:
    """End every session of the caller's but the one that is asking."""
    user_id, current = _caller(unit)
    end_all(unit, user_id, Ending.REVOKED, keep=current)


def end_all(unit: Unit, user_id: UUID, reason: Ending, keep: UUID | None = None) -> None:
    """End the user's sessions, but for one to keep."""
    for session_id in repository.living_ids(unit, user_id):
        if session_id != keep:
            _end(unit, session_id, user_id, reason)


def account_of(unit: Unit, user_id: UUID) -> Account | None:
    """What is needed to compare somebody's password."""
    return repository.account_by_id(unit, user_id)


def account_by_email(unit: Unit, email: str) -> Account | None:
    """As `account_of`, by address in any case."""
    return repository.account_by_email(unit, email)


def _caller(unit: Unit) -> tuple[UUID, UUID | None]:
    principal = unit.context.principal
    if principal.id is None:
        raise NotFound.of("session")
    return principal.id, principal.session_id


def _end(unit: Unit, session_id: UUID, user_id: UUID, reason: Ending) -> None:
    if repository.end(unit, session_id, reason):
        unit.emit(SessionEnded(session_id=session_id, user_id=user_id, reason=reason.value))
        facts = {"user_id": str(user_id), "reason": reason.value}
        unit.audit("auth.session.ended", "session", session_id, after=facts)


def _revoke_for_reuse(unit: Unit, session_id: UUID, user_id: UUID) -> None:
    if repository.end(unit, session_id, Ending.TOKEN_REUSED):
        unit.emit(RefreshTokenReuseDetected(session_id=session_id, user_id=user_id))
        unit.audit("auth.session.reuse_detected", "session", session_id, after={"user_id": str(user_id)})

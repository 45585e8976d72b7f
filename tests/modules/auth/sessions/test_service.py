"""Signing in, refreshing and signing out, on real databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from kernel.clock import ManualClock
from kernel.context import Context, PrincipalKind, system_context
from kernel.errors import NotFound
from kernel.pagination import PageRequest
from modules.auth.passwords.service import Passwords
from modules.auth.public.errors import AccountLocked, InvalidCredentials, InvalidRefreshToken, RefreshTokenReused
from modules.auth.public.models import Session, Tokens
from modules.auth.sessions import service
from modules.auth.sessions.domain import Ending, NewSession
from modules.auth.sessions.service import SignIn
from modules.auth.settings import AuthSettings
from modules.auth.tokens.service import AccessTokens, SigningKeyUnreadable
from modules.auth.users import service as users
from modules.auth.users.domain import NewPassword
from providers.database.port import Database
from providers.secrets.adapters.aesgcm import AesGcmBox
from tests.modules.auth.place import Place, found, new_user

PASSWORD = "correct horse battery"
NOBODY = Context(request_id="test", address="203.0.113.9")


@pytest.fixture
def sign_in(
    database: Database, passwords: Passwords, tokens: AccessTokens, settings: AuthSettings, clock: ManualClock
) -> SignIn:
    return SignIn(database, passwords, tokens, settings, clock)


@pytest.fixture
async def home(database: Database, passwords: Passwords) -> Place:
    """An organization whose owner has a password."""
    return await found(database, owner=replace(new_user(), password_hash=await passwords.hash(PASSWORD)))


async def _login(sign_in: SignIn, home: Place) -> Tokens:
    return await sign_in.login(NOBODY, home.owner.email.upper(), PASSWORD, "Mozilla/5.0")


async def _sessions(home: Place) -> list[Session]:
    return (await home.read(service.list_, PageRequest())).items


async def test_signing_in_starts_a_session_in_the_first_organization(
    sign_in: SignIn, home: Place, tokens: AccessTokens
) -> None:
    answer = await _login(sign_in, home)

    claims = await tokens.verify(answer.access_token)
    (session,) = await _sessions(home)
    assert (answer.token_type, answer.expires_in) == ("Bearer", 600)
    assert (claims.user_id, claims.session_id) == (home.owner.id, session.id)
    assert claims.organization_id == home.organization.id
    assert (session.user_agent, session.address) == ("Mozilla/5.0", "203.0.113.9")
    assert timedelta(days=29) < session.expires_at - session.created_at <= timedelta(days=30)


@pytest.mark.parametrize("password", ["Correct horse battery", "", PASSWORD + " "])
async def test_a_wrong_password_starts_nothing(sign_in: SignIn, home: Place, password: str) -> None:
    with pytest.raises(InvalidCredentials):
        await sign_in.login(NOBODY, home.owner.email, password, None)

    assert await _sessions(home) == []


async def test_an_unknown_address_answers_the_same(sign_in: SignIn) -> None:
    with pytest.raises(InvalidCredentials, match="The address or the password is wrong"):
        await sign_in.login(NOBODY, "nobody@example.com", PASSWORD, None)


async def test_a_locked_account_is_told_so_only_with_its_password(sign_in: SignIn, home: Place) -> None:
    await home.database.write(system_context(), users.lock, home.owner.email, is_locked=True)

    with pytest.raises(InvalidCredentials):
        await sign_in.login(NOBODY, home.owner.email, "wrong", None)
    with pytest.raises(AccountLocked):
        await _login(sign_in, home)
    assert await _sessions(home) == []

    await home.database.write(system_context(), users.lock, home.owner.email, is_locked=False)
    assert (await _login(sign_in, home)).token_type == "Bearer"


async def test_locking_ends_sessions_and_their_refresh_tokens(sign_in: SignIn, home: Place) -> None:
    answer = await _login(sign_in, home)
    await home.database.write(system_context(), users.lock, home.owner.email, is_locked=True)

    with pytest.raises(InvalidRefreshToken):
        await sign_in.refresh(NOBODY, answer.refresh_token)
    await home.database.write(system_context(), users.lock, home.owner.email, is_locked=False)
    with pytest.raises(InvalidRefreshToken):
        await sign_in.refresh(NOBODY, answer.refresh_token)


async def test_a_password_that_changed_meanwhile_starts_nothing(home: Place) -> None:
    account = await home.read(service.account_of, home.owner.id)
    assert account is not None
    await home.write(users.change_password, NewPassword(account.password_hash, True, "$argon2id$other"))
    expires_at = home.owner.created_at + timedelta(days=30)

    started = await home.database.write(NOBODY, service.start, NewSession(account, b"0" * 32, "", expires_at))

    assert started is None
    assert await _sessions(home) == []


async def test_refreshing_goes_on_and_on(sign_in: SignIn, home: Place, tokens: AccessTokens) -> None:
    first = await _login(sign_in, home)
    seen = {first.refresh_token}
    answer = first
    for _ in range(5):
        answer = await sign_in.refresh(NOBODY, answer.refresh_token)
        assert answer.refresh_token not in seen
        seen.add(answer.refresh_token)

    (session,) = await _sessions(home)
    before, after = await tokens.verify(first.access_token), await tokens.verify(answer.access_token)
    assert before.session_id == after.session_id == session.id
    assert session.last_used_at > session.created_at


async def test_a_missing_signing_key_uses_nothing_up(
    sign_in: SignIn, home: Place, database: Database, passwords: Passwords, settings: AuthSettings, clock: ManualClock
) -> None:
    """What cannot be signed is found out before the refresh token is used or a session started."""
    answer = await _login(sign_in, home)
    blind = AccessTokens(database, AesGcmBox(b"another secret key"), settings, clock)
    unable = SignIn(database, passwords, blind, settings, clock)
    for _ in range(2):
        with pytest.raises(SigningKeyUnreadable):
            await unable.refresh(NOBODY, answer.refresh_token)
    with pytest.raises(SigningKeyUnreadable):
        await _login(unable, home)

    assert len(await _sessions(home)) == 1
    assert (await sign_in.refresh(NOBODY, answer.refresh_token)).token_type == "Bearer"


async def test_a_used_token_ends_the_session(sign_in: SignIn, home: Place) -> None:
    first = await _login(sign_in, home)
    second = await sign_in.refresh(NOBODY, first.refresh_token)

    with pytest.raises(RefreshTokenReused):
        await sign_in.refresh(NOBODY, first.refresh_token)

    with pytest.raises(InvalidRefreshToken):
        await sign_in.refresh(NOBODY, second.refresh_token)
    with pytest.raises(RefreshTokenReused):
        await sign_in.refresh(NOBODY, first.refresh_token)
    assert await _sessions(home) == []


async def test_reuse_ends_that_session_alone(sign_in: SignIn, home: Place) -> None:
    stolen, other = await _login(sign_in, home), await _login(sign_in, home)
    await sign_in.refresh(NOBODY, stolen.refresh_token)

    with pytest.raises(RefreshTokenReused):
        await sign_in.refresh(NOBODY, stolen.refresh_token)

    assert (await sign_in.refresh(NOBODY, other.refresh_token)).token_type == "Bearer"
    assert len(await _sessions(home)) == 1


@pytest.mark.parametrize("_round", range(3))
async def test_of_parallel_refreshes_one_wins_and_the_session_ends(sign_in: SignIn, home: Place, _round: int) -> None:
    answer = await _login(sign_in, home)

    outcomes = await asyncio.gather(
        *(sign_in.refresh(NOBODY, answer.refresh_token) for _ in range(6)), return_exceptions=True
    )

    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Tokens": 1, "RefreshTokenReused": 5}
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Tokens)]
    with pytest.raises(InvalidRefreshToken):
        await sign_in.refresh(NOBODY, winner.refresh_token)
    assert await _sessions(home) == []


@pytest.mark.parametrize("token", ["", "unknown", "\ud800", "x" * 5000])
async def test_unknown_tokens_are_refused(sign_in: SignIn, token: str) -> None:
    with pytest.raises(InvalidRefreshToken):
        await sign_in.refresh(NOBODY, token)


async def test_an_old_session_cannot_be_refreshed(sign_in: SignIn, home: Place, clock: ManualClock) -> None:
    clock.advance(timedelta(days=-31))
    answer = await _login(sign_in, home)
    clock.advance(timedelta(days=31))

    with pytest.raises(InvalidRefreshToken):
        await sign_in.refresh(NOBODY, answer.refresh_token)
    assert await _sessions(home) == []


async def test_signing_out_ends_the_session(sign_in: SignIn, home: Place) -> None:
    answer = await _login(sign_in, home)
    (session,) = await _sessions(home)

    await home.database.write(_within(home, session), service.sign_out)

    with pytest.raises(InvalidRefreshToken):
        await sign_in.refresh(NOBODY, answer.refresh_token)
    assert await _sessions(home) == []
    (entry,) = await home.audit("auth.session.ended")
    assert (entry.target_id, entry.after) == (
        session.id,
        {"user_id": str(home.owner.id), "reason": Ending.SIGNED_OUT.value},
    )


async def test_sessions_are_listed_and_ended_by_their_owner_alone(sign_in: SignIn, home: Place) -> None:
    for _ in range(3):
        await _login(sign_in, home)
    newest, middle, oldest = await _sessions(home)
    context = _within(home, middle)
    listed = (await home.database.read(context, service.list_, PageRequest())).items
    assert [(session.id, session.is_current) for session in listed] == [
        (newest.id, False),
        (middle.id, True),
        (oldest.id, False),
    ]

    stranger = await home.person()
    with pytest.raises(NotFound):
        await home.database.write(home.context(stranger), service.revoke, oldest.id)
    assert len(await _sessions(home)) == 3

    await home.database.write(context, service.revoke, oldest.id)
    assert {session.id for session in await _sessions(home)} == {newest.id, middle.id}
    with pytest.raises(NotFound):
        await home.database.write(context, service.revoke, oldest.id)

    await home.database.write(context, service.revoke_others)
    assert [session.id for session in await _sessions(home)] == [middle.id]


async def test_a_new_password_ends_the_other_sessions(sign_in: SignIn, home: Place, passwords: Passwords) -> None:
    kept, other = await _login(sign_in, home), await _login(sign_in, home)
    (_, session) = await _sessions(home)
    accounts = users.Accounts(home.database, passwords)
    context = _within(home, session)

    new = await accounts.new_password(context, PASSWORD, "an even longer horse")
    await home.database.write(context, users.change_password, new)

    with pytest.raises(InvalidRefreshToken):
        await sign_in.refresh(NOBODY, other.refresh_token)
    assert (await sign_in.refresh(NOBODY, kept.refresh_token)).token_type == "Bearer"
    with pytest.raises(InvalidCredentials):
        await _login(sign_in, home)
    assert (await sign_in.login(NOBODY, home.owner.email, "an even longer horse", None)).token_type == "Bearer"


def _within(home: Place, session: Session) -> Context:
    """The owner, asking in that session."""
    context = home.as_owner
    assert context.principal.kind is PrincipalKind.USER
    return replace(context, principal=replace(context.principal, session_id=session.id))

"""Issuing and verifying access tokens, and rotating the keys that sign them."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from kernel.clock import ManualClock
from kernel.context import system_context
from kernel.ids import new_id
from modules.auth.public.errors import InvalidToken
from modules.auth.settings import AuthSettings
from modules.auth.tokens import repository
from modules.auth.tokens.domain import SigningKey
from modules.auth.tokens.service import AccessTokens, SigningKeyUnreadable
from providers.database.port import Database
from providers.secrets.adapters.aesgcm import AesGcmBox
from tests.modules.auth.conftest import BOX

IDS = (new_id(), new_id(), new_id())


def _header(token: str) -> dict[str, str]:
    part = token.split(".", maxsplit=1)[0]
    header: dict[str, str] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return header


async def test_a_token_says_what_it_was_issued_for(tokens: AccessTokens) -> None:
    token = await tokens.issue(*IDS)

    claims = await tokens.verify(token)

    assert (claims.user_id, claims.session_id, claims.organization_id) == IDS
    assert {name: _header(token)[name] for name in ("alg", "typ")} == {"alg": "EdDSA", "typ": "at+jwt"}
    assert await tokens.verify(token) is claims


async def test_anybody_can_verify_with_the_published_key(tokens: AccessTokens) -> None:
    token = await tokens.issue(*IDS)
    published = {key["kid"]: key for key in (await tokens.key_set()).keys}
    key = published[_header(token)["kid"]]

    decoded = jwt.decode(token, OKPKey.import_key({**key}), algorithms=["EdDSA"])

    assert decoded.claims["iss"] == "https://fivefold.example"
    assert decoded.claims["sub"] == str(IDS[0])
    assert all("d" not in key for key in published.values())


async def test_a_token_expires(tokens: AccessTokens, clock: ManualClock) -> None:
    token = await tokens.issue(*IDS)
    clock.advance(timedelta(minutes=9, seconds=58))
    await tokens.verify(token)

    clock.advance(timedelta(seconds=3))

    with pytest.raises(InvalidToken):
        await tokens.verify(token)


async def test_another_process_verifies_what_this_one_issued(
    tokens: AccessTokens, database: Database, settings: AuthSettings, clock: ManualClock
) -> None:
    other = AccessTokens(database, BOX, settings, clock)
    await other.key_set()

    claims = await other.verify(await tokens.issue(*IDS))

    assert claims.session_id == IDS[1]


async def test_a_changed_token_is_refused(tokens: AccessTokens) -> None:
    token = await tokens.issue(*IDS)
    header, content, signature = token.split(".")
    other = (await tokens.issue(new_id(), new_id(), None)).split(".")[1]

    for bad in (
        f"{header}.{other}.{signature}",
        f"{header}.{content}.{signature[:-4]}AAAA",
        f"{header}.{content}.",
        f"{header}.{content}",
        "",
        "...",
        "\ud800",
        "a" * 10_000,
        "ÿ.ÿ.ÿ",
    ):
        with pytest.raises(InvalidToken):
            await tokens.verify(bad)


async def test_other_algorithms_and_keys_are_refused(tokens: AccessTokens) -> None:
    token = await tokens.issue(*IDS)
    kid = _header(token)["kid"]
    (key,) = [key for key in (await tokens.key_set()).keys if key["kid"] == kid]
    content = jwt.decode(token, OKPKey.import_key({**key}), algorithms=["EdDSA"]).claims
    secret = OctKey.import_key("the public key as a secret, which is long enough for the algorithm")
    foreign = OKPKey.generate_key("Ed25519")
    unsigned = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "at+jwt", "kid": kid}).encode()).decode()

    for bad in (
        jwt.encode({"alg": "HS256", "typ": "at+jwt", "kid": kid}, content, secret, algorithms=["HS256"]),
        jwt.encode({"alg": "EdDSA", "typ": "at+jwt", "kid": kid}, content, foreign, algorithms=["EdDSA"]),
        jwt.encode({"alg": "EdDSA", "typ": "at+jwt"}, content, foreign, algorithms=["EdDSA"]),
        jwt.encode({"alg": "EdDSA", "kid": str(new_id())}, content, foreign, algorithms=["EdDSA"]),
        f"{unsigned.rstrip('=')}.{token.split('.')[1]}.",
    ):
        with pytest.raises(InvalidToken):
            await tokens.verify(bad)


async def test_a_rotated_key_is_published_before_it_signs(tokens: AccessTokens, clock: ManualClock) -> None:
    before = await tokens.issue(*IDS)
    new = str(await tokens.rotate())

    assert new in {key["kid"] for key in (await tokens.key_set()).keys}
    assert _header(await tokens.issue(*IDS))["kid"] == _header(before)["kid"] != new

    clock.advance(timedelta(minutes=61))
    after = await tokens.issue(*IDS)
    assert _header(after)["kid"] == new
    assert (await tokens.verify(after)).user_id == IDS[0]
    assert _header(before)["kid"] in {key["kid"] for key in (await tokens.key_set()).keys}


async def test_keys_take_over_from_each_other_by_age(
    database: Database, settings: AuthSettings, clock: ManualClock
) -> None:
    tokens = AccessTokens(database, BOX, settings, clock)
    signers = []
    for _ in range(70):
        signers.append(_header(await tokens.issue(*IDS))["kid"])
        clock.advance(timedelta(days=1))

    runs = [kid for index, kid in enumerate(signers) if index == 0 or signers[index - 1] != kid]
    assert len(runs) == len(set(runs))
    assert 3 <= len(runs) <= 5


async def test_processes_that_start_together_agree_on_one_key(
    database: Database, settings: AuthSettings, clock: ManualClock
) -> None:
    clock.advance(timedelta(days=4000))
    several = [AccessTokens(database, BOX, settings, clock) for _ in range(5)]

    issued = await asyncio.gather(*(tokens.issue(*IDS) for tokens in several))

    assert len({_header(token)["kid"] for token in issued}) == 1


async def test_private_keys_are_sealed(tokens: AccessTokens, database: Database) -> None:
    await tokens.issue(*IDS)
    keys: list[SigningKey] = await database.read(system_context(), repository.living)

    for key in keys:
        assert json.loads(BOX.open(key.private_key, "auth signing key"))["d"]
        assert b'"d"' not in key.private_key


async def test_a_lost_secret_is_told_in_a_sentence(
    tokens: AccessTokens, database: Database, settings: AuthSettings, clock: ManualClock
) -> None:
    await tokens.issue(*IDS)
    await tokens.check()
    other = AccessTokens(database, AesGcmBox(b"another secret key"), settings, clock)

    with pytest.raises(SigningKeyUnreadable, match="FIVEFOLD_SECRET_KEY"):
        await other.check()
    with pytest.raises(SigningKeyUnreadable):
        await other.issue(*IDS)

"""The life of signing keys and what tokens say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kernel.ids import new_id
from modules.auth.public.errors import InvalidToken
from modules.auth.tokens.domain import (
    AUDIENCE,
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

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
POLICY = KeyPolicy(life=24 * HOUR, lead=HOUR)
ISSUER = "https://fivefold.example"


def _key(start: datetime, end: datetime) -> SigningKey:
    return SigningKey(new_id(), "Ed25519", {}, b"", start, end, end + HOUR)


def test_the_first_key_signs_at_once() -> None:
    assert missing_period([], NOW, POLICY) == Period(NOW, NOW + 24 * HOUR)


def test_nothing_is_missing_in_the_middle_of_a_keys_life() -> None:
    assert missing_period([_key(NOW - 2 * HOUR, NOW + 2 * HOUR)], NOW, POLICY) is None


def test_the_successor_is_published_a_lead_before_it_signs() -> None:
    key = _key(NOW - 23 * HOUR, NOW + HOUR)

    assert missing_period([key], NOW, POLICY) == Period(NOW + HOUR, NOW + 25 * HOUR)
    assert missing_period([key, _key(NOW + HOUR, NOW + 25 * HOUR)], NOW, POLICY) is None


def test_after_a_long_sleep_there_is_no_time_to_publish_first() -> None:
    assert missing_period([_key(NOW - 48 * HOUR, NOW - 24 * HOUR)], NOW, POLICY) == Period(NOW, NOW + 24 * HOUR)


def test_the_newest_active_key_signs() -> None:
    old, new, next_one = _key(NOW - 2 * HOUR, NOW + HOUR), _key(NOW - HOUR, NOW + HOUR), _key(NOW + HOUR, NOW + HOUR)

    assert signer([old, next_one, new], NOW) is new
    assert signer([next_one], NOW) is None
    assert signer([_key(NOW - HOUR, NOW)], NOW) is None


CLAIMS = Claims(new_id(), new_id(), new_id(), NOW + timedelta(minutes=10))
HEADER = {"typ": TYPE}


@pytest.mark.parametrize("claims", [CLAIMS, replace(CLAIMS, organization_id=None)])
def test_what_is_written_is_read(claims: Claims) -> None:
    content = payload(claims, ISSUER, new_id(), NOW)

    assert claims_in(HEADER, content, ISSUER) == claims
    assert content["aud"] == AUDIENCE
    assert ("org" in content) is (claims.organization_id is not None)


@pytest.mark.parametrize(
    ("header", "changes"),
    [
        ({"typ": "JWT"}, {}),
        ({}, {}),
        (HEADER, {"iss": "https://other.example"}),
        (HEADER, {"aud": "other"}),
        (HEADER, {"aud": None}),
        (HEADER, {"sub": "somebody"}),
        (HEADER, {"sub": None}),
        (HEADER, {"sid": 5}),
        (HEADER, {"org": "somewhere"}),
        (HEADER, {"exp": "soon"}),
        (HEADER, {"exp": 10**20}),
    ],
)
def test_tokens_made_for_something_else_are_refused(header: dict[str, str], changes: dict[str, object]) -> None:
    content = {**payload(CLAIMS, ISSUER, new_id(), NOW), **changes}

    with pytest.raises(InvalidToken):
        claims_in(header, content, ISSUER)

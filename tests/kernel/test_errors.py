"""Every error has a status, a code and a title; the kind decides the first and clients switch on the second."""

from __future__ import annotations

import re

import pytest

from kernel import errors
from kernel.errors import FieldError, FivefoldError, Invalid, NotFound, TooMany, Unauthenticated, Unavailable

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, FivefoldError)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_stands_for_itself(kind: type[FivefoldError]) -> None:
    error = kind()

    assert 400 <= error.status < 600
    assert re.fullmatch(r"[a-z][a-z_]+", error.code)
    assert error.title
    assert error.detail == str(error) == error.title
    assert error.extra == {}
    assert all(isinstance(value, str) for value in error.headers.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_takes_a_detail_and_facts(kind: type[FivefoldError]) -> None:
    error = kind("The cellar is full.", resource="wine", count=3)

    assert error.detail == str(error) == "The cellar is full."
    assert error.extra == {"resource": "wine", "count": 3}


def test_codes_tell_kinds_apart() -> None:
    codes = [kind.code for kind in KINDS if kind is not errors.InternalError]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.Malformed, 400),
        (errors.Unauthenticated, 401),
        (errors.Forbidden, 403),
        (errors.NotFound, 404),
        (errors.Conflict, 409),
        (errors.AlreadyExists, 409),
        (errors.PreconditionFailed, 412),
        (errors.TooLarge, 413),
        (errors.UnsupportedMediaType, 415),
        (errors.Invalid, 422),
        (errors.TooMany, 429),
        (errors.InternalError, 500),
        (errors.Unavailable, 503),
        (errors.StorageFull, 503),
        (errors.Timeout, 504),
    ],
)
def test_the_kind_decides_the_status(kind: type[FivefoldError], status: int) -> None:
    assert kind.status == status


def test_a_missing_noun_is_named() -> None:
    error = NotFound.of("project")

    assert (error.status, error.detail) == (404, "There is no such project.")


def test_one_broken_rule_names_its_field() -> None:
    error = Invalid.field("lines.0.quantity", "must be positive", "too_small")

    assert error.detail == "lines.0.quantity must be positive."
    assert error.errors == (FieldError("lines.0.quantity", "must be positive", "too_small"),)


def test_several_broken_rules_are_kept_in_order() -> None:
    wrong = [FieldError("b", "is wrong"), FieldError("a", "is wrong")]
    error = Invalid("Two things are wrong.", wrong, hint="x")

    assert error.errors == tuple(wrong)
    assert error.errors[0].code == "invalid"
    assert error.extra == {"hint": "x"}


def test_a_missing_credential_says_which_is_wanted() -> None:
    assert Unauthenticated().headers == {"WWW-Authenticate": "Bearer"}


@pytest.mark.parametrize("kind", [TooMany, Unavailable, errors.StorageFull, errors.Timeout])
def test_a_passing_trouble_says_when_to_come_back(kind: type[TooMany | Unavailable]) -> None:
    assert kind().headers == {"Retry-After": "1"}
    assert kind("Later.", 30).headers == {"Retry-After": "30"}
    assert kind(retry_after_seconds=7, limit=5).extra == {"limit": 5}

"""Registering, and oneself, over HTTP."""

from __future__ import annotations

import asyncio

import pytest

from kernel.ids import new_id
from tests.modules.auth.web import PASSWORD, Visitor, Web


def _body(email: str) -> dict[str, str]:
    return {"email": email, "password": PASSWORD, "name": "  Ada Lindholm ", "organization": "Testing Ltd"}


async def test_registering_gives_no_tokens(web: Web) -> None:
    email = f"{new_id().hex}@Example.com"

    made = await web.visitor().post("/register", _body(email))

    assert set(made) == {"user", "organization"}
    assert (made["user"]["name"], made["user"]["is_operator"]) == ("Ada Lindholm", False)
    assert made["user"]["email"].lower() == email.lower()
    assert (made["organization"]["name"], made["organization"]["version"]) == ("Testing Ltd", 1)


async def test_registering_twice_with_one_key_is_registering_once(web: Web) -> None:
    visitor, key = web.visitor(), new_id().hex
    body = _body(f"{new_id().hex}@example.com")

    answers = await asyncio.gather(*(visitor.call("POST", "/register", body, Idempotency_Key=key) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert await visitor.code("POST", "/register", body) == (409, "email_taken")
    other = {**body, "name": "Somebody else"}
    assert await visitor.code("POST", "/register", other, Idempotency_Key=key) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"password": "q7!x"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"name": " "}, "name"),
        ({"name": "line\nbreak"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"organization": ""}, "organization"),
        ({"role": "owner"}, "role"),
    ],
)
async def test_bad_fields_are_named(web: Web, changes: dict[str, str], field: str) -> None:
    email = f"{new_id().hex}@example.com"
    answer = await web.visitor().call("POST", "/register", {**_body(email), **changes})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    if "password" in changes:
        assert changes["password"] not in answer.text
    assert await web.visitor().code("POST", "/login", {"email": email, "password": PASSWORD}) == (
        401,
        "invalid_credentials",
    )


async def test_me_without_credentials(web: Web) -> None:
    assert await web.visitor().code("GET", "/me") == (401, "unauthenticated")


async def test_renaming_is_seen(web: Web) -> None:
    owner = await web.owner()

    answer = await owner.call("PATCH", "/me", {"name": "Ada L."})

    assert (answer.status_code, answer.json()["name"]) == (200, "Ada L.")
    assert (await owner.get("/me"))["user"] == answer.json()
    (member,) = (await owner.get("/members"))["items"]
    assert member["name"] == "Ada L."


async def test_a_new_password(web: Web) -> None:
    owner = await web.owner()
    other = Visitor(web.http, email=owner.email)
    await other.log_in()
    body = {"current_password": PASSWORD, "new_password": "a longer horse battery"}
    wrong = {**body, "current_password": "wrong password"}
    answer = await owner.call("POST", "/me/password", wrong)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "wrong_password")
    assert (await other.get("/me"))["user"]["email"] == owner.email

    key = new_id().hex
    for _ in range(2):  # the second one is a replay
        assert await owner.post("/me/password", body, 204, Idempotency_Key=key) is None

    assert await other.code("GET", "/me") == (401, "invalid_token")
    assert (await owner.get("/me"))["user"]["email"] == owner.email
    assert await other.code("POST", "/login", {"email": owner.email, "password": PASSWORD}) == (
        401,
        "invalid_credentials",
    )
    await other.log_in("a longer horse battery")

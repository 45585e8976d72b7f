"""Signing in and out over HTTP."""

from __future__ import annotations

import asyncio

from tests.modules.auth.web import API, PASSWORD, Web


async def test_signing_in_is_not_cached(web: Web) -> None:
    owner = await web.owner()
    answer = await owner.call("POST", "/login", {"email": owner.email, "password": PASSWORD})

    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"access_token", "refresh_token", "token_type", "expires_in"}


async def test_wrong_credentials_answer_alike(web: Web) -> None:
    owner = await web.owner()
    wrong = await owner.call("POST", "/login", {"email": owner.email, "password": "wrong"})
    unknown = await owner.call("POST", "/login", {"email": "nobody@example.com", "password": "wrong"})

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.headers["www-authenticate"] == "Bearer"
    same = {"type", "title", "status", "detail", "code"}
    assert {k: wrong.json()[k] for k in same} == {k: unknown.json()[k] for k in same}
    assert wrong.json()["code"] == "invalid_credentials"


async def test_a_used_refresh_token_ends_the_session_for_its_access_token_too(web: Web) -> None:
    owner = await web.owner()
    body = {"refresh_token": owner.tokens["refresh_token"]}

    answers = await asyncio.gather(*(owner.call("POST", "/refresh", body) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 401} == {"refresh_token_reused"}
    (winner,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert await owner.code("GET", "/me") == (401, "invalid_token")
    assert await owner.code("GET", "/me", Authorization=f"Bearer {winner['access_token']}") == (401, "invalid_token")
    assert await owner.code("POST", "/refresh", {"refresh_token": winner["refresh_token"]}) == (
        401,
        "invalid_refresh_token",
    )


async def test_refreshing_goes_on_as_the_same_session(web: Web) -> None:
    owner = await web.owner()
    before = await owner.get("/me")

    fresh = await owner.post("/refresh", {"refresh_token": owner.tokens["refresh_token"]}, 200)

    after = await owner.get("/me", Authorization=f"Bearer {fresh['access_token']}")
    assert after == before


async def test_signing_out_ends_this_session_alone(web: Web) -> None:
    owner = await web.owner()
    first = dict(owner.headers)
    await owner.log_in()

    assert await owner.post("/logout", None, 204) is None

    assert await owner.code("GET", "/me") == (401, "invalid_token")
    assert await owner.code("POST", "/logout") == (401, "invalid_token")
    owner.headers = first
    assert len((await owner.get("/sessions"))["items"]) == 1


async def test_sessions_are_listed_and_ended(web: Web) -> None:
    owner = await web.owner()
    for _ in range(2):
        await owner.log_in()
    sessions = (await owner.get("/sessions"))["items"]
    assert [session["is_current"] for session in sessions] == [True, False, False]
    assert sessions[0]["id"] == (await owner.get("/me"))["session_id"]
    assert sessions[0]["user_agent"].startswith("python-httpx")

    assert (await owner.call("DELETE", f"/sessions/{sessions[2]['id']}")).status_code == 204
    assert await owner.code("DELETE", f"/sessions/{sessions[2]['id']}") == (404, "not_found")
    stranger = await web.owner()
    assert await stranger.code("DELETE", f"/sessions/{sessions[1]['id']}") == (404, "not_found")
    assert len((await owner.get("/sessions"))["items"]) == 2

    assert (await owner.call("DELETE", "/sessions")).status_code == 204
    assert [session["id"] for session in (await owner.get("/sessions"))["items"]] == [sessions[0]["id"]]


async def test_the_key_set_is_public(web: Web) -> None:
    await web.owner()
    answer = await web.http.get("/.well-known/jwks.json")

    assert answer.status_code == 200
    (key,) = answer.json()["keys"]
    assert (key["kty"], key["crv"], key["use"]) == ("OKP", "Ed25519", "sig")
    assert "d" not in key


async def test_bodies_are_checked(web: Web) -> None:
    visitor = web.visitor()

    assert await visitor.code("POST", "/login", {"email": "x", "password": "y"}) == (422, "invalid")
    assert await visitor.code("POST", "/login", {"email": "x@example.com", "password": ""}) == (422, "invalid")
    assert await visitor.code("POST", "/refresh", {"refresh_token": "x", "more": 1}) == (422, "invalid")
    answer = await web.http.post(f"{API}/login", content=b"{", headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}

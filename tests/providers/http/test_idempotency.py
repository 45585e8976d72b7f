"""One key, one effect, one answer."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from tests.providers.http.application import WRITE, Web

THINGS = "/api/v1/sample/things"
NAME = {"name": "lamp"}


async def post(
    web: Web, path: str = "", key: str | None = "k-1", who: str | None = "ada", body: Any = None
) -> httpx2.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    if who is not None:
        headers["X-API-Key"] = who
    return await web.client.post(THINGS + path, json=NAME if body is None else body, headers=headers)


async def effects(web: Web) -> int:
    answer = await web.client.get(f"{THINGS}/count", headers={"X-API-Key": "ada"})
    return int(answer.text)


async def test_without_a_key_each_request_has_its_effect(web: Web) -> None:
    first, second = await post(web, key=None), await post(web, key=None)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]
    assert first.headers["etag"] == '"1"'
    assert await effects(web) == 2


async def test_replay_gets_the_same_answer_and_has_no_effect(web: Web) -> None:
    first, second = await post(web), await post(web)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"] == '"1"'
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert first.headers["content-type"] == second.headers["content-type"] == "application/json"
    assert await effects(web) == 1


async def test_another_body_is_refused(web: Web) -> None:
    await post(web)
    answer = await post(web, body={"name": "chair"})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert await effects(web) == 1


async def test_another_query_is_another_request(web: Web) -> None:
    await post(web)
    answer = await post(web, path="?dry=1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_key_belongs_to_its_operation_and_principal(web: Web) -> None:
    web.keys.add("bob", WRITE)
    answers = [await post(web), await post(web, path="/elsewhere"), await post(web, who="bob")]
    assert [answer.status_code for answer in answers] == [201, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 3


async def test_errors_are_not_kept(web: Web) -> None:
    for _ in range(2):
        answer = await post(web, body={"name": "forbidden"})
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        assert "idempotency-replayed" not in answer.headers
    assert await effects(web) == 0


async def test_parallel_requests_have_one_effect(web: Web) -> None:
    answers = await asyncio.gather(*(post(web) for _ in range(12)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert await effects(web) == 1


async def test_a_credential_is_never_kept(web: Web) -> None:
    first, second = await post(web, path="/secrets"), await post(web, path="/secrets")
    assert first.status_code == 201
    assert first.json()["secret"]
    problem = second.json()
    assert (second.status_code, problem["code"], problem["resource"]) == (409, "already_done", first.json()["id"])
    assert await effects(web) == 1


async def test_steps_are_not_repeated(web: Web) -> None:
    for _ in range(2):
        answer = await post(web, path="/steps", body={"name": "stumbles"})
        assert answer.status_code == 409
    assert await effects(web) == 1, "reserved once, never settled"
    first, second = await post(web, path="/steps", key="k-2"), await post(web, path="/steps", key="k-2")
    assert (first.json()["version"], first.content) == (7, second.content)
    assert await effects(web) == 3


async def test_steps_without_a_key_simply_run(web: Web) -> None:
    answer = await post(web, path="/steps", key=None)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"7"')
    assert await effects(web) == 2


async def test_in_another_organization_the_key_stays_the_callers(web: Web) -> None:
    first, second = await post(web, path="/elsewhere"), await post(web, path="/elsewhere")
    assert first.content == second.content
    assert second.headers["idempotency-replayed"] == "true"


async def test_the_public_key_ignores_credentials(web: Web) -> None:
    body = {"name": f"public {id(web)}"}
    first = await post(web, path="/public", key=f"p-{id(web)}", body=body)
    second = await post(web, path="/public", key=f"p-{id(web)}", who=None, body=body)
    assert first.content == second.content
    assert second.headers["idempotency-replayed"] == "true"


async def test_strangers_share_no_keys(web: Web) -> None:
    key = f"s-{id(web)}"
    first = await post(web, path="/public", key=key, who=None)
    elsewhere = httpx2.ASGITransport(app=web.app, client=("192.0.2.9", 1234))
    async with httpx2.AsyncClient(transport=elsewhere, base_url="http://fivefold.test") as stranger:
        headers = {"Idempotency-Key": key}
        second = await stranger.post(f"{THINGS}/public", json={"name": "their own"}, headers=headers)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["id"] != second.json()["id"]


async def test_another_version_is_another_request(web: Web) -> None:
    def deletion(version: int) -> dict[str, str]:
        return {"X-API-Key": "ada", "Idempotency-Key": "v-1", "If-Match": f'"{version}"'}

    answers = [await web.client.delete(THINGS, headers=deletion(version)) for version in (1, 1, 2)]
    assert [answer.status_code for answer in answers] == [204, 204, 422]
    assert answers[2].json()["code"] == "idempotency_key_reused"


async def test_a_delete_answers_alike(web: Web) -> None:
    headers = {"X-API-Key": "ada", "Idempotency-Key": "d-1"}
    first = await web.client.delete(THINGS, headers=headers)
    second = await web.client.delete(THINGS, headers=headers)
    assert (first.status_code, second.status_code) == (204, 204)
    assert (first.content, second.content) == (b"", b"")
    assert second.headers["idempotency-replayed"] == "true"
    assert await effects(web) == 1


@pytest.mark.parametrize("key", ["", "  ", "k" * 256, "tab\tinside", "caf\xe9"])
async def test_a_malformed_key_is_refused(web: Web, key: str) -> None:
    headers = [(b"x-api-key", b"ada"), (b"idempotency-key", key.encode("latin-1"))]
    answer = await web.client.post(THINGS, json=NAME, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_malformed")
    assert await effects(web) == 0


async def test_forgetting_to_name_a_step_is_a_defect(web: Web) -> None:
    answer = await post(web, path="/twice")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")


async def test_an_exempt_operation_takes_no_notice(web: Web) -> None:
    first, second = await post(web, path="/exempt"), await post(web, path="/exempt")
    assert first.json()["id"] != second.json()["id"]

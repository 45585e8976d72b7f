"""Every failure is a problem document that tells its reader enough and strangers nothing."""

from __future__ import annotations

import asyncio
from typing import Any

from kernel.errors import Conflict, Invalid, NotFound, TooMany
from providers.database.port import DatabaseAway
from providers.http.problems import document_errors, problem_of
from tests.providers.http.application import WRITE, KeyRing, Web, application
from tests.providers.http.things import router

FAILS = "/api/v1/sample/things/fails"


async def test_a_defect_is_not_explained_to_strangers(web: Web) -> None:
    answer = await web.client.get(f"{FAILS}/defect")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "secret detail" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert web.lines[-1]["code"] == "internal_error"


async def test_a_librarys_timeout_is_a_defect_and_not_ours(web: Web) -> None:
    assert (await web.client.get(f"{FAILS}/library")).status_code == 500


async def test_further_members_belong_to_the_code(web: Web) -> None:
    document = (await web.client.get(f"{FAILS}/politely")).json()
    assert document.pop("resource")
    assert document.pop("request_id")
    assert document == {
        "type": "/problems/conflict",
        "title": "This conflicts with the present state",
        "status": 409,
        "detail": "as asked",
        "instance": f"{FAILS}/politely",
        "code": "conflict",
        "parts": [1],
    }


async def test_what_is_not_there_and_what_is_not_allowed(web: Web) -> None:
    absent = await web.client.get("/api/v1/sample/nothing")
    assert (absent.status_code, absent.json()["code"]) == (404, "not_found")
    refused = await web.client.put("/api/v1/sample/things", json={})
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")
    assert refused.headers["allow"] == "DELETE, GET, POST"


async def test_nul_characters_in_addresses(web: Web) -> None:
    query = await web.client.get("/api/v1/sample/things?q=a%00b", headers={"X-API-Key": "ada"})
    assert (query.status_code, query.json()["errors"][0]["code"]) == (422, "nul")
    path = await web.client.get("/api/v1/sample/things/a%00b")
    assert path.status_code == 404


async def test_broken_input_is_not_echoed(web: Web) -> None:
    body = {"name": "x" * 50, "password": "hunter2"}
    answer = await web.client.post("/api/v1/sample/things", json=body, headers={"X-API-Key": "ada"})
    assert {error["field"] for error in answer.json()["errors"]} == {"name", "password"}
    assert "hunter2" not in answer.text
    assert "xxxx" not in answer.text


async def test_slow_requests_end(web: Web) -> None:
    async def sleepy(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(5)

    keys = KeyRing()
    keys.add("ada", WRITE)
    slow = application(web.app.state, keys, [router], timeout_seconds=0.05)
    slow.app.router.default = sleepy
    reading = await slow.client.get("/slow")
    assert (reading.status_code, reading.json()["code"]) == (504, "timeout")
    assert "Idempotency-Key" not in reading.json()["detail"]
    writing = await slow.client.post("/slow")
    assert "may or may not have been done" in writing.json()["detail"]
    assert writing.headers["retry-after"] == "1"


def test_errors_in_the_openapi() -> None:
    responses = document_errors([NotFound, Conflict, Invalid, TooMany, NotFound], "/api/v1/x")
    assert list(responses) == [404, 409, 422, 429]
    media = responses[422]["content"]["application/problem+json"]
    assert media["examples"]["invalid"]["value"]["errors"]


def test_private_and_reserved_members_stay_inside() -> None:
    document = problem_of(Conflict("no", constraint="uq_x", status=200), "/x", "r")
    assert document["status"] == 409
    assert "constraint" not in document


def test_why_the_database_is_away_is_for_the_log() -> None:
    error = DatabaseAway("PostgreSQL cannot be reached: connection to db.internal (10.0.0.7) as ada was refused")
    assert problem_of(error, "/", "id")["detail"] == "The database cannot be reached."
    assert "10.0.0.7" in str(error)

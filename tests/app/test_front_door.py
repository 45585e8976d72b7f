"""What every answer carries, and the line that every request leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from app.http.addresses import ClientAddress
from app.http.compression import Compression
from app.http.front_door import FrontDoor, StartRefusal
from kernel.ids import new_id
from tests.providers.http.application import WRITE, KeyRing, Web, application
from tests.providers.http.things import router

ME = "/api/v1/sample/things/me"


@pytest.fixture
def web() -> Web:
    keys = KeyRing()
    keys.add("ada", WRITE)
    return application(None, keys, [router])  # type: ignore[arg-type]  # nothing here reaches the database


async def test_the_answer_is_data_and_stays_private(web: Web) -> None:
    headers = (await web.client.get(ME)).headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


async def test_one_line_for_each_request(web: Web) -> None:
    context = web.keys.people["ada"]
    answer = await web.client.get(f"{ME}?secret=1", headers={"X-API-Key": "ada"})
    line = web.lines.pop()
    assert line.pop("ms") >= 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "path": ME,
        "status": 200,
        "request_id": answer.headers["x-request-id"],
        "address": "127.0.0.1",
        "principal": context.principal.id,
        "organization": context.organization_id,
    }
    await web.client.get("/nowhere")
    assert (web.lines[-1]["status"], web.lines[-1]["code"], web.lines[-1]["principal"]) == (404, "not_found", None)
    assert len(web.lines) == 1


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/invitations/s3cret-token", "/invitations/…"),
        ("/invitations/s3cret-token/accept", "/invitations/…/accept"),
        ("/api/v1/auth/invitations/s3cret-token", "/api/v1/auth/invitations/…"),
        ("/api/v1/auth/invitations", "/api/v1/auth/invitations"),
    ],
)
async def test_tokens_of_invitations_are_not_logged(web: Web, path: str, logged: str) -> None:
    await web.client.get(path)
    assert web.lines.pop()["path"] == logged


def front_door(inner: Any, *, is_https: bool = False, refusal: StartRefusal | None = None) -> FrontDoor:
    return FrontDoor(
        inner,
        ports=None,  # type: ignore[arg-type]  # nothing here reaches a port
        address=ClientAddress(()),
        access_line=lambda _line: None,
        is_https=is_https,
        refusal=refusal or StartRefusal(),
    )


async def answered(app: Any, scope: dict[str, Any]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, None, send)
    return sent


async def test_https_and_headers_of_the_answers_own() -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        own = [(b"content-security-policy", b"own"), (b"cache-control", b"no-cache")]
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": b""})

    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": [], "client": None}
    start, _ = await answered(front_door(inner, is_https=True), scope)
    names = [name for name, _ in start["headers"]]
    assert b"strict-transport-security" in names
    assert names.count(b"content-security-policy") == names.count(b"cache-control") == 1


async def test_a_refused_start_is_one_sentence() -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "lifespan.startup.failed", "message": "Traceback: a screenful"})

    refusal = StartRefusal()
    (unknown,) = await answered(front_door(inner, refusal=refusal), {"type": "lifespan"})
    assert unknown["message"] == "Traceback: a screenful"
    refusal.sentence = "The folder cannot be written."
    (known,) = await answered(front_door(inner, refusal=refusal), {"type": "lifespan"})
    assert known["message"] == "The folder cannot be written."


@pytest.mark.parametrize(
    ("accepted", "size", "media_type", "is_compressed"),
    [
        (b"gzip", 5000, b"application/json", True),
        (b"gzip", 500, b"application/json", False),
        (b"br", 5000, b"application/json", False),
        (b"gzip", 5000, b"text/event-stream", False),
    ],
)
async def test_compression(accepted: bytes, size: int, media_type: bytes, is_compressed: bool) -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", media_type), (b"content-length", str(size).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x" * size})

    scope = {"type": "http", "method": "GET", "path": str(new_id()), "headers": [(b"accept-encoding", accepted)]}
    start, body = await answered(Compression(inner), scope)
    assert ((b"content-encoding", b"gzip") in start["headers"]) is is_compressed
    assert (len(body["body"]) < size) is is_compressed

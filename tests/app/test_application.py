"""The whole application in this process: what the composition puts together holds together."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from app.composition import Instance
from app.factory import create_app
from app.settings import load_settings
from tests.support.servers import REPOSITORY, free_port

PERSON = {"email": "ada@example.com", "password": "long enough pass", "name": "Ada", "organization": "Marsh"}
BROWSER = "https://dashboard.example"


def application(folder: Path, **environment: str) -> FastAPI:
    settings = {"FIVEFOLD_DATA_DIR": str(folder), "FIVEFOLD_RATE_LIMIT_AUTH_PER_SECOND": "0", **environment}
    return create_app(load_settings(settings, None))


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a started application that lets one other origin in."""
    app = application(tmp_path, FIVEFOLD_CORS_ORIGINS=BROWSER, FIVEFOLD_DASHBOARD_DIR=str(tmp_path / "none"))
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://fivefold.test") as client,
    ):
        yield client


async def signed_in(client: httpx2.AsyncClient) -> dict[str, str]:
    assert (await client.post("/api/v1/auth/register", json=PERSON)).status_code == 201
    tokens = await client.post("/api/v1/auth/login", json={key: PERSON[key] for key in ("email", "password")})
    return {"Authorization": f"Bearer {tokens.json()['access_token']}"}


def routes(folder: Path) -> list[Any]:
    instance: Instance = application(folder).state.instance
    return list(instance.routes.routes)


def test_every_write_honors_keys_or_says_why_not(tmp_path: Path) -> None:
    writes = [route for route in routes(tmp_path) if route.methods & {"POST", "PUT", "PATCH", "DELETE"}]
    assert len(writes) > 20
    exempt = set()
    for route in writes:
        extra = route.openapi_extra
        if extra["x-idempotency"] == "exempt":
            assert len(extra["x-idempotency-reason"]) > 20
            exempt.add(route.path)
        else:
            assert {"$ref": "#/components/parameters/IdempotencyKey"} in extra["parameters"]
    assert exempt == {"/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/invitations/preview"}


def test_paths_and_operations_are_unique(tmp_path: Path) -> None:
    everything = [(method, route.path) for route in routes(tmp_path) for method in route.methods]
    assert len(everything) == len(set(everything))
    ids = [route.operation_id for route in routes(tmp_path)]
    assert len(ids) == len(set(ids))


def test_composing_connects_and_writes_nothing(tmp_path: Path) -> None:
    application(tmp_path)
    assert list(tmp_path.iterdir()) == []


async def test_from_registering_to_signing_out(client: httpx2.AsyncClient) -> None:
    headers = await signed_in(client)
    made = await client.post("/api/v1/auth/clients", json={"code": "acme", "name": "Acme"}, headers=headers)
    assert made.status_code == 201, made.text
    seen = await client.get(f"/api/v1/auth/clients/{made.json()['id']}", headers=headers)
    assert seen.json() == made.json()
    assert seen.headers["etag"] == made.headers["etag"]
    assert (await client.post("/api/v1/auth/logout", headers=headers)).status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=headers)).status_code == 401


async def test_operations_are_for_operators(client: httpx2.AsyncClient, tmp_path: Path) -> None:
    headers = await signed_in(client)
    refused = await client.get("/api/v1/operations/overview", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "operator_only")
    app: Any = client._transport.app  # type: ignore[attr-defined]  # the client was made with an application
    await app.state.instance.auth.set_operator(PERSON["email"])
    overview = (await client.get("/api/v1/operations/overview", headers=headers)).json()
    assert overview["database"]["engine"] == "sqlite"
    assert overview["database"]["slowest"]
    assert overview["health"]["status"] == "ok"


async def test_documents_are_at_both_addresses(client: httpx2.AsyncClient) -> None:
    first, second = await client.get("/api/openapi.json"), await client.get("/openapi.json")
    assert first.json() == second.json()
    assert first.headers["content-encoding"] == "gzip"
    page = await client.get("/docs")
    assert page.text == (await client.get("/api/docs")).text
    assert "script" not in page.headers["content-security-policy"]
    assert (await client.get("/api/docs.css")).headers["content-type"].startswith("text/css")


async def test_without_a_dashboard_the_root_says_how_to_build_it(client: httpx2.AsyncClient) -> None:
    page = await client.get("/")
    assert (page.status_code, "make dashboard" in page.text) == (200, True)
    assert (await client.get("/health/nothing")).json()["code"] == "not_found"


async def test_other_origins_need_permission(client: httpx2.AsyncClient) -> None:
    asked = {
        "Origin": BROWSER,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-api-key",
    }
    allowed = await client.options("/api/v1/auth/login", headers=asked)
    assert allowed.headers["access-control-allow-origin"] == BROWSER
    assert allowed.headers["x-request-id"]
    problem = await client.get("/api/v1/auth/me", headers={"Origin": BROWSER})
    assert (problem.status_code, problem.headers["access-control-allow-origin"]) == (401, BROWSER)
    assert "ETag" in problem.headers["access-control-expose-headers"]
    stranger = await client.get("/api/v1/auth/me", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in stranger.headers
    for changed in ({"Origin": "https://elsewhere.example"}, {"Access-Control-Request-Method": "TRACE"}):
        refused = await client.options("/api/v1/auth/login", headers={**asked, **changed})
        assert refused.headers["content-type"] == "application/problem+json"
        assert (refused.status_code, refused.json()["code"]) == (400, "cross_origin_refused")
        assert refused.json()["request_id"] == refused.headers["x-request-id"]
        assert ("access-control-allow-origin" in refused.headers) is ("Origin" not in changed)


async def test_a_second_server_on_the_same_file_is_refused(
    client: httpx2.AsyncClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = application(tmp_path)
    with pytest.raises(Exception, match="Another Fivefold server already uses"):
        async with second.router.lifespan_context(second):
            raise AssertionError("it started")
    assert capsys.readouterr().err.startswith("fivefold: Another Fivefold server")


def test_uvicorn_says_why_it_will_not_start(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FIVEFOLD_")}
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(free_port())]
    for wrong, sentence in (
        ({"FIVEFOLD_PROT": "1"}, "fivefold: There is no setting FIVEFOLD_PROT; did you mean FIVEFOLD_PORT?"),
        ({"FIVEFOLD_DATA_DIR": "/proc/nowhere"}, "fivefold: The folder /proc/nowhere cannot be written"),
    ):
        done = subprocess.run(
            command, cwd=REPOSITORY, env={**environment, "FIVEFOLD_DATA_DIR": str(tmp_path), **wrong},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode != 0
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr + done.stdout

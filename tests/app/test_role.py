"""What a process does is what its role says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import bindparam, select

from app.composition import Instance, compose, migrate
from app.factory import create_app
from app.settings import Settings, load_settings
from kernel.context import system_context
from kernel.ids import new_id
from kernel.unit import Unit
from providers.database.idempotency import IdempotencyRecord, insert_record
from providers.database.tables import IDEMPOTENCY
from tests.support.servers import create_database, drop_database

KEPT = select(IDEMPOTENCY.c.key_hash).where(IDEMPOTENCY.c.key_hash == bindparam("the_hash"))
NOWHERE = "postgresql://ada:hunter2@127.0.0.1:1/nothing"


@pytest.fixture
def own_database(postgres_server: str, worker_id: str) -> Iterator[str]:
    """A PostgreSQL database that no other test sweeps."""
    name = f"fivefold_role_{worker_id}"
    yield create_database(postgres_server, name)
    drop_database(postgres_server, name)


def settings(folder: Path, role: str, url: str = NOWHERE) -> Settings:
    return load_settings(
        {"FIVEFOLD_DATA_DIR": str(folder), "FIVEFOLD_DATABASE_URL": url, "FIVEFOLD_ROLE": role}, None
    )


def client(app: FastAPI) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://fivefold.test")


def expired(unit: Unit, key_hash: bytes) -> None:
    made_at = unit.now - timedelta(hours=25)
    expires_at = made_at + timedelta(hours=24)
    insert_record(unit, IdempotencyRecord(key_hash, b"f" * 32, 200, {}, b"", None, made_at, expires_at))


def is_kept(unit: Unit, key_hash: bytes) -> bool:
    return unit.execute(KEPT, the_hash=key_hash).first() is not None


async def is_swept(app: FastAPI) -> bool:
    """Whether an expired record is gone soon after the start."""
    instance: Instance = app.state.instance
    key_hash = new_id().bytes * 2
    async with app.router.lifespan_context(app):
        await instance.database.write(system_context(), expired, key_hash)
    # The next start begins with a sweep, where there is one.
    again = create_app(instance.settings)
    database = again.state.instance.database
    async with again.router.lifespan_context(again):
        for _ in range(20):
            await asyncio.sleep(0.05)
            if not await database.read(system_context(), is_kept, key_hash):
                return True
    return False


@pytest.mark.parametrize(("role", "expected"), [("web", False), ("background", True), ("all", True)])
async def test_chores_are_done_where_the_role_says(
    tmp_path: Path, own_database: str, role: str, expected: bool
) -> None:
    chosen = settings(tmp_path, role, own_database)
    await asyncio.to_thread(migrate, chosen)
    assert await is_swept(create_app(chosen)) is expected


async def test_the_background_answers_health_and_operations_alone(tmp_path: Path) -> None:
    async with client(create_app(settings(tmp_path, "background"))) as http:
        assert (await http.get("/health/live")).status_code == 200
        assert (await http.get("/api/v1/operations/overview")).status_code == 401
        for path in ("/", "/api/docs", "/api/openapi.json", "/api/v1/auth/me", "/invitations/token"):
            answer = await http.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
            assert "works in the background" in answer.json()["detail"]
        assert (await http.post("/api/v1/auth/login", json={})).status_code == 404


async def test_the_web_answers_everything(tmp_path: Path) -> None:
    async with client(create_app(settings(tmp_path, "web"))) as http:
        assert (await http.get("/api/openapi.json")).status_code == 200
        assert (await http.get("/")).status_code == 200
        assert (await http.get("/api/v1/auth/me")).status_code == 401


def test_commands_describe_the_whole_api_whatever_the_role(tmp_path: Path) -> None:
    whole, here = settings(tmp_path, "all"), settings(tmp_path, "background")
    paths = [{route.path for route in compose(one, is_server=False).routes.routes} for one in (whole, here)]
    assert paths[0] == paths[1]

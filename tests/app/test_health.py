"""Health asks, and says what it was told."""

from __future__ import annotations

from typing import Any

from app.http.health import HealthRegistry, health_router
from kernel.errors import Unavailable
from providers.database.port import DatabaseAway
from tests.providers.http.application import KeyRing, application


async def fine() -> None:
    return


async def away() -> None:
    raise Unavailable("It cannot be reached.")


async def broken() -> None:
    raise RuntimeError("postgresql://user:password@host")


async def unreachable() -> None:
    raise DatabaseAway("PostgreSQL cannot be reached: connection to db.internal (10.0.0.7) as ada was refused")


async def answers(registry: HealthRegistry) -> dict[str, tuple[int, Any]]:
    web = application(None, KeyRing(), [health_router(registry)])  # type: ignore[arg-type]  # no database is asked
    paths = ("/health", "/health/ready", "/health/live")
    got = {path: await web.client.get(path) for path in paths}
    return {path: (answer.status_code, answer.json()) for path, answer in got.items()}


async def test_all_is_well() -> None:
    got = await answers(HealthRegistry({"database": fine, "auth.keys": fine}, "1.2.3"))
    status, health = got["/health"]
    assert (status, health["status"], health["version"]) == (200, "ok", "1.2.3")
    assert [(check["name"], check["status"], check["detail"]) for check in health["checks"]] == [
        ("database", "ok", None),
        ("auth.keys", "ok", None),
    ]
    assert all(check["ms"] >= 0 for check in health["checks"])
    assert got["/health/ready"][0] == 200
    assert got["/health/live"] == (200, {"status": "ok"})


async def test_one_failure_is_enough() -> None:
    got = await answers(HealthRegistry({"database": away, "auth": broken, "catalog": fine}, "1"))
    for path in ("/health", "/health/ready"):
        status, health = got[path]
        assert (status, health["status"]) == (503, "failing")
        assert [check["detail"] for check in health["checks"]] == ["It cannot be reached.", "RuntimeError", None]
    assert got["/health/live"][0] == 200


async def test_draining_is_not_ready() -> None:
    registry = HealthRegistry({"database": fine}, "1")
    registry.is_draining = True
    got = await answers(registry)
    assert (got["/health/ready"][0], got["/health/ready"][1]["status"]) == (503, "draining")
    assert got["/health/live"][0] == 200


async def test_strangers_do_not_learn_where_the_database_is() -> None:
    registry = HealthRegistry({"database": unreachable}, "1")
    got = await answers(registry)
    for path in ("/health", "/health/ready"):
        assert got[path][1]["checks"][0]["detail"] == "The database cannot be reached."

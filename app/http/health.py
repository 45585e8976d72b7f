"""Health: every dependency and every module is really asked, each time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import structlog
from fastapi import Response

from kernel.errors import FivefoldError
from kernel.module_spec import HealthCheck
from providers.http.problems import public_detail
from providers.http.routing import ApiRouter

log = structlog.get_logger("fivefold.health")

_CHECK_SECONDS_MAX = 5.0
_UNAVAILABLE = 503

Status = Literal["ok", "failing", "draining"]


@dataclass(frozen=True, slots=True)
class Check:
    """How one dependency or module answered."""

    name: str
    status: Literal["ok", "failing"]
    ms: float
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How the instance is. `draining` means that it answers but is about to stop."""

    status: Status
    version: str
    checks: list[Check]


@dataclass(frozen=True, slots=True)
class Liveness:
    """The process answers."""

    status: Literal["ok"] = "ok"


class HealthRegistry:
    """Knows whom to ask, and whether the server is on its way out."""

    def __init__(self, checks: Mapping[str, HealthCheck], version: str) -> None:
        self._checks = checks
        self._version = version
        self.is_draining = False

    async def ask(self) -> Health:
        """Ask everybody at once."""
        checks = await asyncio.gather(*(_ask(name, check) for name, check in self._checks.items()))
        status: Status = "ok" if all(check.status == "ok" for check in checks) else "failing"
        if status == "ok" and self.is_draining:
            status = "draining"
        return Health(status, self._version, list(checks))


async def _ask(name: str, check: HealthCheck) -> Check:
    started_at = time.perf_counter()
    detail = None
    try:
        async with asyncio.timeout(_CHECK_SECONDS_MAX):
            await check()
    except TimeoutError:
        detail = f"no answer within {_CHECK_SECONDS_MAX:g} seconds"
    except FivefoldError as error:
        detail = public_detail(error)
        if detail != error.detail:
            log.warning("health check failed", check=name, code=error.code, detail=error.detail)
    except Exception as error:  # noqa: BLE001  # whatever a check raises means that it failed
        detail = type(error).__name__  # its message may say more than strangers should read
    milliseconds = round((time.perf_counter() - started_at) * 1000, 2)
    return Check(name, "ok" if detail is None else "failing", milliseconds, detail)


def health_router(registry: HealthRegistry) -> ApiRouter:
    """`/health` for people, `/health/live` and `/health/ready` for whoever starts, stops and balances."""
    router = ApiRouter(prefix="/health", tag="health")
    not_ready = {_UNAVAILABLE: {"model": Health, "description": "Something it needs is away, or it is stopping."}}

    async def answer(response: Response) -> Health:
        health = await registry.ask()
        if health.status != "ok":
            response.status_code = _UNAVAILABLE
        return health

    @router.get(responses=not_ready)
    async def get(response: Response) -> Health:
        """Ask every dependency and every module.

        Lists each with its status and how long it took to answer.
        """
        return await answer(response)

    @router.get("/ready", responses=not_ready)
    async def ready(response: Response) -> Health:
        """Whether requests should be sent here.

        503 while something that requests need is away, and while the server drains before it stops.
        """
        return await answer(response)

    @router.get("/live")
    async def live() -> Liveness:
        """Whether the process answers at all."""
        return Liveness()

    return router

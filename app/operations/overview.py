"""One look at the whole instance, for its operators."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Annotated

from app.http.health import Health, HealthRegistry
from kernel.context import Context
from providers.database.port import Database, DatabaseStatistics
from providers.http.context import operator_only
from providers.http.routing import ApiRouter


@dataclass(frozen=True, slots=True)
class Overview:
    """What runs here, how it is, and where its time goes."""

    version: str
    python: str
    environment: str
    uptime_seconds: float
    database: DatabaseStatistics
    health: Health


def operations_router(health: HealthRegistry, database: Database, version: str, environment: str) -> ApiRouter:
    """Operations are for operators of the instance; owners of organizations get 403."""
    router = ApiRouter(prefix="/api/v1/operations", tag="operations")
    started_at = time.monotonic()

    @router.get("/overview")
    async def overview(ctx: Annotated[Context, operator_only()]) -> Overview:  # noqa: ARG001  # the door
        """How the instance is.

        Version, database statistics with the slowest units, and the health of everything it needs.
        """
        return Overview(
            version=version,
            python=".".join(map(str, sys.version_info[:3])),
            environment=environment,
            uptime_seconds=round(time.monotonic() - started_at, 1),
            database=database.statistics(),
            health=await health.ask(),
        )

    return router

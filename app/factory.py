"""`create_app(settings)`: the whole application as one ASGI callable. Connections begin with its lifespan."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware

from app.background import background_work, draining
from app.composition import Instance, compose, prepare_database
from app.http import errors
from app.http.addresses import ClientAddress
from app.http.boundary import ErrorBoundary
from app.http.compression import Compression
from app.http.cors import CrossOrigin
from app.http.documents import document_routes
from app.http.front_door import FrontDoor, StartRefusal
from app.http.limits import RequestLimits
from app.http.rate_limit import RateLimit
from app.http.routes import not_served_here
from app.http.static import Dashboard
from app.logs import access_line, configure_logs
from app.memory import settle
from app.settings import Settings, SettingsError
from kernel.errors import FivefoldError
from providers.secrets.port import SecretKeyMissing

EXPOSED_HEADERS = ("ETag", "Idempotency-Replayed", "Retry-After", "X-Request-Id")


def create_app(settings: Settings) -> FastAPI:
    """Compose the instance and put the web around it."""
    configure_logs(settings.instance.log_level)
    instance = compose(settings)
    refusal = StartRefusal()
    app = FastAPI(
        title="Fivefold",
        version=instance.version,
        openapi_url=None,
        redirect_slashes=False,
        # Asking whether somebody configured OpenTelemetry costs a dozen microseconds on every request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lambda _app: _lifespan(instance, refusal),
        middleware=_middleware(instance, refusal),
    )
    app.state.instance = instance
    app.router.routes, app.router.default = [instance.routes], not_served_here
    if settings.instance.serves_everything:
        app.router.routes += document_routes(instance)
        app.router.default = Dashboard(settings.instance.dashboard_dir)
    errors.install(app)
    return app


@asynccontextmanager
async def _lifespan(instance: Instance, refusal: StartRefusal) -> AsyncIterator[None]:
    """Open from the ground up, close from the top down: last the writer drains."""
    settings = instance.settings
    try:
        await asyncio.to_thread(prepare_database, settings)
        await instance.database.open()
    except (FivefoldError, SettingsError, SecretKeyMissing) as error:
        refusal.sentence = str(error)
        sys.stderr.write(f"fivefold: {error}\n")
        raise
    settle()
    try:
        async with (
            draining(instance.health, settings.instance.drain),
            background_work(instance.database, does_chores=settings.instance.does_chores),
        ):
            yield
    finally:
        instance.health.is_draining = True
        await instance.close()


def _middleware(instance: Instance, refusal: StartRefusal) -> list[Middleware]:
    """From the outside in. Each is one pure ASGI callable that does nothing for requests it does not concern."""
    http = instance.settings.http
    layers = [
        Middleware(
            FrontDoor,
            ports=instance.ports,
            address=ClientAddress(http.proxy_networks),
            access_line=access_line(),
            is_https=http.base_url.startswith("https://"),
            refusal=refusal,
        ),
        Middleware(ErrorBoundary, timeout_seconds=http.request_timeout_seconds),
        Middleware(RateLimit, per_second=http.rate_limit_per_second, auth_per_second=http.rate_limit_auth_per_second),
        Middleware(RequestLimits, body_limit_bytes=http.body_limit_bytes),
        Middleware(Compression),
    ]
    if http.cors_origins:
        layers.insert(
            1,
            Middleware(
                CrossOrigin,
                allow_origins=list(http.cors_origins),
                allow_credentials=http.cors_credentials,
                allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
                allow_headers=["*"],
                expose_headers=list(EXPOSED_HEADERS),
                max_age=600,
            ),
        )
    return layers

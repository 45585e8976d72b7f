"""A small application made of the real pieces: routers, front door, error boundary, a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.middleware import Middleware

from app.http import errors
from app.http.addresses import ClientAddress
from app.http.boundary import ErrorBoundary
from app.http.front_door import FrontDoor, StartRefusal
from app.http.limits import RequestLimits
from app.http.routes import RouteIndex
from kernel.context import Context, Grant, Principal, PrincipalKind
from kernel.errors import Unauthenticated
from kernel.ids import new_id
from providers.database.port import Database
from providers.http.port import Credentials
from providers.http.routing import ApiRouter
from providers.http.state import Ports

WRITE = "sample:things:write"


@dataclass
class KeyRing:
    """An authenticator that knows a few people by their API key."""

    people: dict[str, Context] = field(default_factory=dict)
    asked: int = 0

    def add(
        self, key: str, *permissions: str, kind: PrincipalKind = PrincipalKind.USER, operator: bool = False
    ) -> Context:
        """Somebody in an organization of their own."""
        principal = Principal(kind, new_id(), name=key, is_operator=operator)
        context = Context(new_id(), principal, (Grant(frozenset(permissions)),))
        self.people[key] = context
        return context

    async def authenticate(self, credentials: Credentials) -> Context:
        self.asked += 1
        key = credentials.bearer or credentials.api_key
        if key is None:
            return Context(request_id=credentials.request_id, address=credentials.address)
        if key not in self.people:
            raise Unauthenticated("This key is not known.")
        return replace(self.people[key], request_id=credentials.request_id, address=credentials.address)


@dataclass
class Web:
    """The application with a client, and everything its access log said."""

    client: httpx2.AsyncClient
    keys: KeyRing
    lines: list[dict[str, Any]]
    app: FastAPI


def application(
    database: Database, keys: KeyRing, routers: Iterable[ApiRouter], timeout_seconds: float = 10.0
) -> Web:
    """The routers behind the middleware that every request passes."""
    lines: list[dict[str, Any]] = []
    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(
                FrontDoor,
                ports=Ports(database, keys),
                address=ClientAddress(()),
                access_line=lines.append,
                is_https=False,
                refusal=StartRefusal(),
            ),
            Middleware(ErrorBoundary, timeout_seconds=timeout_seconds),
            Middleware(RequestLimits, body_limit_bytes=2000),
        ],
    )
    app.router.routes = [RouteIndex(route for router in routers for route in router)]
    errors.install(app)
    transport = httpx2.ASGITransport(app=app)
    return Web(httpx2.AsyncClient(transport=transport, base_url="http://fivefold.test"), keys, lines, app)

"""The whole application in this process, and people who use it over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from app.factory import create_app
from app.settings import load_settings
from kernel.ids import new_id

PASSWORD = "correct horse battery"
API = "/api/v1/auth"


@dataclass
class Visitor:
    """Somebody with a browser, signed in or not."""

    http: httpx.AsyncClient
    email: str = ""
    organization: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A request under /api/v1/auth with the headers that this visitor sends."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.http.request(method, f"{API}{path}", json=body, headers=sent)

    async def get(self, path: str, **headers: str) -> Any:
        """What a read that works answers."""
        answer = await self.call("GET", path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any, status: int = 201, **headers: str) -> Any:
        """What a write that works answers."""
        answer = await self.call("POST", path, body, **headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def code(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """Status and code of a request that does not work."""
        answer = await self.call(method, path, body, **headers)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()["code"]

    async def log_in(self, password: str = PASSWORD) -> None:
        """Sign in and go on as that person."""
        self.tokens = await self.post("/login", {"email": self.email, "password": password}, 200)
        self.headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}

    async def role(self, key: str) -> str:
        """The id of a built-in role."""
        roles = (await self.get("/roles"))["items"]
        return str(next(role["id"] for role in roles if role["key"] == key))


@dataclass
class Web:
    """The running application."""

    http: httpx.AsyncClient

    def visitor(self) -> Visitor:
        """Somebody new."""
        return Visitor(self.http)

    async def owner(self, organization: str = "Testing Ltd") -> Visitor:
        """Somebody who registered and signed in."""
        visitor = Visitor(self.http, email=f"{new_id().hex}@example.com")
        body = {"email": visitor.email, "password": PASSWORD, "name": "Ada Lindholm", "organization": organization}
        visitor.organization = (await visitor.post("/register", body))["organization"]
        await visitor.log_in()
        return visitor

    async def colleague(self, owner: Visitor, role: str = "member") -> Visitor:
        """Somebody who was invited by the owner, accepted and signed in."""
        visitor = Visitor(self.http, email=f"{new_id().hex}@example.com", organization=owner.organization)
        issued = await owner.post("/invitations", {"email": visitor.email, "role_id": await owner.role(role)})
        body = {"token": issued["token"], "name": "Bo Sandberg", "password": PASSWORD}
        await visitor.post("/invitations/accept", body, 200)
        await visitor.log_in()
        return visitor


@asynccontextmanager
async def running_application(data_dir: Path) -> AsyncIterator[Web]:
    """As shipped, but for the limits on rates and the network."""
    environment = {
        "FIVEFOLD_DATA_DIR": str(data_dir),
        "FIVEFOLD_RATE_LIMIT_PER_SECOND": "0",
        "FIVEFOLD_RATE_LIMIT_AUTH_PER_SECOND": "0",
        "FIVEFOLD_DRAIN_SECONDS": "0",
        "FIVEFOLD_LOG_LEVEL": "error",
    }
    app = create_app(load_settings(environment))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as http,
    ):
        yield Web(http)

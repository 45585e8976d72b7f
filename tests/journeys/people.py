"""People who use the product over HTTP, and the things that they make there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import uuid4

import httpx

AUTH = "/api/v1/auth"
PASSWORD = "correct horse battery staple"


def unique(word: str) -> str:
    """The word with an end that nobody used before."""
    return f"{word}-{uuid4().hex[:12]}"


def answer(response: httpx.Response, status: int) -> Any:
    """The JSON of a response that has exactly this status; None where it has no body."""
    assert response.status_code == status, f"{response.request.method} {response.request.url}: {response.text}"
    return response.json() if response.content else None


def code_of(response: httpx.Response, status: int) -> str:
    """The `code` of a problem document that has exactly this status."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    document: dict[str, Any] = answer(response, status)
    code: str = document["code"]
    return code


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sends requests below /api/v1/auth: shared connections and headers of their own."""

    http: httpx.Client
    headers: Mapping[str, str]

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        url = path if path.startswith(("/api/", "/health", "/.well-known/")) else AUTH + path
        return self.http.request(method, url, headers=headers, **options)

    def get(self, path: str, status: int = 200, **options: Any) -> Any:
        return answer(self.send("GET", path, **options), status)

    def post(self, path: str, body: Any = None, status: int = 201, **options: Any) -> Any:
        return answer(self.send("POST", path, json=body, **options), status)

    def patch(self, path: str, body: Any, status: int = 200, **options: Any) -> Any:
        return answer(self.send("PATCH", path, json=body, **options), status)

    def delete(self, path: str, status: int = 204, **options: Any) -> Any:
        return answer(self.send("DELETE", path, **options), status)

    def with_headers(self, **headers: str) -> Self:
        """The same caller with more headers; underscores stand for hyphens."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})


@dataclass(frozen=True, slots=True)
class Person(Caller):
    """Somebody signed in, in their organization."""

    user: Mapping[str, Any]
    organization: Mapping[str, Any]
    tokens: Mapping[str, Any]
    password: str = PASSWORD

    @property
    def email(self) -> str:
        email: str = self.user["email"]
        return email


def nobody(http: httpx.Client) -> Caller:
    """A caller without credentials."""
    return Caller(http, {})


def register(http: httpx.Client, name: str = "Ada Marsh", organization: str = "Tidewater Supplies") -> Person:
    """A new person who owns a new organization, signed in. Both names get an end that nobody used before."""
    email = f"{unique('ada')}@tidewater.example"
    body = {"email": email, "password": PASSWORD, "name": unique(name), "organization": unique(organization)}
    nobody(http).post("/register", body)
    return sign_in(http, email)


def sign_in(http: httpx.Client, email: str, password: str = PASSWORD) -> Person:
    """A person with an account, in a session of its own."""
    tokens = nobody(http).post("/login", {"email": email, "password": password}, 200)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    me = Caller(http, headers).get("/me")
    return Person(http, headers, me["user"], me["organization"], tokens, password)


def again(person: Person) -> Person:
    """The same person in another session."""
    return sign_in(person.http, person.email, person.password)


def role_named(owner: Person, key: str) -> dict[str, Any]:
    """A built-in role by its key."""
    roles: list[dict[str, Any]] = owner.get("/roles")["items"]
    return next(role for role in roles if role["key"] == key)


def make_role(owner: Person, permissions: Iterable[str], name: str = "Bookkeeper") -> dict[str, Any]:
    """A role of the organization's own."""
    body = {"name": unique(name), "description": "", "permissions": sorted(permissions)}
    role: dict[str, Any] = owner.post("/roles", body)
    return role


def invite(owner: Person, role_id: str, email: str = "") -> dict[str, Any]:
    """A pending invitation with its token."""
    body = {"email": email or f"{unique('bo')}@tidewater.example", "role_id": role_id}
    invitation: dict[str, Any] = owner.post("/invitations", body)
    return invitation


def join(owner: Person, role_id: str, name: str = "Bo Lind", email: str = "") -> Person:
    """A new person who accepted an invitation, signed in."""
    invitation = invite(owner, role_id, email)
    body = {"token": invitation["token"], "name": unique(name), "password": PASSWORD}
    nobody(owner.http).post("/invitations/accept", body, 200)
    return sign_in(owner.http, invitation["email"])


def make_client(owner: Caller, name: str = "Acme") -> dict[str, Any]:
    """A client of the organization."""
    client: dict[str, Any] = owner.post("/clients", {"code": unique("c"), "name": unique(name), "description": ""})
    return client


def make_project(owner: Caller, client_id: str, name: str = "Spring launch") -> dict[str, Any]:
    """A project for that client."""
    body = {"client_id": client_id, "code": unique("p"), "name": unique(name), "description": ""}
    project: dict[str, Any] = owner.post("/projects", body)
    return project


def make_key(owner: Caller, permissions: Iterable[str], name: str = "Web shop", **scope: str) -> dict[str, Any]:
    """An API key with its secret."""
    body = {"name": unique(name), "permissions": sorted(permissions), "expires_at": None, **scope}
    key: dict[str, Any] = owner.post("/api-keys", body)
    return key


def holder(http: httpx.Client, key: Mapping[str, Any]) -> Caller:
    """Whoever holds that API key."""
    return Caller(http, {"X-API-Key": key["key"]})

"""What is measured, for the product and for what stands beside it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

NAMES = ("health", "me", "list_projects", "get_project", "create_project")
PASSWORD = "benchmark password"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One request, sent over and over."""

    name: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: str = ""


def product_scenarios(url: str) -> list[Scenario]:
    """Make an organization with one project through the API, and say what to send to it."""
    api = f"{url}/api/v1/auth"
    email = f"owner-{secrets.token_hex(6)}@bench.example"
    person = {"email": email, "password": PASSWORD}
    ask(f"{api}/register", {**person, "name": "Bench Owner", "organization": f"Bench {secrets.token_hex(4)}"})
    signed_in = {"Authorization": f"Bearer {ask(f'{api}/login', person)['access_token']}"}
    one, many = (
        ask(f"{api}/clients", {"code": code, "name": code.title(), "description": ""}, signed_in)["id"]
        for code in ("one", "many")
    )
    project = ask(f"{api}/projects", new_project(one, "one"), signed_in)
    # The counter is replaced by nine digits; a part of chance keeps several runs on one server apart.
    creation = json.dumps(new_project(many, f"p-{secrets.token_hex(4)}-{{counter}}"))
    base = "/api/v1/auth"
    return [
        Scenario("health", "GET", "/health/live", {}),
        Scenario("me", "GET", f"{base}/me", signed_in),
        Scenario("list_projects", "GET", f"{base}/projects?client_id={one}", signed_in),
        Scenario("get_project", "GET", f"{base}/projects/{project['id']}", signed_in),
        Scenario("create_project", "POST", f"{base}/projects", signed_in, creation),
    ]


def baseline_scenarios() -> list[Scenario]:
    """The same five for the baselines, which know no organizations."""
    creation = json.dumps(new_project("one", f"p-{secrets.token_hex(4)}-{{counter}}"))
    return [
        Scenario("health", "GET", "/health", {}),
        Scenario("me", "GET", "/me", {}),
        Scenario("list_projects", "GET", "/projects?code=one", {}),
        Scenario("get_project", "GET", "/projects/one", {}),
        Scenario("create_project", "POST", "/projects", {}, creation),
    ]


def new_project(client_id: str, code: str) -> dict[str, str]:
    """The body of a creation."""
    return {"client_id": client_id, "code": code, "name": f"Project {code}", "description": "Made by the benchmark."}


def ask(url: str, body: Mapping[str, object], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """POST JSON and read the answer. Raises `HTTPError` for anything but success."""
    request = Request(  # noqa: S310  the address is the server being measured
        url, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}
    )
    with urlopen(request, timeout=30) as answer:  # noqa: S310
        result: dict[str, Any] = json.load(answer)
        return result

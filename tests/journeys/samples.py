"""One of everything in an organization, under the names by which paths, queries and bodies refer to it.

A parameter or field that ends in an id and has no entry here fails the tests that call every operation: a new noun
adds its sample to `furnish`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.journeys.contract import Operation
from tests.journeys.people import (
    Caller,
    Person,
    again,
    invite,
    join,
    make_client,
    make_key,
    make_project,
    make_role,
    register,
    role_named,
    unique,
)

VOLATILE = frozenset({"last_used_at", "request_id", "ms", "uptime_seconds"})
"""Fields that change without anybody writing what they describe."""


@dataclass(frozen=True)
class House:
    """A furnished organization. `marker` stands in every name, code and address in it and nowhere else."""

    owner: Person
    member: Person
    marker: str
    ids: Mapping[str, str]
    secrets: Mapping[str, str]
    by_operation: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that name this organization and what is in it."""
        return {
            "X-Fivefold-Organization": self.ids["organization_id"],
            "X-Fivefold-Client": self.ids["client_id"],
            "X-Fivefold-Project": self.ids["project_id"],
        }

    def id_of(self, operation: Operation, name: str) -> str:
        """The sample for a parameter or field."""
        found = self.by_operation.get(operation.id, {}).get(name) or self.ids.get(name)
        assert found is not None, f"{operation.id}: add a sample for {name!r} to tests/journeys/samples.py"
        return found

    def path(self, operation: Operation) -> str:
        """The operation's path with this house's ids in it."""
        return operation.path.format(**{name: self.id_of(operation, name) for name in operation.path_names})

    def body(self, operation: Operation) -> dict[str, Any] | None:
        """The operation's example with this house's ids and secrets, and values that nobody used before."""
        if operation.body is None:
            return None
        body = {**operation.body, **{name: self.id_of(operation, name) for name in operation.body_ids}}
        for name in body.keys() & self.secrets.keys():
            body[name] = self.secrets[name]
        for name, value in _unused(operation).items():
            if name in body:
                body[name] = value
        return body

    def call(self, caller: Caller, operation: Operation, **options: Any) -> httpx.Response:
        """Let somebody call the operation on this house."""
        body = self.body(operation)
        given = {} if body is None else {"json": body}
        return caller.send(operation.method, self.path(operation), **{**given, **options})


def _unused(operation: Operation) -> dict[str, str]:
    new_name = "name" if operation.id.endswith(("_create", "_update")) else ""
    return {
        "code": unique("c"),
        "slug": unique("s"),
        "email": f"{unique('cy')}@tidewater.example",
        new_name: unique("Sample"),
    }


def furnish(http: httpx.Client, marker: str = "") -> House:
    """A new organization with one of everything in it."""
    marker = marker or f"quartz{uuid4().hex[:16]}"
    owner = register(http, f"Ada {marker}", f"Tidewater {marker}")
    role = make_role(owner, ["auth:projects:read"], marker)
    client = make_client(owner, marker)
    project = make_project(owner, client["id"], marker)
    member = join(owner, role_named(owner, "member")["id"], f"Bo {marker}", f"{unique(marker)}@tidewater.example")
    invitation = invite(owner, role["id"], f"{unique(marker)}@tidewater.example")
    key = make_key(owner, ["auth:projects:read"], marker, client_id=client["id"], project_id=project["id"])
    other_session = again(owner).get("/me")["session_id"]
    ids = {
        "organization_id": owner.organization["id"],
        "role_id": role["id"],
        "client_id": client["id"],
        "project_id": project["id"],
        "user_id": member.user["id"],
        "actor_id": owner.user["id"],
        "target_id": project["id"],
        "invitation_id": invitation["id"],
        "key_id": key["id"],
        "session_id": other_session,
    }
    secrets = {"current_password": owner.password, "token": invitation["token"], "secret": key["key"]}
    return House(owner, member, marker, ids, secrets)


def state_of(house: House, operations: Mapping[str, Operation]) -> dict[str, Any]:
    """All that the owner can read of the house, but for volatile fields."""
    reads = (entry for entry in operations.values() if entry.method == "GET")
    seen = {}
    for operation in reads:
        if operation.access in {"public", "operator"}:
            continue
        response = house.call(house.owner, operation)
        assert response.status_code == 200, f"{operation.id}: {response.text}"
        seen[operation.id] = _lasting(response.json())
    return seen


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lasting(part) for name, part in value.items() if name not in VOLATILE}
    return [_lasting(part) for part in value] if isinstance(value, list) else value


def words_of(response: httpx.Response) -> str:
    """Everything that a response says."""
    return json.dumps(dict(response.headers)) + response.text

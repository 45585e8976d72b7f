"""Fits generated requests to an organization that exists, so that they get past the first look.

Generated ids, cursors and codes name nothing, and nearly every answer would be 404. What a case keeps from its
generator is everything that a schema can describe; what it gets here are references to things that are there.
Locations that were made wrong on purpose are left alone, and so are some paths.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation

from tests.journeys.people import (
    PASSWORD,
    Person,
    again,
    invite,
    make_client,
    make_key,
    make_project,
    make_role,
    nobody,
    register,
    role_named,
    unique,
)
from tests.journeys.samples import House, furnish

UNKNOWN_EVERY = 4
"""One good case in so many keeps ids that name nothing."""

_NEW_PASSWORD = "another horse with another battery"


class Tenant:
    """A furnished organization, its owner, and new things wherever an operation uses them up."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.house: House = furnish(http)
        self.owner = self.house.owner
        self.spare = register(http)
        self.viewer_role = role_named(self.owner, "viewer")["id"]
        self.answered: Counter[tuple[str, int]] = Counter()
        self._seen: Counter[str] = Counter()
        self._fresh: dict[str, Callable[[], str]] = {
            "client_id": lambda: _id(make_client(self.owner)),
            "project_id": lambda: _id(make_project(self.owner, self.house.ids["client_id"])),
            "role_id": lambda: _id(make_role(self.owner, [])),
            "user_id": self._new_member,
            "invitation_id": lambda: _id(invite(self.owner, self.viewer_role)),
            "key_id": lambda: _id(make_key(self.owner, [])),
            "session_id": lambda: str(again(self.owner).get("/me")["session_id"]),
        }

    def token_for(self, operation_id: str) -> str:
        """The credential of a generated case. What may end it is called with one that nobody else needs."""
        return (self.spare if operation_id in ENDS else self.owner).headers["Authorization"]

    def fit(self, case: Case[Any]) -> None:
        """Put real references into the good locations of a case."""
        operation_id = operation_id_of(case)
        self._seen[operation_id] += 1
        is_good = case.meta is None or case.meta.generation.mode.is_positive
        if is_good and operation_id in ENDS:
            case.headers["Authorization"] = ENDS[operation_id](self).headers["Authorization"]
        if _is_good(case, ParameterLocation.PATH) and self._seen[operation_id] % UNKNOWN_EVERY:
            self._fit_path(case, is_good=is_good)
        if _is_good(case, ParameterLocation.QUERY):
            case.query = self._query(case.query or {})
        if _is_good(case, ParameterLocation.HEADER):
            self._fit_headers(case, operation_id)
        if is_good and isinstance(case.body, dict):
            case.body = {**case.body, **self._body(operation_id, case.body)}

    def note(self, case: Case[Any], status: int) -> None:
        """Remember how it was answered."""
        self.answered[operation_id_of(case), status] += 1

    def never_succeeded(self) -> set[str]:
        """Operations that were called and never did what they are for: their contract was not tried."""
        called = {operation_id for operation_id, _ in self.answered}
        return called - {operation_id for operation_id, status in self.answered if status < 300}

    def _fit_path(self, case: Case[Any], *, is_good: bool) -> None:
        """Something new for a good case of an operation that uses it up, which then has to succeed."""
        if case.operation.method.upper() == "DELETE" or case.path.endswith("/renew"):
            if is_good:
                case.path_parameters = {name: self._fresh[name]() for name in case.path_parameters or {}}
        else:
            case.path_parameters = {name: self.house.ids[name] for name in case.path_parameters or {}}

    def _query(self, query: dict[str, Any]) -> dict[str, Any]:
        """Cursors come from a list and are tried elsewhere; ids are those of the house."""
        kept = {name: value for name, value in query.items() if name != "cursor"}
        return {**kept, **{name: self.house.ids[name] for name in kept.keys() & self.house.ids.keys()}}

    def _fit_headers(self, case: Case[Any], operation_id: str) -> None:
        headers = case.headers
        if "If-Match" in headers:  # generated without the quotes that its pattern asks for
            headers["If-Match"] = "*" if self._seen[operation_id] % UNKNOWN_EVERY else '"0"'
        for name, value in {**self.house.headers, "Idempotency-Key": str(uuid4())}.items():
            if name in headers:
                headers[name] = value

    def _body(self, operation_id: str, body: dict[str, Any]) -> dict[str, Any]:
        fitted: dict[str, Any] = {name: self.house.ids[name] for name in body.keys() & self.house.ids.keys()}
        if "permissions" in body and body["permissions"] is not None:
            fitted["permissions"] = ["auth:projects:read"][: len(body["permissions"])]
        if body.get("expires_at") is not None:
            fitted["expires_at"] = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        return {**fitted, **self._secrets(operation_id)}

    def _secrets(self, operation_id: str) -> dict[str, str]:
        """What only the person concerned knows."""
        match operation_id:
            case "auth_session_login":
                return {"email": self.owner.email, "password": PASSWORD}
            case "auth_session_refresh":
                return {"refresh_token": again(self.owner).tokens["refresh_token"]}
            case "auth_users_change_password":
                return {"current_password": PASSWORD, "new_password": _NEW_PASSWORD}
            case "auth_invitations_preview":
                return {"token": invite(self.owner, self.viewer_role)["token"]}
            case "auth_invitations_accept":
                return {
                    "token": invite(self.owner, self.viewer_role)["token"],
                    "name": "Bo Lind",
                    "password": PASSWORD,
                }
            case "auth_users_register" | "auth_invitations_create":
                return {"email": f"{unique('cy')}@tidewater.example"}
        return {}

    def _new_member(self) -> str:
        invitation = invite(self.owner, self.viewer_role)
        body = {"token": invitation["token"], "name": "Bo Lind", "password": PASSWORD}
        joined: dict[str, Any] = nobody(self.http).post("/invitations/accept", body, 200)
        return _id(joined["user"])


ENDS: dict[str, Callable[[Tenant], Person]] = {
    "auth_session_logout": lambda tenant: again(tenant.owner),
    "auth_sessions_delete_others": lambda tenant: register(tenant.http),
    "auth_users_change_password": lambda tenant: register(tenant.http),
}
"""Operations after which their caller's credentials are of no use, each with a caller to sacrifice."""


def operation_id_of(case: Case[Any]) -> str:
    """The case's operation id."""
    operation_id: str = case.operation.definition.raw["operationId"]
    return operation_id


def _is_good(case: Case[Any], location: ParameterLocation) -> bool:
    return case.meta is None or not case.meta.is_negative_at(location)


def _id(thing: dict[str, Any]) -> str:
    identity: str = thing["id"]
    return identity

"""Every operation, called by those who may not: nobody, the unprivileged and the neighbors. Made from the OpenAPI.

A new operation is covered without an edit, unless its path or body names something of which `samples.furnish` has
none yet, or it is open to everybody who is signed in: then a test here fails until the tables know it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.journeys.contract import SCOPE_HEADERS, Operation
from tests.journeys.people import (
    Caller,
    code_of,
    holder,
    join,
    make_client,
    make_key,
    make_project,
    make_role,
    nobody,
)
from tests.journeys.samples import House, furnish, state_of, words_of

Operations = dict[str, Operation]

INSIDE = {
    "auth_members_delete": "auth:members:write",
}
"""Open at the door because people may do it to themselves; to others only with this permission, checked inside."""

OWN = {
    "auth_me_get": "who is asking",
    "auth_me_update": "one's own name",
    "auth_users_change_password": "one's own password",
    "auth_session_logout": "one's own session",
    "auth_sessions_list": "one's own sessions",
    "auth_sessions_delete": "one's own session",
    "auth_sessions_delete_others": "one's own sessions",
    "auth_organizations_list": "the organizations one is a member of",
    "auth_organizations_get": "an organization one is a member of",
    "auth_organizations_create": "everybody may found one",
}
"""Open to everybody who is signed in, because it concerns only themselves."""


@pytest.fixture(scope="module")
def victim(http: httpx.Client) -> House:
    """The organization that others try to look into."""
    return furnish(http)


@pytest.fixture(scope="module")
def stranger(http: httpx.Client) -> House:
    """Another organization, whose owner may do everything there."""
    return furnish(http)


@contextmanager
def untouched(house: House, operations: Operations) -> Iterator[None]:
    """Whatever happens in the block changes nothing in the house."""
    before = state_of(house, operations)
    yield
    assert state_of(house, operations) == before


def test_every_operation_says_who_may_call_it(operations: Operations) -> None:
    known = {"public", "signed_in", "user", "permission", "operator"}
    assert {operation.access for operation in operations.values()} <= known
    for operation in operations.values():
        assert (operation.permission is not None) == (operation.access == "permission"), operation.id
    open_to_all = {operation.id for operation in operations.values() if operation.access in {"signed_in", "user"}}
    assert open_to_all == INSIDE.keys() | OWN.keys(), "say in INSIDE or OWN why these need no permission at the door"


def test_nobody_gets_in(operations: Operations, victim: House, subtests: pytest.Subtests) -> None:
    callers = {
        "without": nobody(victim.owner.http),
        "nonsense": Caller(victim.owner.http, {"Authorization": "Bearer nonsense"}),
        "unknown key": Caller(victim.owner.http, {"X-API-Key": "ff_" + "0" * 43}),
    }
    with untouched(victim, operations):
        for operation in _closed(operations):
            for name, caller in callers.items():
                with subtests.test(operation=operation.id, credential=name):
                    response = victim.call(caller, operation)
                    assert code_of(response, 401) in {"unauthenticated", "invalid_token"}
                    assert response.headers["www-authenticate"].startswith("Bearer")
                    assert victim.marker not in words_of(response)


def test_a_missing_permission_is_missed(operations: Operations, victim: House, subtests: pytest.Subtests) -> None:
    """A member who holds every permission but the one that the operation needs."""
    permissions = {entry["name"] for entry in victim.owner.get("/permissions")["items"]}
    needed = {operation.id: operation.permission or INSIDE.get(operation.id) for operation in operations.values()}
    members = {
        permission: join(victim.owner, make_role(victim.owner, permissions - {permission})["id"])
        for permission in sorted({permission for permission in needed.values() if permission is not None})
    }
    assert members.keys() <= permissions
    for operation in operations.values():
        permission = needed[operation.id]
        if permission is None:
            continue
        with subtests.test(operation=operation.id), untouched(victim, operations):
            response = victim.call(members[permission], operation)
            assert code_of(response, 403) == "forbidden"
            assert permission in response.json()["detail"]
            assert victim.marker not in words_of(response)


def test_an_api_key_is_not_a_person(operations: Operations, victim: House, subtests: pytest.Subtests) -> None:
    permissions = [entry["name"] for entry in victim.owner.get("/permissions")["items"]]
    key = holder(victim.owner.http, make_key(victim.owner, permissions))
    for operation in operations.values():
        if operation.access in {"user", "operator"}:
            with subtests.test(operation=operation.id), untouched(victim, operations):
                assert code_of(victim.call(key, operation), 403) == "user_only"


def test_an_owner_is_not_an_operator(operations: Operations, victim: House, subtests: pytest.Subtests) -> None:
    operator_only = [operation for operation in operations.values() if operation.access == "operator"]
    assert operator_only
    for operation in operator_only:
        with subtests.test(operation=operation.id), untouched(victim, operations):
            assert code_of(victim.call(victim.owner, operation), 403) == "operator_only"


def test_the_ids_of_a_neighbor_lead_nowhere(
    operations: Operations, victim: House, stranger: House, subtests: pytest.Subtests
) -> None:
    """An owner elsewhere calls with this organization's ids in the path: as if nothing were there."""
    with untouched(victim, operations), untouched(stranger, operations):
        for operation in _closed(operations):
            if not operation.path_names or operation.access == "operator":
                continue
            with subtests.test(operation=operation.id):
                body = stranger.body(operation)
                given = {} if body is None else {"json": body}
                response = stranger.owner.send(operation.method, victim.path(operation), **given)
                assert code_of(response, 404) == "not_found"
                _says_nothing(response, victim, _ids_in_path(victim, operation))


def test_a_neighbors_ids_in_a_body_are_refused(
    operations: Operations, victim: House, stranger: House, subtests: pytest.Subtests
) -> None:
    with untouched(victim, operations), untouched(stranger, operations):
        for operation in _closed(operations):
            for name in operation.body_ids:
                with subtests.test(operation=operation.id, field=name):
                    body = {**(stranger.body(operation) or {}), name: victim.id_of(operation, name)}
                    response = stranger.owner.send(operation.method, stranger.path(operation), json=body)
                    assert code_of(response, response.status_code) in {"not_found", "invalid"}
                    assert response.status_code in {404, 422}
                    _says_nothing(response, victim, {body[name]})


def test_a_neighbors_ids_in_a_filter_find_nothing(
    operations: Operations, victim: House, stranger: House, subtests: pytest.Subtests
) -> None:
    for operation in _closed(operations):
        for name in operation.query_ids:
            with subtests.test(operation=operation.id, filter=name):
                wanted = victim.id_of(operation, name)
                response = stranger.owner.send("GET", stranger.path(operation), params={name: wanted})
                assert response.status_code in {200, 404}
                if response.status_code == 200:
                    assert response.json() == {"items": [], "next_cursor": None}
                _says_nothing(response, victim, {wanted})


def test_a_neighbors_headers_are_refused(
    operations: Operations, victim: House, stranger: House, subtests: pytest.Subtests
) -> None:
    """Organization, client and project of somebody else, by id and by their speaking names."""
    victim_client = victim.owner.get(f"/clients/{victim.ids['client_id']}")
    victim_project = victim.owner.get(f"/projects/{victim.ids['project_id']}")
    speaking = dict(
        zip(
            SCOPE_HEADERS,
            (victim.owner.organization["slug"], victim_client["code"], victim_project["code"]),
            strict=True,
        )
    )
    with untouched(victim, operations), untouched(stranger, operations):
        for operation in _closed(operations):
            for header in SCOPE_HEADERS:
                for value in (victim.headers[header], speaking[header]):
                    with subtests.test(operation=operation.id, header=header, value=value):
                        response = stranger.call(stranger.owner, operation, headers={header: value})
                        assert code_of(response, 404) == "not_found"
                        _says_nothing(response, victim, {value})


def test_an_api_key_stays_in_its_organization(
    operations: Operations, victim: House, stranger: House, subtests: pytest.Subtests
) -> None:
    permissions = [entry["name"] for entry in stranger.owner.get("/permissions")["items"]]
    key = holder(stranger.owner.http, make_key(stranger.owner, permissions))
    names = (victim.ids["organization_id"], victim.owner.organization["slug"])
    with untouched(victim, operations), untouched(stranger, operations):
        for operation in _closed(operations):
            for name in names:
                with subtests.test(operation=operation.id, organization=name):
                    response = victim.call(key, operation, headers={"X-Fivefold-Organization": name})
                    assert code_of(response, 404) == "not_found"
                    _says_nothing(response, victim, {name, *_ids_in_path(victim, operation)})


def test_a_key_for_one_project_reaches_nothing_else(
    http: httpx.Client, operations: Operations, subtests: pytest.Subtests
) -> None:
    """It holds every permission, but only for a project that is not the one of the samples."""
    house = furnish(http)
    own = make_project(house.owner, make_client(house.owner)["id"])
    permissions = [entry["name"] for entry in house.owner.get("/permissions")["items"]]
    key = holder(http, make_key(house.owner, permissions, project_id=own["id"]))
    assert key.get("/projects")["items"] == [own]
    me = key.get("/me")
    assert (me["client"], me["project"]) == (None, own), "the client is not the key's to read"
    for named in (house.headers["X-Fivefold-Client"], house.headers["X-Fivefold-Project"]):
        assert named not in words_of(key.send("GET", "/me"))
    for header in ("X-Fivefold-Client", "X-Fivefold-Project"):
        refused = key.send("GET", "/me", headers={header: house.headers[header]})
        assert code_of(refused, 404) == "not_found"
    with untouched(house, operations):
        for operation in operations.values():
            if operation.permission is None or operation.id == "auth_projects_list":
                continue
            with subtests.test(operation=operation.id):
                response = house.call(key, operation)
                if response.status_code == 200:
                    assert response.json()["items"] == []
                else:
                    assert code_of(response, 403) == "forbidden"
                assert house.marker not in words_of(response)


def test_what_is_left_shows_only_ones_own(
    operations: Operations, victim: House, stranger: House, subtests: pytest.Subtests
) -> None:
    """Every read of the stranger's, with their own ids: their marker is there, the victim's is not."""
    marked = set()
    for operation in _closed(operations):
        if operation.method != "GET" or operation.access == "operator":
            continue
        with subtests.test(operation=operation.id):
            response = stranger.call(stranger.owner, operation)
            assert response.status_code == 200
            _says_nothing(response, victim, set())
            marked |= {operation.id} if stranger.marker in response.text else set()
    nouns = ("clients", "projects", "members", "roles", "invitations", "api_keys", "organizations")
    assert {f"auth_{noun}_{verb}" for noun in nouns for verb in ("list", "get")} <= marked, "the check sees names"


def test_a_member_who_was_removed_is_out_at_once(http: httpx.Client, operations: Operations) -> None:
    house = furnish(http)
    assert house.member.get("/projects")["items"] != []
    house.owner.delete(f"/members/{house.member.user['id']}")
    for operation in operations.values():
        if operation.permission is not None:
            response = house.call(house.member, operation)
            assert response.status_code in {401, 403, 404}, f"{operation.id}: {response.text}"
            assert house.marker not in words_of(response).replace(house.member.user["name"], "")


def _closed(operations: Operations) -> list[Operation]:
    return [operation for operation in operations.values() if operation.access != "public"]


def _ids_in_path(house: House, operation: Operation) -> set[str]:
    return {house.id_of(operation, name) for name in operation.path_names}


def _says_nothing(response: httpx.Response, victim: House, said_by_caller: set[str]) -> None:
    """Neither the victim's marker nor any of its ids, except those that the caller brought along."""
    words = words_of(response)
    told: Any = [value for value in victim.ids.values() if value not in said_by_caller and value in words]
    assert not told
    for brought in said_by_caller:
        words = words.replace(brought, "")
    assert victim.marker not in words

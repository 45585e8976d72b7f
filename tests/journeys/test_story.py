"""One company's first day, end to end, with a restart in the middle; on both engines."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.people import (
    PASSWORD,
    Caller,
    Person,
    again,
    answer,
    code_of,
    holder,
    invite,
    make_key,
    nobody,
    role_named,
    sign_in,
)
from tests.support.servers import REPOSITORY, ProductServer, create_database, drop_database

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(params=ENGINES)
def company_server(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[ProductServer]:
    """A product of its own, because the story restarts it."""
    if request.param == "sqlite":
        yield from _serve(ProductServer(tmp_path))
        return
    postgres: str = request.getfixturevalue("postgres_server")
    name = f"fivefold_story_{worker_id}"
    url = create_database(postgres, name)
    server = ProductServer(tmp_path, database_url=url)
    _migrate(server)
    yield from _serve(server)
    drop_database(postgres, name)


def _serve(server: ProductServer) -> Iterator[ProductServer]:
    server.start()
    yield server
    server.stop()


def _migrate(server: ProductServer) -> None:
    """As the deployment page says: `fivefold migrate` before the first start."""
    command = [sys.executable, "-m", "app.cli", "migrate"]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=server.environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_company_from_its_first_sign_in_to_a_restart_and_on(company_server: ProductServer) -> None:
    with httpx.Client(base_url=company_server.url, timeout=30) as http:
        owner = _found(http)
        client, project = _set_up(owner)
        member = _grow(owner)
        key = _let_a_program_in(owner, member, project)
        seen = _everything(owner)
        rotated = _refresh(member)

    assert company_server.stop() == 0
    company_server.start()

    with httpx.Client(base_url=company_server.url, timeout=30) as http:
        owner_after = Person(http, owner.headers, owner.user, owner.organization, owner.tokens)
        assert _everything(owner_after) == seen, "a restart changed something"
        assert holder(http, key).get(f"/projects/{project['id']}")["client_id"] == client["id"]
        _steal(http, rotated)
        _leave(owner_after)


def _found(http: httpx.Client) -> Person:
    """Register, sign in, look at oneself."""
    body = {
        "email": "Ines@Lumen-Works.example", "password": PASSWORD, "name": "Ines Okafor",
        "organization": "Lumen Works",
    }  # fmt: skip
    registered = nobody(http).post("/register", body)
    assert registered["user"]["email"] == "Ines@lumen-works.example", "as written, but for the domain"
    assert registered["organization"]["name"] == "Lumen Works"
    assert registered["organization"]["slug"] == "lumen-works"
    assert code_of(nobody(http).send("POST", "/register", json=body), 409) == "email_taken"
    assert code_of(nobody(http).send("GET", "/me"), 401) == "unauthenticated"
    wrong = {"email": body["email"], "password": "not this one at all"}
    assert code_of(nobody(http).send("POST", "/login", json=wrong), 401) == "invalid_credentials"

    owner = sign_in(http, "INES@lumen-works.example")
    assert owner.tokens.keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert owner.tokens["token_type"] == "Bearer"
    me = owner.get("/me")
    assert me["principal"] == "user"
    assert me["user"] == registered["user"]
    assert me["organization"] == registered["organization"]
    assert [(entry["slug"], entry["role"]["key"]) for entry in me["organizations"]] == [("lumen-works", "owner")]
    assert set(me["permissions"]) == {entry["name"] for entry in owner.get("/permissions")["items"]}
    return owner


def _set_up(owner: Person) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first client and project, attributed to by later requests."""
    client = owner.post("/clients", {"code": "acme", "name": "Acme Fixtures", "description": "Our first client."})
    body = {"client_id": client["id"], "code": "spring", "name": "Spring launch", "description": ""}
    project = owner.post("/projects", body)
    assert owner.get("/clients/" + client["id"]) == {**client, "project_count": 1}
    assert owner.get("/projects")["items"] == [project]
    me = owner.with_headers(X_Fivefold_Client="acme", X_Fivefold_Project="spring").get("/me")
    assert (me["client"]["id"], me["project"]["id"]) == (client["id"], project["id"])
    assert code_of(owner.send("DELETE", f"/clients/{client['id']}"), 409) == "client_in_use"
    return client, project


def _grow(owner: Person) -> Person:
    """Invite somebody, who looks at the link, accepts it, and gets another role later."""
    invitation = invite(owner, role_named(owner, "viewer")["id"], "bo@lumen-works.example")
    assert invitation["link"].endswith("/invitations/" + invitation["token"])
    preview = nobody(owner.http).post("/invitations/preview", {"token": invitation["token"]}, 200)
    assert (preview["organization_name"], preview["email"]) == ("Lumen Works", "bo@lumen-works.example")
    assert preview["account_exists"] is False
    body = {"token": invitation["token"], "name": "Bo Lind", "password": PASSWORD}
    accepted = nobody(owner.http).post("/invitations/accept", body, 200)
    assert accepted["organization"]["id"] == owner.organization["id"]
    assert code_of(nobody(owner.http).send("POST", "/invitations/accept", json=body), 409) == "invitation_accepted"

    member = sign_in(owner.http, "bo@lumen-works.example")
    body = {"code": "globex", "name": "Globex", "description": ""}
    assert code_of(member.send("POST", "/clients", json=body), 403) == "forbidden"
    changed = owner.patch(f"/members/{member.user['id']}", {"role_id": role_named(owner, "member")["id"]})
    assert changed["role"]["key"] == "member"
    assert member.post("/clients", body)["code"] == "globex", "a new role takes effect at once"
    return member


def _let_a_program_in(owner: Person, member: Person, project: dict[str, Any]) -> dict[str, Any]:
    """An API key that reads projects, as bearer and as header, and nothing else."""
    assert code_of(member.send("POST", "/api-keys", json={"name": "x", "permissions": [], "expires_at": None}), 403)
    key = make_key(owner, ["auth:projects:read"])
    assert key["key"].startswith("ff_")
    for program in (holder(owner.http, key), Caller(owner.http, {"Authorization": f"Bearer {key['key']}"})):
        assert program.get("/projects")["items"] == [project]
        assert program.get("/me")["principal"] == "api_key"
        assert code_of(program.send("GET", "/clients"), 403) == "forbidden"
    shown = owner.get(f"/api-keys/{key['id']}")
    assert "key" not in shown
    assert shown["status"] == "active"
    return key


def _refresh(member: Person) -> tuple[str, str]:
    """Rotate twice; the first and the last refresh token."""
    first = member.tokens["refresh_token"]
    second = nobody(member.http).post("/refresh", {"refresh_token": first}, 200)
    assert second["refresh_token"] != first
    assert (
        Caller(member.http, {"Authorization": f"Bearer {second['access_token']}"}).get("/me")["principal"] == "user"
    )
    third = nobody(member.http).post("/refresh", {"refresh_token": second["refresh_token"]}, 200)
    return first, third["refresh_token"]


def _steal(http: httpx.Client, rotated: tuple[str, str]) -> None:
    """A refresh token that was used before ends its session, also for whoever holds the newest one."""
    used, newest = rotated
    living = nobody(http).post("/refresh", {"refresh_token": newest}, 200)
    signed_in = Caller(http, {"Authorization": f"Bearer {living['access_token']}"})
    assert signed_in.get("/me")["principal"] == "user"
    again_used = nobody(http).send("POST", "/refresh", json={"refresh_token": used})
    assert code_of(again_used, 401) == "refresh_token_reused"
    revoked = nobody(http).send("POST", "/refresh", json={"refresh_token": living["refresh_token"]})
    assert code_of(revoked, 401) == "invalid_refresh_token"
    assert code_of(signed_in.send("GET", "/me"), 401) == "invalid_token", "the access token goes with its session"


def _leave(owner: Person) -> None:
    """Sign out: this session ends, another one goes on."""
    other = again(owner)
    answer(owner.send("POST", "/logout"), 204)
    assert code_of(owner.send("GET", "/me"), 401) == "invalid_token"
    refused = nobody(owner.http).send("POST", "/refresh", json={"refresh_token": owner.tokens["refresh_token"]})
    assert code_of(refused, 401) == "invalid_refresh_token"
    assert other.get("/me")["user"]["id"] == owner.user["id"]


def _everything(owner: Person) -> dict[str, Any]:
    """All that the owner can list, but for when sessions and keys were last used."""
    nouns = ("organizations", "members", "invitations", "roles", "clients", "projects", "api-keys", "audit")
    lists = {noun: owner.get(f"/{noun}", params={"limit": 200})["items"] for noun in nouns}
    for key in lists["api-keys"]:
        key.pop("last_used_at")
    return lists

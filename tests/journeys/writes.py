"""How each operation that writes is performed for real, and where what it wrote is read again later.

`WRITES` has an entry for every operation of the OpenAPI that writes; a test fails when one is missing. Each entry
begins with an organization of its own, and reads through another operation than the one that wrote, so that an
endpoint which only echoes its input is found out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.journeys.people import (
    PASSWORD,
    Caller,
    Person,
    again,
    code_of,
    holder,
    invite,
    join,
    make_client,
    make_key,
    make_project,
    make_role,
    nobody,
    role_named,
    sign_in,
    unique,
)

Proof = Callable[[Person], Person | None]
"""Returns the person again where they need another password from then on."""

WRITES: dict[str, Proof] = {}


def writes(operation_id: str) -> Callable[[Proof], Proof]:
    """Enter the proof of that operation."""

    def enter(proof: Proof) -> Proof:
        assert operation_id not in WRITES
        WRITES[operation_id] = proof
        return proof

    return enter


def listed(owner: Caller, path: str, **filters: Any) -> list[dict[str, Any]]:
    """Everything in a list."""
    items: list[dict[str, Any]] = owner.get(path, params={"limit": 200, **filters})["items"]
    return items


def entry_of(items: list[dict[str, Any]], wanted: str) -> dict[str, Any]:
    """The one entry of a list with that id."""
    (found,) = [item for item in items if item["id"] == wanted]
    return found


@writes("auth_users_register")
def register_(owner: Person) -> None:
    email = f"{unique('new')}@tidewater.example"
    body = {"email": email, "password": PASSWORD, "name": "New Person", "organization": unique("New Company")}
    registered = nobody(owner.http).post("/register", body)
    me = sign_in(owner.http, email).get("/me")
    assert (me["user"], me["organization"]) == (registered["user"], registered["organization"])
    assert (me["user"]["name"], me["organization"]["name"]) == ("New Person", body["organization"])


@writes("auth_session_login")
def login(owner: Person) -> None:
    before = {session["id"] for session in listed(owner, "/sessions")}
    opened = again(owner).get("/me")["session_id"]
    assert {session["id"] for session in listed(owner, "/sessions")} == before | {opened}
    assert opened not in before


@writes("auth_session_refresh")
def refresh(owner: Person) -> None:
    tokens = nobody(owner.http).post("/refresh", {"refresh_token": owner.tokens["refresh_token"]}, 200)
    renewed = Caller(owner.http, {"Authorization": f"Bearer {tokens['access_token']}"})
    assert renewed.get("/me")["session_id"] == owner.get("/me")["session_id"]
    (session,) = listed(renewed, "/sessions")
    assert session["is_current"] is True
    assert session["last_used_at"] > session["created_at"]


@writes("auth_session_logout")
def logout(owner: Person) -> None:
    other = again(owner)
    ended = owner.get("/me")["session_id"]
    owner.post("/logout", status=204)
    assert ended not in {session["id"] for session in listed(other, "/sessions")}
    assert code_of(owner.send("GET", "/me"), 401) == "invalid_token"


@writes("auth_me_update")
def rename_oneself(owner: Person) -> None:
    name = unique("Renamed")
    owner.patch("/me", {"name": name})
    assert owner.get("/me")["user"]["name"] == name
    assert entry_of(listed(owner, "/members"), owner.user["id"])["name"] == name


@writes("auth_users_change_password")
def change_password(owner: Person) -> Person:
    other, changed = again(owner), "another horse with another battery"
    owner.post("/me/password", {"current_password": owner.password, "new_password": changed}, 204)
    credentials = {"email": owner.email, "password": owner.password}
    assert code_of(nobody(owner.http).send("POST", "/login", json=credentials), 401) == "invalid_credentials"
    assert code_of(other.send("GET", "/me"), 401) == "invalid_token"
    assert owner.get("/me")["user"]["id"] == owner.user["id"]
    return sign_in(owner.http, owner.email, changed)


@writes("auth_organizations_create")
def create_organization(owner: Person) -> None:
    made = owner.post("/organizations", {"name": unique("Second Company")})
    assert entry_of(listed(owner, "/organizations"), made["id"]) == made
    inside = owner.with_headers(X_Fivefold_Organization=made["slug"])
    assert inside.get("/me")["organization"] == made
    (member,) = listed(inside, "/members")
    assert (member["id"], member["role"]["key"]) == (owner.user["id"], "owner")


@writes("auth_organizations_update")
def update_organization(owner: Person) -> None:
    name, slug = unique("Renamed Company"), unique("renamed")
    owner.patch(f"/organizations/{owner.organization['id']}", {"name": name, "slug": slug})
    seen = owner.with_headers(X_Fivefold_Organization=slug).get("/me")["organization"]
    assert (seen["id"], seen["name"], seen["slug"]) == (owner.organization["id"], name, slug)
    assert entry_of(listed(owner, "/organizations"), owner.organization["id"])["name"] == name


@writes("auth_members_update")
def update_member(owner: Person) -> None:
    member = join(owner, role_named(owner, "viewer")["id"])
    role = make_role(owner, ["auth:clients:read"])
    owner.patch(f"/members/{member.user['id']}", {"role_id": role["id"]})
    assert owner.get(f"/members/{member.user['id']}")["role"]["id"] == role["id"]
    assert member.get("/me")["permissions"] == ["auth:clients:read"]
    assert owner.get(f"/roles/{role['id']}")["member_count"] == 1


@writes("auth_members_delete")
def remove_member(owner: Person) -> None:
    member = join(owner, role_named(owner, "viewer")["id"])
    owner.delete(f"/members/{member.user['id']}")
    assert [entry["id"] for entry in listed(owner, "/members")] == [owner.user["id"]]
    owner.get(f"/members/{member.user['id']}", 404)
    assert member.send("GET", "/projects").status_code in {401, 403, 404}


@writes("auth_invitations_create")
def create_invitation(owner: Person) -> None:
    made = invite(owner, role_named(owner, "viewer")["id"])
    shown = entry_of(listed(owner, "/invitations", status="pending"), made["id"])
    assert shown == {name: value for name, value in made.items() if name not in {"token", "link"}}
    preview = nobody(owner.http).post("/invitations/preview", {"token": made["token"]}, 200)
    assert (preview["email"], preview["organization_name"]) == (made["email"], owner.organization["name"])


@writes("auth_invitations_renew")
def renew_invitation(owner: Person) -> None:
    made = invite(owner, role_named(owner, "viewer")["id"])
    renewed = owner.post(f"/invitations/{made['id']}/renew", status=200)
    assert renewed["token"] != made["token"]
    assert nobody(owner.http).send("POST", "/invitations/preview", json={"token": made["token"]}).status_code == 404
    preview = nobody(owner.http).post("/invitations/preview", {"token": renewed["token"]}, 200)
    assert preview["expires_at"] == owner.get(f"/invitations/{made['id']}")["expires_at"] > made["expires_at"]


@writes("auth_invitations_delete")
def revoke_invitation(owner: Person) -> None:
    made = invite(owner, role_named(owner, "viewer")["id"])
    owner.delete(f"/invitations/{made['id']}")
    assert owner.get(f"/invitations/{made['id']}")["status"] == "revoked"
    assert listed(owner, "/invitations", status="pending") == []
    body = {"token": made["token"], "name": "Too Late", "password": PASSWORD}
    assert code_of(nobody(owner.http).send("POST", "/invitations/accept", json=body), 409) == "invitation_revoked"
    assert len(listed(owner, "/members")) == 1


@writes("auth_invitations_accept")
def accept_invitation(owner: Person) -> None:
    role = role_named(owner, "viewer")
    joined = join(owner, role["id"])
    assert entry_of(listed(owner, "/members"), joined.user["id"])["role"]["id"] == role["id"]
    (invitation,) = listed(owner, "/invitations", status="accepted")
    assert (invitation["email"], invitation["accepted_at"] is None) == (joined.email, False)


@writes("auth_invitations_preview")
def preview_invitation(owner: Person) -> None:
    """It only looks, and is a POST so that the token stays out of addresses and logs: nothing has changed."""
    made = invite(owner, role_named(owner, "viewer")["id"])
    before = owner.get(f"/invitations/{made['id']}")
    nobody(owner.http).post("/invitations/preview", {"token": made["token"]}, 200)
    assert owner.get(f"/invitations/{made['id']}") == before


@writes("auth_roles_create")
def create_role(owner: Person) -> None:
    made = make_role(owner, ["auth:clients:read", "auth:projects:read"])
    assert owner.get(f"/roles/{made['id']}") == made == entry_of(listed(owner, "/roles"), made["id"])
    assert set(join(owner, made["id"]).get("/me")["permissions"]) == {"auth:clients:read", "auth:projects:read"}


@writes("auth_roles_update")
def update_role(owner: Person) -> None:
    role = make_role(owner, ["auth:clients:read"])
    member = join(owner, role["id"])
    owner.patch(f"/roles/{role['id']}", {"description": "Changed.", "permissions": ["auth:projects:read"]})
    seen = owner.get(f"/roles/{role['id']}")
    assert (seen["name"], seen["description"]) == (role["name"], "Changed.")
    assert member.get("/me")["permissions"] == ["auth:projects:read"]


@writes("auth_roles_delete")
def delete_role(owner: Person) -> None:
    role = make_role(owner, [])
    owner.delete(f"/roles/{role['id']}")
    owner.get(f"/roles/{role['id']}", 404)
    assert role["id"] not in {entry["id"] for entry in listed(owner, "/roles")}


@writes("auth_clients_create")
def create_client(owner: Person) -> None:
    made = make_client(owner)
    assert owner.get(f"/clients/{made['id']}") == made
    assert listed(owner, "/clients", q=made["name"]) == [made]


@writes("auth_clients_update")
def update_client(owner: Person) -> None:
    client = make_client(owner)
    change = {"code": unique("d"), "name": unique("Other"), "description": "Moved.", "is_archived": True}
    owner.patch(f"/clients/{client['id']}", change)
    seen = owner.get(f"/clients/{client['id']}")
    assert {name: seen[name] for name in change} == change
    assert seen["version"] == client["version"] + 1
    assert listed(owner, "/clients", is_archived=True) == [seen]


@writes("auth_clients_delete")
def delete_client(owner: Person) -> None:
    client = make_client(owner)
    owner.delete(f"/clients/{client['id']}")
    owner.get(f"/clients/{client['id']}", 404)
    assert listed(owner, "/clients") == []


@writes("auth_projects_create")
def create_project(owner: Person) -> None:
    client = make_client(owner)
    made = make_project(owner, client["id"])
    assert owner.get(f"/projects/{made['id']}") == made
    assert listed(owner, "/projects", client_id=client["id"]) == [made]
    assert owner.get(f"/clients/{client['id']}")["project_count"] == 1


@writes("auth_projects_update")
def update_project(owner: Person) -> None:
    project = make_project(owner, make_client(owner)["id"])
    other = make_client(owner)
    change = {"code": unique("q"), "name": unique("Other"), "description": "Moved.", "client_id": other["id"]}
    owner.patch(f"/projects/{project['id']}", change)
    seen = owner.get(f"/projects/{project['id']}")
    assert {name: seen[name] for name in change} == change
    assert seen["client_name"] == other["name"]
    assert listed(owner, "/projects", client_id=other["id"]) == [seen]


@writes("auth_projects_delete")
def delete_project(owner: Person) -> None:
    client = make_client(owner)
    project = make_project(owner, client["id"])
    owner.delete(f"/projects/{project['id']}")
    owner.get(f"/projects/{project['id']}", 404)
    assert owner.get(f"/clients/{client['id']}")["project_count"] == 0


@writes("auth_api_keys_create")
def create_key(owner: Person) -> None:
    made = make_key(owner, ["auth:clients:read"])
    shown = {name: value for name, value in made.items() if name != "key"}
    assert owner.get(f"/api-keys/{made['id']}") == shown == entry_of(listed(owner, "/api-keys"), made["id"])
    assert holder(owner.http, made).get("/me")["permissions"] == ["auth:clients:read"]


@writes("auth_api_keys_update")
def update_key(owner: Person) -> None:
    made, name = make_key(owner, []), unique("Renamed")
    owner.patch(f"/api-keys/{made['id']}", {"name": name})
    assert owner.get(f"/api-keys/{made['id']}")["name"] == name
    assert [entry["name"] for entry in listed(owner, "/api-keys", q=name)] == [name]


@writes("auth_api_keys_delete")
def revoke_key(owner: Person) -> None:
    made = make_key(owner, [])
    assert holder(owner.http, made).get("/me")["principal"] == "api_key"
    owner.delete(f"/api-keys/{made['id']}")
    assert code_of(holder(owner.http, made).send("GET", "/me"), 401) == "invalid_token"
    (revoked,) = listed(owner, "/api-keys", status="revoked")
    assert (revoked["id"], revoked["revoked_at"] is None) == (made["id"], False)


@writes("auth_sessions_delete")
def end_session(owner: Person) -> None:
    other = again(owner)
    owner.delete(f"/sessions/{other.get('/me')['session_id']}")
    assert code_of(other.send("GET", "/me"), 401) == "invalid_token"
    (left,) = listed(owner, "/sessions")
    assert left["is_current"] is True


@writes("auth_sessions_delete_others")
def end_other_sessions(owner: Person) -> None:
    others = [again(owner), again(owner)]
    owner.delete("/sessions")
    assert [code_of(other.send("GET", "/me"), 401) for other in others] == ["invalid_token"] * 2
    (left,) = listed(owner, "/sessions")
    assert left["id"] == owner.get("/me")["session_id"]

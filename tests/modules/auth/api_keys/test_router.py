"""API keys over HTTP."""

from __future__ import annotations

from kernel.ids import new_id
from tests.modules.auth.web import Visitor, Web

READS = ["auth:clients:read", "auth:projects:read"]


async def test_a_key_works_until_it_is_revoked(web: Web) -> None:
    owner = await web.owner()
    issued = await owner.post("/api-keys", {"name": "Web shop", "permissions": READS})
    assert "key" not in (await owner.get(f"/api-keys/{issued['id']}"))
    program = Visitor(web.http)
    for headers in ({"X-API-Key": issued["key"]}, {"Authorization": f"Bearer {issued['key']}"}):
        program.headers = headers
        me = await program.get("/me")
        assert (me["principal"], me["user"], me["session_id"], me["permissions"]) == ("api_key", None, None, READS)
        assert me["organization"]["id"] == owner.organization["id"]
        assert (await program.get("/clients"))["items"] == []
        assert await program.code("POST", "/clients", {"code": "acme", "name": "Acme"}) == (403, "forbidden")
        assert await program.code("PATCH", "/me", {"name": "Robot"}) == (403, "user_only")
        assert await program.code("POST", "/logout") == (403, "user_only")

    assert (await owner.call("DELETE", f"/api-keys/{issued['id']}")).status_code == 204

    assert await program.code("GET", "/me") == (401, "invalid_token")
    (listed,) = (await owner.get("/api-keys?status=revoked"))["items"]
    assert (listed["id"], listed["status"]) == (issued["id"], "revoked")
    assert listed["last_used_at"] is not None


async def test_a_key_of_one_client_sees_that_client(web: Web) -> None:
    owner = await web.owner()
    mine = await owner.post("/clients", {"code": "mine", "name": "Mine"})
    other = await owner.post("/clients", {"code": "other", "name": "Other"})
    body = {"name": "Portal", "permissions": [*READS, "auth:members:read"], "client_id": mine["id"]}
    issued = await owner.post("/api-keys", body)
    program = Visitor(web.http, headers={"X-API-Key": issued["key"]})

    assert [client["id"] for client in (await program.get("/clients"))["items"]] == [mine["id"]]
    assert (await program.get(f"/clients/{mine['id']}"))["code"] == "mine"
    assert await program.code("GET", f"/clients/{other['id']}") == (403, "forbidden")
    assert await program.code("GET", "/members") == (403, "forbidden")
    assert (await program.get("/me"))["client"]["id"] == mine["id"]
    assert await program.code("GET", "/me", X_Fivefold_Client=other["id"]) == (404, "not_found")


async def test_a_key_is_told_only_of_what_it_may_read(web: Web) -> None:
    owner = await web.owner()
    client = await owner.post("/clients", {"code": "mine", "name": "Mine"})
    project = await owner.post("/projects", {"client_id": client["id"], "code": "launch", "name": "Launch"})
    other = await owner.post("/projects", {"client_id": client["id"], "code": "secret", "name": "Secret"})
    for permissions, seen in (([], None), (READS, project["id"])):
        body = {"name": "Portal", "permissions": permissions, "project_id": project["id"]}
        program = Visitor(web.http, headers={"X-API-Key": (await owner.post("/api-keys", body))["key"]})
        for headers in ({}, {"X_Fivefold_Project": "launch"}):
            me = await program.get("/me", **headers)
            assert me["client"] is None
            assert (me["project"] or {}).get("id") == seen
        for named in (other["id"], other["code"]):
            assert await program.code("GET", "/me", X_Fivefold_Project=named) == (404, "not_found")


async def test_only_people_make_keys(web: Web) -> None:
    owner = await web.owner()
    body = {"name": "Parent", "permissions": ["auth:api_keys:read", "auth:api_keys:write"]}
    program = Visitor(web.http, headers={"X-API-Key": (await owner.post("/api-keys", body))["key"]})

    assert await program.code("POST", "/api-keys", {**body, "name": "Child"}) == (403, "user_only")

    assert [key["name"] for key in (await program.get("/api-keys"))["items"]] == ["Parent"]


async def test_a_key_is_gone_with_its_maker(web: Web) -> None:
    owner = await web.owner()
    admin = await web.colleague(owner, "admin")
    issued = await admin.post("/api-keys", {"name": "Mine", "permissions": READS})
    program = Visitor(web.http, headers={"X-API-Key": issued["key"]})
    assert (await program.get("/clients"))["items"] == []

    maker = (await admin.get("/me"))["user"]["id"]
    assert (await owner.call("DELETE", f"/members/{maker}")).status_code == 204

    assert await program.code("GET", "/clients") == (401, "invalid_token")


async def test_a_replay_shows_no_secret(web: Web) -> None:
    owner, key = await web.owner(), new_id().hex
    body = {"name": "Web shop", "permissions": READS}
    issued = await owner.post("/api-keys", body, Idempotency_Key=key)

    again = await owner.call("POST", "/api-keys", body, Idempotency_Key=key)

    assert (again.status_code, again.json()["code"], again.json()["resource"]) == (409, "already_done", issued["id"])
    assert issued["key"] not in again.text
    assert len((await owner.get("/api-keys"))["items"]) == 1


async def test_nobody_makes_more_than_they_hold(web: Web) -> None:
    owner = await web.owner()
    admin = await web.colleague(owner, "admin")
    body = {"name": "Strong", "permissions": ["auth:organization:write"]}

    assert await admin.code("POST", "/api-keys", body) == (403, "escalation")
    assert await owner.code("POST", "/api-keys", {**body, "permissions": ["a:b:c"]}) == (422, "invalid")
    past = {**body, "expires_at": "2020-01-01T00:00:00Z"}
    assert await owner.code("POST", "/api-keys", past) == (422, "invalid")

    assert (await owner.get("/api-keys"))["items"] == []

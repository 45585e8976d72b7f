"""Members and roles over HTTP."""

from __future__ import annotations

from tests.modules.auth.web import Web


async def test_a_role_counts_from_the_next_request_on(web: Web) -> None:
    owner = await web.owner()
    member = await web.colleague(owner, "viewer")
    user_id = (await member.get("/me"))["user"]["id"]
    assert await member.code("POST", "/clients", {"code": "acme", "name": "Acme"}) == (403, "forbidden")

    answer = await owner.call("PATCH", f"/members/{user_id}", {"role_id": await owner.role("member")}, If_Match='"1"')

    assert (answer.status_code, answer.headers["etag"], answer.json()["role"]["key"]) == (200, '"2"', "member")
    await member.post("/clients", {"code": "acme", "name": "Acme"})
    assert (await owner.call("DELETE", f"/members/{user_id}")).status_code == 204
    assert await member.code("GET", "/clients") == (403, "forbidden")
    me = await member.get("/me")
    assert (me["organization"], me["organizations"], me["permissions"]) == (None, [], [])


async def test_the_last_owner_stays(web: Web) -> None:
    owner = await web.owner()
    user_id = (await owner.get("/me"))["user"]["id"]

    assert await owner.code("DELETE", f"/members/{user_id}") == (409, "last_owner")
    assert await owner.code("PATCH", f"/members/{user_id}", {"role_id": await owner.role("admin")}) == (
        409,
        "last_owner",
    )

    assert (await owner.get(f"/members/{user_id}"))["role"]["key"] == "owner"


async def test_a_viewer_may_leave_and_may_not_remove(web: Web) -> None:
    owner = await web.owner()
    viewer = await web.colleague(owner, "viewer")
    ids = {member["email"]: member["id"] for member in (await viewer.get("/members"))["items"]}

    assert await viewer.code("DELETE", f"/members/{ids[owner.email]}") == (403, "forbidden")
    assert (await viewer.call("DELETE", f"/members/{ids[viewer.email]}")).status_code == 204

    assert [member["email"] for member in (await owner.get("/members"))["items"]] == [owner.email]


async def test_roles_of_ones_own(web: Web) -> None:
    owner = await web.owner()
    known = [entry["name"] for entry in (await owner.get("/permissions"))["items"]]
    made = await owner.post("/roles", {"name": "Reader", "permissions": ["auth:clients:read"]})

    assert made["permissions"] == ["auth:clients:read"]
    assert (await owner.get("/roles"))["items"][0]["permissions"] == known
    assert await owner.code("POST", "/roles", {"name": "READER", "permissions": []}) == (409, "name_taken")
    assert await owner.code("PATCH", f"/roles/{await owner.role('viewer')}", {"name": "X"}) == (409, "builtin_role")
    admin = await web.colleague(owner, "admin")
    strong = {"name": "Strong", "permissions": ["auth:organization:write"]}
    assert await admin.code("POST", "/roles", strong) == (403, "escalation")
    assert (await owner.call("DELETE", f"/roles/{made['id']}")).status_code == 204
    assert await owner.code("GET", f"/roles/{made['id']}") == (404, "not_found")

"""Organizations over HTTP."""

from __future__ import annotations

from kernel.ids import new_id
from tests.modules.auth.web import Web


async def test_a_second_one_is_worked_in_by_header(web: Web) -> None:
    owner = await web.owner()

    made = await owner.post("/organizations", {"name": "Second Studio"})

    assert [entry["id"] for entry in (await owner.get("/organizations"))["items"]] == [
        owner.organization["id"],
        made["id"],
    ]
    me = await owner.get("/me", X_Fivefold_Organization=made["slug"])
    assert (me["organization"], len(me["organizations"])) == (made, 2)
    assert (await owner.get("/me"))["organization"]["id"] == owner.organization["id"]
    await owner.post("/clients", {"code": "acme", "name": "Acme"}, X_Fivefold_Organization=made["id"])
    assert (await owner.get("/clients"))["items"] == []
    assert len((await owner.get("/clients", X_Fivefold_Organization=made["id"]))["items"]) == 1


async def test_making_one_twice_with_one_key_makes_one(web: Web) -> None:
    owner, key = await web.owner(), new_id().hex

    made = [await owner.post("/organizations", {"name": "Second"}, Idempotency_Key=key) for _ in range(2)]

    assert made[0] == made[1]
    assert len((await owner.get("/organizations"))["items"]) == 2


async def test_versions_travel_as_entity_tags(web: Web) -> None:
    owner = await web.owner()
    path = f"/organizations/{owner.organization['id']}"
    assert (await owner.call("GET", path)).headers["etag"] == '"1"'

    answer = await owner.call("PATCH", path, {"name": "New name"}, If_Match='"1"')
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert await owner.code("PATCH", path, {"name": "Late"}, If_Match='"1"') == (412, "precondition_failed")
    assert (await owner.get(path))["name"] == "New name"


async def test_others_organizations_are_not_there(web: Web) -> None:
    owner, stranger = await web.owner(), await web.owner()
    path = f"/organizations/{stranger.organization['id']}"

    assert await owner.code("GET", path) == (404, "not_found")
    assert await owner.code("PATCH", path, {"name": "Mine"}) == (404, "not_found")
    assert await owner.code("GET", "/me", X_Fivefold_Organization=stranger.organization["slug"]) == (
        404,
        "not_found",
    )
    assert (await stranger.get(path))["name"] == "Testing Ltd"


async def test_slugs(web: Web) -> None:
    owner, other = await web.owner(), await web.owner()
    path = f"/organizations/{owner.organization['id']}"

    assert await owner.code("PATCH", path, {"slug": other.organization["slug"]}) == (409, "slug_taken")
    assert await owner.code("PATCH", path, {"slug": "No slug"}) == (422, "invalid")
    assert await owner.code("PATCH", path, {"slug": new_id().hex}) == (422, "invalid")
    assert (await owner.get(path))["slug"] == owner.organization["slug"]

"""The audit over HTTP."""

from __future__ import annotations

from typing import Any

from tests.modules.auth.web import Web


async def test_who_did_what_to_which_thing(web: Web) -> None:
    owner = await web.owner()
    client = await owner.post("/clients", {"code": "acme", "name": "Acme"})
    await owner.call("PATCH", f"/clients/{client['id']}", {"name": "Acme Two"}, X_Request_Id="a-known-request")
    user_id = (await owner.get("/me"))["user"]["id"]

    (entry,) = (await owner.get("/audit?action=auth.client.changed"))["items"]

    assert entry["actor"] == {"kind": "user", "id": user_id, "name": "Ada Lindholm"}
    assert (entry["target"], entry["target_id"]) == ("client", client["id"])
    assert (entry["before"]["name"], entry["after"]["name"]) == ("Acme", "Acme Two")
    assert (entry["request_id"], entry["address"]) == ("a-known-request", "127.0.0.1")


async def test_filters_and_pages(web: Web) -> None:
    owner = await web.owner()
    for index in range(5):
        await owner.post("/clients", {"code": f"client-{index}", "name": f"Client {index}"})
    made = (await owner.get("/audit?action=auth.client.created"))["items"]
    assert [entry["after"]["code"] for entry in made] == [f"client-{index}" for index in (4, 3, 2, 1, 0)]

    found: list[Any] = []
    page: dict[str, Any] = {"next_cursor": ""}
    for _ in range(3):
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else ""
        page = await owner.get(f"/audit?target=client&limit=2{cursor}")
        found += page["items"]
    assert found == made
    assert page["next_cursor"] is None
    one = await owner.get(f"/audit?target=client&target_id={made[2]['target_id']}")
    assert one["items"] == [made[2]]
    instant = made[2]["occurred_at"]
    assert (
        await owner.get(
            "/audit",
        )
    )["items"][0]["action"] == "auth.client.created"
    until = (await owner.get(f"/audit?target=client&until={instant}"))["items"]
    since = (await owner.get(f"/audit?target=client&since={instant}"))["items"]
    assert since + until == made
    assert len(since) == 3


async def test_only_those_who_may_see_it(web: Web) -> None:
    owner = await web.owner()
    member = await web.colleague(owner)

    assert await member.code("GET", "/audit") == (403, "forbidden")


async def test_another_organization_is_not_in_it(web: Web) -> None:
    owner, stranger = await web.owner(), await web.owner()
    client = await owner.post("/clients", {"code": "acme", "name": "Acme"})

    assert (await stranger.get(f"/audit?target_id={client['id']}"))["items"] == []
    assert all(entry["action"] != "auth.client.created" for entry in (await stranger.get("/audit"))["items"])

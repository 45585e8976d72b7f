"""Inviting over HTTP, from the link to the member."""

from __future__ import annotations

from kernel.ids import new_id
from tests.modules.auth.web import PASSWORD, Visitor, Web


async def test_from_the_link_to_the_member(web: Web) -> None:
    owner, guest = await web.owner(), Visitor(web.http, email=f"{new_id().hex}@example.com")
    role = await owner.role("viewer")
    issued = await owner.post("/invitations", {"email": guest.email, "role_id": role})
    assert issued["link"] == f"http://localhost:8000/invitations/{issued['token']}"
    preview = await guest.post("/invitations/preview", {"token": issued["token"]}, 200)
    assert preview == {
        "organization_name": "Testing Ltd",
        "email": guest.email,
        "role_name": "Viewer",
        "inviter_name": "Ada Lindholm",
        "expires_at": issued["expires_at"],
        "account_exists": False,
    }
    listed = (await owner.get("/invitations?status=pending"))["items"]
    assert [entry["id"] for entry in listed] == [issued["id"]]
    assert "token" not in listed[0]

    body = {"token": issued["token"], "name": "June Okafor", "password": PASSWORD}
    joined = await guest.post("/invitations/accept", body, 200)
    assert joined["organization"]["id"] == owner.organization["id"]
    await guest.log_in()
    me = await guest.get("/me")
    assert [entry["role"]["key"] for entry in me["organizations"]] == ["viewer"]
    assert await guest.code("POST", "/clients", {"code": "acme", "name": "Acme"}) == (403, "forbidden")
    assert await guest.code("POST", "/invitations/accept", body) == (409, "invitation_accepted")
    assert (await owner.get("/invitations?status=pending"))["items"] == []
    assert len((await owner.get("/members"))["items"]) == 2


async def test_accepting_twice_with_one_key_is_accepting_once(web: Web) -> None:
    owner, guest = await web.owner(), Visitor(web.http, email=f"{new_id().hex}@example.com")
    issued = await owner.post("/invitations", {"email": guest.email, "role_id": await owner.role("viewer")})
    body, key = {"token": issued["token"], "name": "June", "password": PASSWORD}, new_id().hex

    joined = [await guest.post("/invitations/accept", body, 200, Idempotency_Key=key) for _ in range(2)]

    assert joined[0] == joined[1]
    assert (await guest.call("POST", "/invitations/accept", body)).status_code == 409


async def test_a_replayed_invitation_shows_no_secret(web: Web) -> None:
    owner, key = await web.owner(), new_id().hex
    body = {"email": f"{new_id().hex}@example.com", "role_id": await owner.role("viewer")}
    issued = await owner.post("/invitations", body, Idempotency_Key=key)

    again = await owner.call("POST", "/invitations", body, Idempotency_Key=key)

    assert (again.status_code, again.json()["code"], again.json()["resource"]) == (409, "already_done", issued["id"])
    assert issued["token"] not in again.text
    assert len((await owner.get("/invitations"))["items"]) == 1


async def test_a_renewed_link_replaces_the_old_one(web: Web) -> None:
    owner = await web.owner()
    body = {"email": f"{new_id().hex}@example.com", "role_id": await owner.role("viewer")}
    issued = await owner.post("/invitations", body)

    renewed = await owner.post(f"/invitations/{issued['id']}/renew", None, 200)

    assert await owner.code("POST", "/invitations/preview", {"token": issued["token"]}) == (404, "not_found")
    assert (await owner.post("/invitations/preview", {"token": renewed["token"]}, 200))["email"] == body["email"]
    assert (await owner.call("DELETE", f"/invitations/{issued['id']}")).status_code == 204
    revoked = (409, "invitation_revoked")
    assert await owner.code("POST", "/invitations/preview", {"token": renewed["token"]}) == revoked
    assert await owner.code("POST", f"/invitations/{issued['id']}/renew") == revoked

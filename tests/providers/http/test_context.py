"""Who may come in, and what is told about them."""

from __future__ import annotations

import pytest

from kernel.context import PrincipalKind
from providers.http.context import requires
from tests.providers.http.application import Web

THINGS = "/api/v1/sample/things"


async def status(web: Web, path: str, key: str | None) -> tuple[int, str | None]:
    answer = await web.client.get(THINGS + path, headers={} if key is None else {"Authorization": f"Bearer {key}"})
    return answer.status_code, answer.json().get("code") if answer.status_code >= 400 else None


async def test_doors(web: Web) -> None:
    web.keys.add("reader", "sample:things:read")
    web.keys.add("robot", kind=PrincipalKind.API_KEY)
    web.keys.add("boss", operator=True)
    assert await status(web, "", None) == (401, "unauthenticated")
    assert await status(web, "", "stranger") == (401, "unauthenticated")
    assert await status(web, "", "reader") == (403, "forbidden")
    assert await status(web, "", "ada") == (200, None)
    assert await status(web, "/count", None) == (401, "unauthenticated")
    assert await status(web, "/count", "robot") == (200, None)
    assert await status(web, "/user", "robot") == (403, "user_only")
    assert await status(web, "/user", "reader") == (200, None)
    assert await status(web, "/operator", "ada") == (403, "operator_only")
    assert await status(web, "/operator", "boss") == (200, None)


async def test_the_authenticator_is_asked_once(web: Web) -> None:
    await status(web, "/count", "ada")
    assert web.keys.asked == 1


async def test_a_missing_permission_is_named(web: Web) -> None:
    web.keys.add("nobody")
    answer = await web.client.get(THINGS, headers={"X-API-Key": "nobody"})
    assert answer.json()["permission"] == "sample:things:write"
    assert answer.json()["detail"] == "This needs the permission sample:things:write."


async def test_the_bearer_challenge(web: Web) -> None:
    answer = await web.client.get(THINGS)
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("scheme", ["Bearer ada", "bearer  ada ", "ada"])
async def test_how_credentials_are_written(web: Web, scheme: str) -> None:
    answer = await web.client.get(f"{THINGS}/me", headers={"Authorization": scheme})
    assert answer.json()["name"] == "ada"


async def test_another_scheme_is_no_credential_of_ours(web: Web) -> None:
    answer = await web.client.get(f"{THINGS}/me", headers={"Authorization": "Basic YTpi"})
    assert answer.status_code == 401


async def test_request_ids_travel(web: Web) -> None:
    sane = await web.client.get(f"{THINGS}/me", headers={"X-Request-Id": "from-the-proxy.1"})
    assert sane.headers["x-request-id"] == sane.json()["request_id"] == "from-the-proxy.1"
    odd = await web.client.get(f"{THINGS}/me", headers={"X-Request-Id": "a b"})
    assert odd.headers["x-request-id"] == odd.json()["request_id"] != "a b"


def test_a_permission_has_a_form() -> None:
    with pytest.raises(ValueError, match="module:noun:action"):
        requires("things")

"""What routers say about themselves, and how they read requests."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from kernel.context import Context
from providers.http.context import requires
from providers.http.idempotency import Once
from providers.http.routing import ApiRouter
from tests.providers.http.application import WRITE, Web
from tests.providers.http.things import router

THINGS = "/api/v1/sample/things"
ADA = {"X-API-Key": "ada"}


def operation(name: str) -> Any:
    return next(route for route in router if route.operation_id == f"sample_things_{name}")


def test_operations_are_named_after_noun_and_function() -> None:
    assert [route.operation_id for route in router][:2] == ["sample_things_list", "sample_things_create"]
    assert operation("list").summary == "List things"
    assert operation("list").description == "Only the first few letters of the alphabet."


def test_the_signature_is_the_documentation() -> None:
    extra = operation("create").openapi_extra
    assert extra["x-permission"] == WRITE
    assert extra["x-access"] == "permission"
    assert extra["x-idempotency"] == "key"
    assert {"$ref": "#/components/parameters/IdempotencyKey"} in extra["parameters"]
    assert {400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 504} <= set(operation("create").responses)
    assert operation("create_exempt").openapi_extra == {
        "security": [],
        "x-idempotency": "exempt",
        "x-idempotency-reason": "Each call is meant to have an effect.",
    }
    assert {"$ref": "#/components/parameters/IfMatch"} in operation("update").openapi_extra["parameters"]
    words = {name: operation(name).openapi_extra["x-access"] for name in ("get_user", "get_operator", "get_count")}
    assert words == {"get_user": "user", "get_operator": "operator", "get_count": "signed_in"}


def test_a_write_decides_about_keys() -> None:
    with pytest.raises(TypeError, match="needs Once"):

        @ApiRouter("/x", "x: y").post()
        async def create(ctx: Annotated[Context, requires(WRITE)]) -> None:
            """Neither."""

    with pytest.raises(TypeError, match="not both"):

        @ApiRouter("/x", "x: y").put(exempt="but it takes one")
        async def replace(once: Once) -> None:
            """Both."""

    with pytest.raises(TypeError, match="docstring"):

        @ApiRouter("/x", "x: y").get()
        async def get() -> None: ...


async def test_paging(web: Web) -> None:
    first = (await web.client.get(f"{THINGS}?limit=3", headers=ADA)).json()
    assert first["items"] == ["a", "b", "c"]
    second = (await web.client.get(THINGS, params={"limit": 3, "cursor": first["next_cursor"]}, headers=ADA)).json()
    assert second == {"items": ["d", "e"], "next_cursor": None}


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "cursor=", "cursor=nonsense", f"cursor={'a' * 1025}"]
)
async def test_paging_has_bounds(web: Web, query: str) -> None:
    answer = await web.client.get(f"{THINGS}?{query}", headers=ADA)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_entity_tags(web: Web) -> None:
    one = await web.client.get(f"{THINGS}/{'0' * 32}", headers=ADA)
    assert one.headers["etag"] == '"3"'
    for header, version in (('"3"', 3), ('W/"4"', 4), ("*", 0), (None, 0)):
        headers = ADA if header is None else {**ADA, "If-Match": header}
        answer = await web.client.patch(f"{THINGS}/{'0' * 32}", json={"name": "x"}, headers=headers)
        assert answer.json()["version"] == version
    bad = await web.client.patch(f"{THINGS}/{'0' * 32}", json={"name": "x"}, headers={**ADA, "If-Match": "3"})
    assert (bad.status_code, bad.json()["errors"][0]["code"]) == (422, "if_match")


@pytest.mark.parametrize(
    ("content", "content_type", "status", "code"),
    [
        (b'{"name": "x"}', "text/plain", 415, "unsupported_media_type"),
        (b'{"name": "x"}', "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b'{"name": "x"}', None, 415, "unsupported_media_type"),
        (b'{"name": ', "application/json", 400, "malformed"),
        (b'{"name": NaN}', "application/json", 400, "malformed"),
        (b'{"name": "\xff"}', "application/json", 400, "malformed"),
        (b'{"name": "\\ud800"}', "application/json", 400, "malformed"),
        (b"[" * 1900, "application/json", 400, "malformed"),
        (b'{"name": "a\\u0000b"}', "application/json", 422, "invalid"),
        (b'{"name": "a", "labels": {"\\u0000": "x"}}', "application/json", 422, "invalid"),
        (b'{"name": "a", "parts": ["", "\\u0000"]}', "application/json", 422, "invalid"),
        (b"", "application/json", 422, "invalid"),
        (b"[]", "application/json", 422, "invalid"),
        (b'{"name": "x", "more": 1}', "application/json", 422, "invalid"),
        (b'{"name": "%s"}' % (b"x" * 2000), "application/json", 413, "too_large"),
    ],
)
async def test_bodies_that_cannot_be_used(
    web: Web, content: bytes, content_type: str | None, status: int, code: str
) -> None:
    headers = ADA if content_type is None else {**ADA, "Content-Type": content_type}
    answer = await web.client.post(THINGS, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b'{"name": "a\\\\u0000b"}', "application/json"),
        (b'{"name": "x"}', "application/merge-patch+json; charset=utf-8"),
    ],
)
async def test_bodies_that_can(web: Web, content: bytes, content_type: str) -> None:
    answer = await web.client.post(THINGS, content=content, headers={**ADA, "Content-Type": content_type})
    assert answer.status_code == 201


async def test_the_path_to_a_broken_field(web: Web) -> None:
    answer = await web.client.post(THINGS, json={"name": "a", "parts": ["", "b\x00"]}, headers=ADA)
    assert answer.json()["errors"] == [
        {"field": "parts.1", "message": "must not contain NUL characters", "code": "nul"}
    ]


async def test_chunked_bodies_are_counted(web: Web) -> None:
    async def chunks() -> Any:
        for _ in range(30):
            yield b" " * 100

    answer = await web.client.post(THINGS, content=chunks(), headers={**ADA, "Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["limit_bytes"]) == (413, 2000)


def nested(depth: int, core: bytes) -> bytes:
    return b"[" * depth + core + b"]" * depth


@pytest.mark.parametrize("core", [b'"\\u0000"', b'"x"', b'{"name": {}}'])
@pytest.mark.parametrize("depth", [65, 900])
async def test_nesting_has_a_bound(web: Web, depth: int, core: bytes) -> None:
    answer = await web.client.post(
        THINGS, content=nested(depth, core), headers={**ADA, "Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["code"] == "too_deep"
    assert len(answer.content) < 500


async def test_many_brackets_are_not_depth(web: Web) -> None:
    for bracket in "[{":
        body = {"name": "a", "parts": [bracket * 10] * 10}
        answer = await web.client.post(THINGS, json=body, headers=ADA)
        assert answer.status_code == 201
    answer = await web.client.post(
        THINGS, content=nested(64, b'"\\u0000"'), headers={**ADA, "Content-Type": "application/json"}
    )
    assert answer.json()["errors"][0]["code"] == "nul"


async def test_names_that_callers_make_up_are_cut(web: Web) -> None:
    for body in ({"name": "a", "x" * 1500: 1}, {"name": "a", "labels": {"x" * 1500: "\x00"}}):
        answer = await web.client.post(THINGS, json=body, headers=ADA)
        assert answer.status_code == 422
        assert len(answer.json()["errors"][0]["field"]) == 200
    many = {str(number): 1 for number in range(150)}
    answer = await web.client.post(THINGS, json=many, headers=ADA)
    assert len(answer.json()["errors"]) == 50

"""The OpenAPI document is complete, and its page needs nothing but itself."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.http.examples import Examples
from app.http.openapi import openapi_document
from app.http.reference import reference_page
from app.http.routes import RouteIndex
from kernel.module_spec import Permission
from tests.providers.http.application import WRITE
from tests.providers.http.things import router


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    permissions = [Permission(WRITE, "Change things.")]
    return openapi_document(RouteIndex(router).routes, permissions, "1.2.3", "https://fivefold.example")


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_every_operation_is_complete(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for operation in operations(document)]
    assert len(ids) == len(set(ids)) == len(router.routes)
    for operation in operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert "security" in operation
        for status, response in operation["responses"].items():
            for media in response.get("content", {}).values():
                assert "example" in media or "examples" in media, (operation["operationId"], status)


def test_parameters_are_shared_and_have_examples(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/api/v1/sample/things"]["get"]["parameters"]
    assert {"$ref": "#/components/parameters/Organization"} in parameters
    limit = next(parameter for parameter in parameters if parameter.get("name") == "limit")
    assert limit["example"] == 50
    references = set(re.findall(r'"#/components/(\w+)/(\w+)"', str(document).replace("'", '"')))
    assert references
    for kind, name in references:
        assert name in document["components"][kind]


def test_problems_replace_the_frameworks_errors(document: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in document["components"]["schemas"]
    create = document["paths"]["/api/v1/sample/things"]["post"]
    invalid = create["responses"]["422"]["content"]["application/problem+json"]
    assert set(invalid["examples"]) == {"invalid", "idempotency_key_reused"}
    assert create["x-permission"] == WRITE
    assert create["requestBody"]["content"]["application/json"]["example"]["name"]
    assert document["x-permissions"] == [{"name": WRITE, "description": "Change things."}]
    assert document["components"]["schemas"]["Problem"]["properties"]["errors"]


def test_the_page_runs_nothing_and_asks_nobody(document: dict[str, Any]) -> None:
    page = reference_page(document, "/api/docs.css", "/api/openapi.json")
    assert "<script" not in page
    assert "style=" not in page
    assert set(re.findall(r'(?:href|src)="([^"#]+)"', page)) == {"/api/docs.css", "/api/openapi.json"}
    for operation in operations(document):
        assert f'id="{operation["operationId"]}"' in page
    assert "No Idempotency-Key: Each call is meant to have an effect." in page


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "string", "format": "uuid"}, "0199f3f0-c0de-7a11-8000-5eed5eed5eed"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "string", "enum": ["a", "b"]}, "a"),
        ({"type": "string", "examples": ["given"]}, "given"),
        ({"const": "fixed"}, "fixed"),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "number"}, 1),
        ({"type": "boolean"}, False),
        ({"type": "array", "items": {"type": "boolean"}}, [False]),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, False),
        ({"anyOf": [{"type": "null"}]}, None),
        ({"type": "object", "properties": {"email": {"type": "string"}}}, {"email": "ada@harbor-pine.example"}),
        ({"type": "object", "properties": {"next_cursor": {"anyOf": [{"type": "string"}]}}}, {"next_cursor": None}),
        ({}, None),
    ],
)
def test_examples(schema: dict[str, Any], example: Any) -> None:
    assert Examples({}).of(schema) == example


def test_examples_of_endless_schemas_end() -> None:
    schemas = {
        "Tree": {
            "type": "object",
            "properties": {"left": {"$ref": "#/x/Tree"}, "all": {"type": "array", "items": {"$ref": "#/x/Tree"}}},
        }
    }
    assert Examples(schemas).of({"$ref": "#/x/Tree"})["left"]["left"]

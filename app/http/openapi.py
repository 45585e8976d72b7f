"""The OpenAPI document: what FastAPI derives from the signatures, made complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from app.http.examples import Examples
from kernel.module_spec import Permission
from providers.http.problems import BrokenField, Problem
from providers.http.routing import PARAMETERS

TITLE = "Fivefold"
_DESCRIPTION = """The back office as one process behind one base URL.

- Errors are problem documents (RFC 9457); programs switch on `code`.
- Lists are `{items, next_cursor}`; ask for the next page with `cursor`.
- Every write honors `Idempotency-Key`, except where `x-idempotency` says `exempt` and why.
- `x-permission` names the permission that an operation needs.
"""
_SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token from `POST /api/v1/auth/login`, or an API key.",
    },
    "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key."},
}
_JSON = "application/json"
_GENERATED = ("HTTPValidationError", "ValidationError")


def openapi_document(
    routes: Sequence[APIRoute], permissions: Sequence[Permission], version: str, base_url: str
) -> dict[str, Any]:
    """The whole document. Pure: the same routes give the same document."""
    document = get_openapi(
        title=TITLE,
        version=version,
        description=_DESCRIPTION,
        routes=routes,
        servers=[
            {"url": "/", "description": "This instance"},
            {"url": base_url, "description": "Its public address"},
        ],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _GENERATED:
        schemas.pop(name, None)
    schemas |= _schemas_of_problems()
    components["schemas"] = dict(sorted(schemas.items()))
    components["parameters"] = PARAMETERS
    components["securitySchemes"] = _SECURITY_SCHEMES
    examples = Examples(schemas)
    for operation in _operations(document):
        _complete(operation, examples)
    document["tags"] = _tags(document)
    document["x-permissions"] = [
        {"name": permission.name, "description": permission.description} for permission in permissions
    ]
    return document


def _schemas_of_problems() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="validation")
    schema.pop("$defs", None)
    return {"Problem": schema, "BrokenField": BrokenField.model_json_schema()}


def _operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def _complete(operation: dict[str, Any], examples: Examples) -> None:
    """Examples for what goes in and what comes out, where the schemas give none of their own."""
    contents = [operation.get("requestBody", {}).get("content", {})]
    contents += [response.get("content", {}) for response in operation["responses"].values()]
    for content in contents:
        media = content.get(_JSON)
        if media is not None and "example" not in media and "examples" not in media:
            media["example"] = examples.of(media.get("schema", {}))
    for parameter in operation.get("parameters", ()):
        if "$ref" not in parameter and "example" not in parameter:
            parameter["example"] = examples.of(parameter["schema"], parameter["name"])


def _tags(document: Mapping[str, Any]) -> list[dict[str, str]]:
    names = dict.fromkeys(tag for operation in _operations(document) for tag in operation.get("tags", ()))
    return [{"name": name} for name in names]

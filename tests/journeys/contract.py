"""The OpenAPI document of the running process, as data that generated tests are made from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SCOPE_HEADERS = ("X-Fivefold-Organization", "X-Fivefold-Client", "X-Fivefold-Project")
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `access` is public, signed_in, user, permission or operator."""

    id: str
    method: str
    path: str
    access: str
    permission: str | None
    path_names: tuple[str, ...]
    query_ids: tuple[str, ...]
    body: Mapping[str, Any] | None
    body_ids: tuple[str, ...]
    responses: frozenset[str]

    @property
    def writes(self) -> bool:
        return self.method in WRITES

    @property
    def success(self) -> int:
        """The documented status of success."""
        return min(int(status) for status in self.responses if status.startswith("2"))


def document_of(http: httpx.Client) -> dict[str, Any]:
    """The document that the server hands out."""
    answer = http.get("/api/openapi.json")
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def operations_of(document: Mapping[str, Any]) -> dict[str, Operation]:
    """Every operation by its id; ids are unique."""
    found = [
        _operation(document, path, method.upper(), definition)
        for path, methods in document["paths"].items()
        for method, definition in methods.items()
    ]
    by_id = {operation.id: operation for operation in found}
    assert len(by_id) == len(found), "two operations have the same id"
    return by_id


def _operation(document: Mapping[str, Any], path: str, method: str, definition: Mapping[str, Any]) -> Operation:
    media = definition.get("requestBody", {}).get("content", {}).get(_JSON)
    queries = [entry for entry in definition.get("parameters", ()) if entry.get("in") == "query"]
    return Operation(
        id=definition["operationId"],
        method=method,
        path=path,
        access=definition.get("x-access", "public"),
        permission=definition.get("x-permission"),
        path_names=tuple(re.findall(r"\{(\w+)\}", path)),
        query_ids=tuple(entry["name"] for entry in queries if _is_id(document, entry["schema"])),
        body=None if media is None else media["example"],
        body_ids=() if media is None else _ids_in(document, media["schema"]),
        responses=frozenset(definition["responses"]),
    )


def _ids_in(document: Mapping[str, Any], schema: Mapping[str, Any]) -> tuple[str, ...]:
    properties = _resolved(document, schema).get("properties", {})
    return tuple(name for name, part in properties.items() if _is_id(document, part))


def _is_id(document: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    schema = _resolved(document, schema)
    return schema.get("format") == "uuid" or any(_is_id(document, part) for part in schema.get("anyOf", ()))


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    return schema if reference is None else document["components"]["schemas"][reference.rsplit("/", 1)[-1]]

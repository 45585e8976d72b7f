"""Examples made from JSON Schema, for the operations whose models do not bring their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DEPTH_MAX = 6
_ID = "0199f3f0-c0de-7a11-8000-5eed5eed5eed"
_BY_FORMAT: dict[str, Any] = {
    "uuid": _ID,
    "date-time": "2026-03-02T09:30:00Z",
    "date": "2026-03-02",
    "email": "ada@harbor-pine.example",
    "uri": "https://example.com/",
    "password": "correct horse battery",
}
_BY_NAME: dict[str, Any] = {
    "email": "ada@harbor-pine.example",
    "name": "Ada Marsh",
    "slug": "harbor-pine",
    "code": "spring-launch",
    "description": "What it is for, in a sentence.",
    "cursor": "WyJoYXJib3IiXQ",
    "next_cursor": None,
    "user_agent": "Mozilla/5.0",
    "address": "203.0.113.7",
    "limit": 50,
    "version": 3,
    "password": "correct horse battery",
}


class Examples:
    """Makes a value that fits a schema, and that a reader recognizes."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas

    def of(self, schema: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:
        """A value for `schema`; `name` is the property or parameter it belongs to."""
        if "$ref" in schema:
            schema = self._schemas.get(schema["$ref"].rsplit("/", 1)[-1], {})
        for key in ("example", "const", "default"):
            if key in schema and schema[key] is not None:
                return schema[key]
        if schema.get("examples"):
            return schema["examples"][0]
        if schema.get("enum"):
            return schema["enum"][0]
        if "anyOf" in schema or "oneOf" in schema:
            return self._of_choice(schema, name, depth)
        return self._of_type(schema, name, depth)

    def _of_choice(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        choices = [choice for choice in schema.get("anyOf", schema.get("oneOf", ())) if choice.get("type") != "null"]
        if not choices or _BY_NAME.get(name, name) is None:
            return None
        return self.of(choices[0], name, depth)

    def _of_type(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        kind = schema.get("type")
        if kind == "object":
            return self._of_object(schema, depth)
        if kind == "array":
            return [] if depth > _DEPTH_MAX else [self.of(schema.get("items", {}), name, depth + 1)]
        if kind == "string":
            return self._of_string(schema, name)
        if kind == "boolean":
            return False
        if kind in {"integer", "number"}:
            named = _BY_NAME.get(name)
            return named if isinstance(named, int) else max(schema.get("minimum", 1), 1)
        return None

    def _of_object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        if depth > _DEPTH_MAX:
            return {}
        return {name: self.of(part, name, depth + 1) for name, part in schema.get("properties", {}).items()}

    @staticmethod
    def _of_string(schema: Mapping[str, Any], name: str) -> str:
        if schema.get("format") in _BY_FORMAT:
            return str(_BY_FORMAT[schema["format"]])
        named = _BY_NAME.get(name)
        text = named if isinstance(named, str) else "text"
        return text[: schema.get("maxLength", len(text))]

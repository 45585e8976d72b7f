"""RFC 9457 problem documents: their shape, how an error becomes one, and how they stand in the OpenAPI."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kernel.errors import (
    FieldError,
    FivefoldError,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    Timeout,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
)
from providers.database.port import DatabaseAway

PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEM_SCHEMA = "#/components/schemas/Problem"

EVERYWHERE: tuple[type[FivefoldError], ...] = (Malformed, Invalid, TooMany, Unavailable, Timeout)
WITH_BODY: tuple[type[FivefoldError], ...] = (TooLarge, UnsupportedMediaType)
SIGNED_IN: tuple[type[FivefoldError], ...] = (Unauthenticated, Forbidden, NotFound)

_PRIVATE_MEMBERS = frozenset({"constraint"})  # names of constraints are ours and no help to a client


_FIELD_NAME_LENGTH_MAX = 200


def field_name(path: Sequence[int | str]) -> str:
    """The dotted path to a field, cut where a caller made up names of any length."""
    name = ".".join(str(part) for part in path) or "body"
    return name if len(name) <= _FIELD_NAME_LENGTH_MAX else name[: _FIELD_NAME_LENGTH_MAX - 1] + "…"


class BrokenField(BaseModel):
    """One thing wrong with one field of the request."""

    model_config = ConfigDict(json_schema_extra={"required": ["field", "message", "code"]})

    field: str = Field(description="Dotted path, as in `address.city` or `lines.0.quantity`.", examples=["email"])
    message: str = Field(description="What is wrong, for people.", examples=["must be an email address"])
    code: str = Field(description="What is wrong, for programs.", examples=["invalid"])


class Problem(BaseModel):
    """Why a request was not served (RFC 9457). Programs switch on `code`; further members belong to the code."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="A URI reference for this kind of problem.", examples=["/problems/not_found"])
    title: str = Field(description="The same for every problem of this type.", examples=["There is nothing here"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(description="What happened this time.", examples=["There is no such project."])
    instance: str = Field(description="The path that was asked for.", examples=["/api/v1/auth/projects/..."])
    code: str = Field(description="Stable and made for programs.", examples=["not_found"])
    request_id: str = Field(description="Quote this when you report the problem.", examples=["0199f3f0c0de7a11"])
    errors: list[BrokenField] = Field(default=[], description="Every broken field, when fields are the problem.")


def public_detail(error: FivefoldError) -> str:
    """What strangers may read. Why the database is away names hosts, users and folders: that is for the log."""
    return f"{DatabaseAway.title}." if isinstance(error, DatabaseAway) else error.detail


def problem_of(error: FivefoldError, instance: str, request_id: str) -> dict[str, Any]:
    """The problem document of an error."""
    document: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": public_detail(error),
        "instance": instance,
        "code": error.code,
        "request_id": request_id,
    }
    for name, value in error.extra.items():
        if name not in document and name not in _PRIVATE_MEMBERS:
            document[name] = value if isinstance(value, int | str | bool | list | dict | type(None)) else str(value)
    if isinstance(error, Invalid) and error.errors:
        document["errors"] = [_broken(field) for field in error.errors]
    return document


def _broken(field: FieldError) -> dict[str, str]:
    return {"field": field.field, "message": field.message, "code": field.code}


def document_errors(kinds: Iterable[type[FivefoldError]], path: str) -> dict[int | str, dict[str, Any]]:
    """OpenAPI responses for these errors: one for each status, with an example for each code."""
    by_status: dict[int, dict[str, type[FivefoldError]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, {}).setdefault(kind.code, kind)
    return {status: _response(list(by_code.values()), path) for status, by_code in sorted(by_status.items())}


def _response(kinds: list[type[FivefoldError]], path: str) -> dict[str, Any]:
    return {
        "description": " Or: ".join(dict.fromkeys(_sentence(kind) for kind in kinds)),
        "content": {
            PROBLEM_MEDIA_TYPE: {
                "schema": {"$ref": PROBLEM_SCHEMA},
                "examples": {kind.code: {"summary": kind.title, "value": _example(kind, path)} for kind in kinds},
            }
        },
    }


def _sentence(kind: type[FivefoldError]) -> str:
    return (kind.__doc__ or kind.title).strip().splitlines()[0]


def _example(kind: type[FivefoldError], path: str) -> dict[str, Any]:
    example: dict[str, Any] = {
        "type": f"/problems/{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.title,
        "instance": path,
        "code": kind.code,
        "request_id": "0199f3f0c0de7a11",
    }
    if issubclass(kind, Invalid):
        example["errors"] = [{"field": "name", "message": "must not be empty", "code": "too_short"}]
    return example

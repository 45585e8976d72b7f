"""Routers that document themselves: operation ids, permissions, problems and idempotency from the signature."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute

from kernel.errors import FivefoldError, Invalid, UnsupportedMediaType
from providers.http import problems
from providers.http.context import Access, OperatorOnly, UserOnly
from providers.http.etag import if_match
from providers.http.idempotency import (
    KEY_HEADER,
    KEY_LENGTH_MAX,
    IdempotencyKeyMalformed,
    IdempotencyKeyReused,
    once_for_caller,
    once_for_nobody,
)
from providers.http.injection import dependency_of, injected

E = TypeVar("E", bound=Callable[..., Awaitable[Any]])
Handler = Callable[[Request], Awaitable[Response]]

_JSON_TYPE = re.compile(rb"^application/(?:[\w.-]+\+)?json\s*(?:;|$)", re.IGNORECASE)
_ESCAPED_NUL = b"\\u0000"
DEPTH_MAX = 64
"""How deep lists and objects may stand in each other in a body."""
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

_SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"api_key": []}]
_SCOPE_HEADERS = [
    {"$ref": "#/components/parameters/Organization"},
    {"$ref": "#/components/parameters/Client"},
    {"$ref": "#/components/parameters/Project"},
]
PARAMETERS: dict[str, Any] = {
    "Organization": {
        "name": "X-Fivefold-Organization",
        "in": "header",
        "description": "Id or slug of the organization to act in; the one in the access token when left out.",
        "schema": {"type": "string"},
        "example": "harbor-pine",
    },
    "Client": {
        "name": "X-Fivefold-Client",
        "in": "header",
        "description": "Id or code of the client that usage and cost are attributed to.",
        "schema": {"type": "string"},
        "example": "acme",
    },
    "Project": {
        "name": "X-Fivefold-Project",
        "in": "header",
        "description": "Id or code of the project that usage and cost are attributed to.",
        "schema": {"type": "string"},
        "example": "spring-launch",
    },
    "IdempotencyKey": {
        "name": KEY_HEADER,
        "in": "header",
        "description": "Chosen by the client, one for each intended effect. Sent again within 24 hours it gets the "
        "same answer and has no second effect.",
        "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH_MAX, "pattern": "^[\\x21-\\x7e]+$"},
        "example": "5f0c1a52-7f7e-4f0e-9d0a-0d6a6c1f3c55",
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": 'The `ETag` this change builds upon, as in `"3"`; 412 when it is no longer the current one.',
        "schema": {"type": "string", "pattern": '^(\\*|"[0-9]{1,18}")$'},
        "example": '"3"',
    },
}
"""Header parameters that operations refer to, for the OpenAPI's components."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What an endpoint's signature says about it."""

    access: Access | None
    keyed: bool
    conditional: bool

    @classmethod
    def of(cls, endpoint: Callable[..., Any]) -> Needs:
        calls = [dependency_of(hint) for hint in get_type_hints(endpoint, include_extras=True).values()]
        return cls(
            access=next((call for call in calls if isinstance(call, Access)), None),
            keyed=once_for_caller in calls or once_for_nobody in calls,
            conditional=if_match in calls,
        )


class JsonRequest(Request):
    """A request whose JSON is read strictly: no lone surrogates and no NaN."""

    async def json(self) -> Any:
        return orjson.loads(await self.body())


def _inspect(document: Any) -> None:
    """Refuse what is nested too deep for whoever reads on, and NUL characters.

    PostgreSQL cannot store U+0000 in text, so neither engine is given it. The depth is the sender's:
    this does not recurse.
    """
    waiting: list[tuple[Any, tuple[str, ...]]] = [(document, ())]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, str):
            if "\x00" in value:
                raise Invalid.field(problems.field_name(path), "must not contain NUL characters", "nul")
            continue
        if not isinstance(value, list | dict):
            continue
        if len(path) >= DEPTH_MAX:
            raise Invalid.field("body", f"must not be nested deeper than {DEPTH_MAX} levels", "too_deep")
        if isinstance(value, list):
            waiting.extend((item, (*path, str(index))) for index, item in enumerate(value))
            continue
        for name, item in value.items():
            waiting += ((name, path), (item, (*path, name)))


class Route(APIRoute):
    """A route that asks who is there before anything else, and reads JSON strictly.

    So strangers learn nothing about what a body should look like.
    """

    access: Access | None = None

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()
        reads_body = self.body_field is not None

        async def handle_known(request: Request) -> Response:
            if self.access is not None:
                await self.access(request)
            return await handle(await _json_request(request) if reads_body else request)

        return handle_known


async def _json_request(request: Request) -> JsonRequest:
    """The request with its body received. Raises `UnsupportedMediaType`, or `Invalid` from `_inspect`."""
    json_request = JsonRequest(request.scope, request.receive)
    body = await json_request.body()
    if body and not _is_json(request):
        raise UnsupportedMediaType("Send the body as application/json.")
    if _ESCAPED_NUL in body or body.count(b"[") + body.count(b"{") > DEPTH_MAX:
        # Only a body that could be refused is read twice.
        # Here, because the framework takes whatever `json()` raises for a syntax error.
        with contextlib.suppress(orjson.JSONDecodeError):
            _inspect(orjson.loads(body))
    return json_request


def _is_json(request: Request) -> bool:
    return any(
        name == b"content-type" and _JSON_TYPE.match(value) is not None for name, value in request.scope["headers"]
    )


class ApiRouter:
    """The operations on one noun. `tag` reads `module: noun` and gives the operation ids their beginning."""

    def __init__(self, prefix: str, tag: str) -> None:
        self.prefix = prefix
        self.tag = tag
        self.routes: list[APIRoute] = []
        self._id_prefix = re.sub(r"[^a-z0-9]+", "_", tag.casefold()).strip("_")

    def get(self, path: str = "", **options: Any) -> Callable[[E], E]:
        """A read. Options as for `operation`."""
        return self.operation("GET", path, **options)

    def post(self, path: str = "", **options: Any) -> Callable[[E], E]:
        """A write; 200 unless `status_code` says otherwise."""
        return self.operation("POST", path, **options)

    def put(self, path: str = "", **options: Any) -> Callable[[E], E]:
        """A write that replaces."""
        return self.operation("PUT", path, **options)

    def patch(self, path: str = "", **options: Any) -> Callable[[E], E]:
        """A write that changes some fields."""
        return self.operation("PATCH", path, **options)

    def delete(self, path: str = "", **options: Any) -> Callable[[E], E]:
        """A write that removes; say `status_code=204` when nothing is returned."""
        return self.operation("DELETE", path, **options)

    def operation(
        self,
        method: str,
        path: str,
        *,
        status_code: int | None = None,
        errors: Sequence[type[FivefoldError]] = (),
        exempt: str | None = None,
        response_description: str = "Done.",
        responses: dict[int | str, dict[str, Any]] | None = None,
    ) -> Callable[[E], E]:
        """Register an endpoint. `errors` are the kernel errors it may raise beyond what its signature implies.

        A write takes `Once` or `PublicOnce`, or says in `exempt` why no Idempotency-Key is honored.
        """

        def register(endpoint: E) -> E:
            needs = Needs.of(endpoint)
            full_path = self.prefix + path
            if method in _WRITES and needs.keyed == (exempt is not None):
                raise TypeError(f"{method} {full_path} needs Once, PublicOnce or a reason why it is exempt, not both")
            summary, _, description = (endpoint.__doc__ or "").strip().partition("\n")
            if not summary:
                raise TypeError(f"{method} {full_path} needs a docstring: its first line is the summary")
            kinds = (*errors, *_implied_errors(needs, has_body=method in _WRITES - {"DELETE"}))
            route = Route(
                full_path,
                injected(endpoint),
                methods=[method],
                status_code=status_code,
                tags=[self.tag],
                summary=summary.rstrip("."),
                description=_dedented(description) or summary,
                operation_id=f"{self._id_prefix}_{endpoint.__name__.strip('_')}",
                response_description=response_description,
                responses={**problems.document_errors(kinds, full_path), **(responses or {})},
                openapi_extra=_extra(needs, exempt),
            )
            route.access = needs.access
            self.routes.append(route)
            return endpoint

        return register

    def __iter__(self) -> Iterator[APIRoute]:
        return iter(self.routes)


def _dedented(description: str) -> str:
    return "\n".join(line.strip() for line in description.strip().splitlines())


def _implied_errors(needs: Needs, *, has_body: bool) -> tuple[type[FivefoldError], ...]:
    """What any operation with this signature may answer."""
    kinds: list[type[FivefoldError]] = [*problems.EVERYWHERE]
    if needs.access is not None:
        kinds += problems.SIGNED_IN
        kinds += [UserOnly] if needs.access.user else []
        kinds += [OperatorOnly] if needs.access.operator else []
    if needs.keyed:
        kinds += [IdempotencyKeyMalformed, IdempotencyKeyReused]
    if has_body:
        kinds += problems.WITH_BODY
    return tuple(dict.fromkeys(kinds))


def _extra(needs: Needs, exempt: str | None) -> dict[str, Any]:
    parameters: list[dict[str, str]] = []
    extra: dict[str, Any] = {"security": []}
    if needs.access is not None:
        extra["security"] = _SECURITY
        parameters += _SCOPE_HEADERS
        extra["x-access"] = _access_words(needs.access)
        if needs.access.permission is not None:
            extra["x-permission"] = needs.access.permission
    if needs.keyed:
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
        extra["x-idempotency"] = "key"
    if exempt is not None:
        extra["x-idempotency"] = "exempt"
        extra["x-idempotency-reason"] = exempt
    if needs.conditional:
        parameters.append({"$ref": "#/components/parameters/IfMatch"})
    if parameters:
        extra["parameters"] = parameters
    return extra


def _access_words(access: Access) -> str:
    if access.operator:
        return "operator"
    if access.permission is not None:
        return "permission"
    return "user" if access.user else "signed_in"

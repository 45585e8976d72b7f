"""Finding the route of a request by the beginning of its path, instead of trying every pattern in turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from app.http.errors import MethodNotAllowed

_DEPTH = 4  # /api/v1/<module>/<noun>
_ALLOWED = "fivefold.allowed_methods"

Key = tuple[str, ...]


class RouteIndex(BaseRoute):
    """All routes of the API as one. Fixed paths win over those with parameters, whatever their order.

    It raises `MethodNotAllowed` with every method of the path where none of its routes has the request's.
    """

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self.routes: Sequence[APIRoute] = sorted(routes, key=lambda route: route.path_format.count("{"))
        self._by_key: dict[Key, list[APIRoute]] = {}
        self._short: list[APIRoute] = []
        for route in self.routes:
            key = _key(route.path_format)
            if any("{" in part for part in key):
                self._short.append(route)
            else:
                self._by_key.setdefault(key, []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http":
            return Match.NONE, {}
        allowed: set[str] = set()
        for route in (*self._by_key.get(_key(scope["path"]), ()), *self._short):
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                return match, child_scope
            if match is Match.PARTIAL:
                allowed |= route.methods
        return (Match.FULL, {_ALLOWED: allowed}) if allowed else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _ALLOWED in scope:
            raise MethodNotAllowed(tuple(scope[_ALLOWED]))
        await scope["route"].handle(scope, receive, send)


def _key(path: str) -> Key:
    return tuple(path.split("/", _DEPTH + 1)[1 : _DEPTH + 1])

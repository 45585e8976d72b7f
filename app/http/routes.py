"""Finding the route of a request by its path, instead of trying every pattern in turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from app.http.errors import MethodNotAllowed
from kernel.errors import NotFound

_DEPTH = 4  # /api/v1/<module>/<noun>
_ALLOWED = "fivefold.allowed_methods"

Key = tuple[int | str, ...]


class RouteIndex(BaseRoute):
    """All routes of the API as one. Fixed paths win over those with parameters, whatever their order.

    A word that is a path of its own is never taken for somebody's id, whatever the method. It raises
    `MethodNotAllowed` with every method of the path where none of its routes has the request's.
    """

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self.routes: Sequence[APIRoute] = tuple(routes)
        self._fixed: dict[str, dict[str, APIRoute]] = {}
        self._by_key: dict[Key, list[APIRoute]] = {}
        for route in self.routes:
            if "{" not in route.path_format:
                self._fixed.setdefault(route.path_format, {}).update(dict.fromkeys(route.methods or (), route))
            elif ":path}" in route.path or "{" in "".join(route.path_format.split("/")[: _DEPTH + 1]):
                raise ValueError(f"{route.path} has parameters where the index needs fixed words")
            else:
                self._by_key.setdefault(_key(route.path_format), []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http":
            return Match.NONE, {}
        path, method = scope["path"], scope["method"]
        fixed = self._fixed.get(path)
        if fixed is not None:
            chosen = fixed.get(method)
            if chosen is None:
                return Match.FULL, {_ALLOWED: set(fixed)}
            return Match.FULL, {"endpoint": chosen.endpoint, "path_params": {}, "route": chosen}
        allowed: set[str] = set()
        for route in self._by_key.get(_key(path), ()):
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                return match, child_scope
            if match is Match.PARTIAL:
                allowed |= route.methods or set()
        return (Match.FULL, {_ALLOWED: allowed}) if allowed else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _ALLOWED in scope:
            raise MethodNotAllowed(tuple(scope[_ALLOWED]))
        await scope["route"].handle(scope, receive, send)


async def not_served_here(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001  # an application
    """The application for whatever no route matches in a process without a dashboard. Raises `NotFound`."""
    raise NotFound("This process works in the background and answers only /health and operations.")


def _key(path: str) -> Key:
    """The first words and how many there are in all."""
    parts = path.split("/")
    return (len(parts), *parts[: _DEPTH + 1])

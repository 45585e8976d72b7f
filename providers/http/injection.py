"""Dependencies that need only the request, called directly.

Each dependency that FastAPI solves costs about 25 microseconds, because it may have parameters of its own. Most of
ours have none: they look at the request and the answer. Those are taken out of the signature that FastAPI sees, and
called by a thin endpoint around the real one.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.params import Depends

Endpoint = Callable[..., Awaitable[Any]]
Provider = Callable[[Request, Response], Awaitable[Any]]

_REQUEST, _RESPONSE = "fivefold_request", "fivefold_response"


def injected(endpoint: Endpoint) -> Endpoint:
    """The endpoint as FastAPI should see it; itself when there is nothing to take out."""
    signature = inspect.signature(endpoint, eval_str=True)
    providers: list[tuple[str, Provider]] = []
    request_name, response_name = _name_of(Request, signature, _REQUEST), _name_of(Response, signature, _RESPONSE)
    kept = [_parameter(_REQUEST, Request)] if request_name == _REQUEST else []
    kept += [_parameter(_RESPONSE, Response)] if response_name == _RESPONSE else []
    for parameter in signature.parameters.values():
        provider = _provider(dependency_of(parameter.annotation))
        if provider is None:
            kept.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
        else:
            providers.append((parameter.name, provider))
    if not providers:
        return endpoint

    @functools.wraps(endpoint)
    async def thin(**values: Any) -> Any:
        request, response = values[request_name], values[response_name]
        values.pop(_REQUEST, None)
        values.pop(_RESPONSE, None)
        for name, provide in providers:
            values[name] = await provide(request, response)
        return await endpoint(**values)

    thin.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]  # what `inspect` looks at
    return thin


def dependency_of(annotation: Any) -> Callable[..., Any] | None:
    """What stands in `Annotated[..., Depends(...)]`."""
    marks = (mark for mark in getattr(annotation, "__metadata__", ()) if isinstance(mark, Depends))
    return next((mark.dependency for mark in marks), None)


def _name_of(kind: type, signature: inspect.Signature, otherwise: str) -> str:
    """FastAPI hands the request to one parameter only: the endpoint's own, where it has one."""
    return next((name for name, parameter in signature.parameters.items() if parameter.annotation is kind), otherwise)


def _parameter(name: str, annotation: type) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)


def _provider(dependency: Callable[..., Any] | None) -> Provider | None:
    """How to call a dependency directly, or None where it has parameters that FastAPI must read."""
    if dependency is None:
        return None
    kinds = [parameter.annotation for parameter in inspect.signature(dependency, eval_str=True).parameters.values()]
    if kinds == [Request]:
        return lambda request, _response: dependency(request)
    if kinds == [Response]:
        return lambda _request, response: dependency(response)
    if kinds == [Request, Response]:
        return dependency
    return None

"""Every error becomes a problem document here, whichever floor it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Scope, Send

from app.logs import logged_path
from kernel.errors import (
    FieldError,
    FivefoldError,
    Forbidden,
    InternalError,
    Invalid,
    Malformed,
    NotFound,
    TooLarge,
    Unauthenticated,
)
from providers.http.problems import PROBLEM_MEDIA_TYPE, field_name, problem_of
from providers.http.state import exchange_of

log = structlog.get_logger("fivefold.http")

_SERVER_ERROR = 500
_ERRORS_MAX = 50  # a body may have as many broken fields as it has room for; the answer names the first


class MethodNotAllowed(FivefoldError):
    """The path exists, but not for this method."""

    status, code, title = 405, "method_not_allowed", "This method is not allowed here"

    def __init__(self, methods: Sequence[str]) -> None:
        self.methods = tuple(sorted(methods))
        super().__init__(f"Allowed here: {', '.join(self.methods)}.")

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Allow": ", ".join(self.methods)}


def problem_response(scope: Scope, error: FivefoldError) -> Response:
    """The answer for an error; the access log names its code."""
    exchange = exchange_of(scope)
    exchange.error = error.code
    document = problem_of(error, scope["path"], exchange.request_id)
    return Response(
        orjson.dumps(document, default=str, option=orjson.OPT_NON_STR_KEYS),
        status_code=error.status,
        headers=dict(error.headers),
        media_type=PROBLEM_MEDIA_TYPE,
    )


async def send_problem(scope: Scope, send: Send, error: FivefoldError) -> None:
    """Answer with a problem from within a middleware."""
    await problem_response(scope, error)(scope, _nothing, send)


async def _nothing() -> Any:
    return {"type": "http.disconnect"}


def report(scope: Scope, error: Exception) -> FivefoldError:
    """What the caller is told about an exception. Defects and outages are logged under the request id."""
    if not isinstance(error, FivefoldError):
        log.error(
            "request failed",
            request_id=exchange_of(scope).request_id,
            path=logged_path(scope["path"]),
            exc_info=error,
        )
        return InternalError("This is a defect on our side. Quote the request id when you report it.")
    if error.status >= _SERVER_ERROR:
        log.warning(
            "request not served", request_id=exchange_of(scope).request_id, path=logged_path(scope["path"]),
            code=error.code,
            detail=error.detail,
        )  # fmt: skip
    return error


def install(app: FastAPI) -> None:
    """Render what is raised inside routes. What is raised outside of them is caught by the error boundary."""
    app.add_exception_handler(FivefoldError, _on_fivefold_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)


async def _on_fivefold_error(request: Request, error: Exception) -> Response:
    return problem_response(request.scope, report(request.scope, error))


async def _on_validation_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return problem_response(request.scope, problem_for_validation(error.errors()))


def problem_for_validation(found: Sequence[Mapping[str, Any]]) -> FivefoldError:
    """`Malformed` when the JSON cannot be read at all, else `Invalid` with one entry for each field.

    The offending input is never echoed: it may be a password.
    """
    if any(entry["type"] == "json_invalid" for entry in found):
        return Malformed("The body is not valid JSON.")
    errors = [
        FieldError(_dotted(entry["loc"]), _sentence(entry["msg"]), str(entry["type"]).replace(".", "_"))
        for entry in found[:_ERRORS_MAX]
    ]
    names = ", ".join(dict.fromkeys(error.field for error in errors))
    return Invalid(f"Please check: {names}.", errors=errors)


def _dotted(location: Sequence[int | str]) -> str:
    """Where it is, without FastAPI's first word (body, query, path): fields are unique without it."""
    return field_name(location[1:] or location)


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")


_BY_STATUS: dict[int, type[FivefoldError]] = {
    400: Malformed,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    413: TooLarge,
    422: Invalid,
}


async def _on_http_exception(request: Request, error: Exception) -> Response:
    """What the framework itself raises, such as a route that does not exist."""
    if not isinstance(error, HTTPException):
        raise error
    kind = _BY_STATUS.get(error.status_code)
    if kind is None:
        return problem_response(request.scope, report(request.scope, RuntimeError(f"unexpected {error!r}")))
    return problem_response(request.scope, kind())

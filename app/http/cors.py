"""Pages of other origins: who may call, and a problem document for those who may not."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Receive, Scope, Send

from app.http.errors import send_problem
from kernel.errors import Malformed


class CrossOriginRefused(Malformed):
    """A browser asked whether a page of another origin may do this, and it may not."""

    code, title = "cross_origin_refused", "Pages of this origin may not do this here"

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__("FIVEFOLD_CORS_ORIGINS does not let this origin, method or header in.")
        self._headers = headers

    @property
    def headers(self) -> Mapping[str, str]:
        return self._headers


class CrossOrigin(CORSMiddleware):
    """The framework's middleware, but for the answer to a preflight that it refuses."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            asked = Headers(scope=scope)
            if "origin" in asked and "access-control-request-method" in asked:
                await self._answer_preflight(asked, scope, receive, send)
                return
        await super().__call__(scope, receive, send)

    async def _answer_preflight(self, asked: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.preflight_response(asked)
        if answer.status_code < 400:  # noqa: PLR2004  # the first status of an error
            await answer(scope, receive, send)
            return
        kept = {name: value for name, value in answer.headers.items() if not name.startswith("content-")}
        await send_problem(scope, send, CrossOriginRefused(kept))

"""The OpenAPI document and its reference page, at /api/ and, for habit's sake, at the root too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.http.openapi import openapi_document
from app.http.reference import STYLE, reference_page

if TYPE_CHECKING:
    from app.composition import Instance

DOCUMENT_URL = "/api/openapi.json"
PAGE_URL = "/api/docs"
_STYLE_URL = "/api/docs.css"
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_CACHE = "no-cache"


class Documents:
    """Made on first demand, then kept: most processes are never asked."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    @cached_property
    def document(self) -> dict[str, Any]:
        instance = self._instance
        return openapi_document(
            instance.routes.routes, instance.permissions, instance.version, instance.settings.http.base_url
        )

    @cached_property
    def document_bytes(self) -> bytes:
        return orjson.dumps(self.document)

    @cached_property
    def page(self) -> str:
        return reference_page(self.document, _STYLE_URL, DOCUMENT_URL)

    async def serve_document(self, _request: Request) -> Response:
        return Response(self.document_bytes, media_type="application/json", headers={"Cache-Control": _CACHE})

    async def serve_page(self, _request: Request) -> Response:
        headers = {"Cache-Control": _CACHE, "Content-Security-Policy": _POLICY}
        return Response(self.page, media_type="text/html", headers=headers)

    async def serve_style(self, _request: Request) -> Response:
        return Response(STYLE, media_type="text/css", headers={"Cache-Control": _CACHE})


def document_routes(instance: Instance) -> Sequence[Route]:
    """Plain routes, outside the document that they serve."""
    documents = Documents(instance)
    return [
        Route(DOCUMENT_URL, documents.serve_document),
        Route("/openapi.json", documents.serve_document),
        Route(PAGE_URL, documents.serve_page),
        Route("/docs", documents.serve_page),
        Route(_STYLE_URL, documents.serve_style),
    ]

"""HTTP for the public key set."""

from __future__ import annotations

from fastapi import Response

from modules.auth.public.models import KeySet
from modules.auth.tokens.service import AccessTokens
from providers.http.routing import ApiRouter


def build_router(tokens: AccessTokens) -> ApiRouter:
    """The public half of the signing keys."""
    router = ApiRouter(prefix="/.well-known/jwks.json", tag="auth: keys")

    @router.get()
    async def list_(response: Response) -> KeySet:
        """Get the keys that access tokens are signed with.

        A new key stands here before it is first used; an old one stays until its last token has expired.
        """
        response.headers["Cache-Control"] = "public, max-age=300"
        return await tokens.key_set()

    return router

"""HTTP for signing in and out, and for the list of sessions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Header, Response

from kernel.context import Context
from kernel.errors import NotFound
from kernel.pagination import Page
from modules.auth.public.errors import AccountLocked, InvalidCredentials, InvalidRefreshToken, RefreshTokenReused
from modules.auth.public.models import Session, Tokens
from modules.auth.sessions import service
from modules.auth.sessions.schemas import LogIn, Refresh
from modules.auth.sessions.service import SignIn
from providers.http.context import signed_in_user
from providers.http.db import Db, PublicDb
from providers.http.idempotency import Once
from providers.http.paging import Paging
from providers.http.routing import ApiRouter

router = ApiRouter(prefix="/api/v1/auth/sessions", tag="auth: sessions")


@router.get()
async def list_(_ctx: Annotated[Context, signed_in_user()], db: Db, paging: Paging) -> Page[Session]:
    """List my sessions, the newest first."""
    return await db.read(service.list_, paging)


@router.delete("/{session_id}", status_code=204, errors=(NotFound,))
async def delete(session_id: UUID, _ctx: Annotated[Context, signed_in_user()], once: Once) -> None:
    """End one of my sessions.

    Its tokens stop working at once.
    """
    return await once.write(service.revoke, session_id)


@router.delete(status_code=204)
async def delete_others(_ctx: Annotated[Context, signed_in_user()], once: Once) -> None:
    """End all my sessions but this one."""
    return await once.write(service.revoke_others)


def build_router(sign_in: SignIn) -> ApiRouter:
    """Signing in, refreshing and signing out."""
    router = ApiRouter(prefix="/api/v1/auth", tag="auth: session")

    @router.post("/login", errors=(InvalidCredentials, AccountLocked), exempt="its answer is a credential")
    async def login(
        body: LogIn,
        db: PublicDb,
        response: Response,
        user_agent: Annotated[str | None, Header(max_length=2000, include_in_schema=False)] = None,
    ) -> Tokens:
        """Sign in with address and password.

        The access token works for `expires_in` seconds; trade the refresh token for new ones before that.
        """
        response.headers["Cache-Control"] = "no-store"
        return await sign_in.login(db.context, body.email, body.password, user_agent)

    @router.post(
        "/refresh", errors=(InvalidRefreshToken, RefreshTokenReused), exempt="the refresh token itself works once"
    )
    async def refresh(body: Refresh, db: PublicDb, response: Response) -> Tokens:
        """Trade a refresh token for new tokens.

        It works once. When a used one comes back there is a copy of it somewhere, so the session is ended.
        """
        response.headers["Cache-Control"] = "no-store"
        return await sign_in.refresh(db.context, body.refresh_token)

    @router.post("/logout", status_code=204)
    async def logout(_ctx: Annotated[Context, signed_in_user()], once: Once) -> None:
        """Sign out: end this session."""
        return await once.write(service.sign_out)

    return router

"""HTTP for accounts."""

from __future__ import annotations

from typing import Annotated

from kernel.context import Context
from modules.auth.public.errors import EmailTaken
from modules.auth.public.models import Me, Registered, User
from modules.auth.users import service
from modules.auth.users.schemas import ChangePassword, Register, UpdateMe
from modules.auth.users.service import Accounts
from providers.http.context import signed_in, signed_in_user
from providers.http.db import Db
from providers.http.idempotency import Once, PublicOnce
from providers.http.routing import ApiRouter

router = ApiRouter(prefix="/api/v1/auth/me", tag="auth: me")


@router.get()
async def get(_ctx: Annotated[Context, signed_in()], db: Db) -> Me:
    """See who I am, in which organization, and what I may do there.

    At most a hundred organizations are named; `GET /api/v1/auth/organizations` has pages of all of them. Client and
    project, which the request is attributed to, are null when I may not read them.
    """
    return await db.point(service.me)


@router.patch()
async def update(body: UpdateMe, _ctx: Annotated[Context, signed_in_user()], once: Once) -> User:
    """Change my name."""
    return await once.write(service.rename, body.name)


def build_router(accounts: Accounts) -> ApiRouter:
    """Registering, and changing one's password."""
    router = ApiRouter(prefix="/api/v1/auth", tag="auth: users")

    @router.post("/register", status_code=201, errors=(EmailTaken,))
    async def register(body: Register, once: PublicOnce) -> Registered:
        """Make an account with an organization of its own.

        The new user owns the organization. Sign in afterwards to get tokens.
        """
        registration = await accounts.registration(body.email, body.name, body.password, body.organization)
        return await once.within(registration.organization.id).write(service.register, registration)

    @router.post("/me/password", status_code=204)
    async def change_password(body: ChangePassword, ctx: Annotated[Context, signed_in_user()], once: Once) -> None:
        """Change my password.

        All my other sessions end. A wrong current password is a 422 with the code `wrong_password` on its field.
        """
        new = await accounts.new_password(ctx, body.current_password, body.new_password)
        return await once.write(service.change_password, new)

    return router

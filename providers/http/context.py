"""Who may call an operation, readable in its signature.

async def list_(ctx: Annotated[Context, requires("auth:projects:read")], db: Db) -> Page[Project]: ...
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request

from kernel.context import PERMISSION, Context, PrincipalKind
from kernel.errors import Forbidden, Unauthenticated
from providers.http.state import context_of


class OperatorOnly(Forbidden):
    """Only an operator of this instance may do this."""

    code = "operator_only"


class UserOnly(Forbidden):
    """A person has to do this; an API key cannot."""

    code = "user_only"


@dataclass(frozen=True, slots=True)
class Access:
    """A rule at the door of an operation. Calling it as a dependency returns the context or raises."""

    permission: str | None = None
    user: bool = False
    operator: bool = False

    async def __call__(self, request: Request) -> Context:
        context = await context_of(request.scope)
        principal = context.principal
        if principal.kind is PrincipalKind.ANONYMOUS:
            raise Unauthenticated
        if self.permission is not None and not context.holds(self.permission):
            raise Forbidden(f"This needs the permission {self.permission}.", permission=self.permission)
        if self.user and principal.kind is not PrincipalKind.USER:
            raise UserOnly("This is for people: sign in instead of using an API key.")
        if self.operator and not principal.is_operator:
            raise OperatorOnly("This is for operators of this instance.")
        return context


async def current_context(request: Request) -> Context:
    """The caller, possibly anonymous. Most operations want `requires` instead."""
    return await context_of(request.scope)


def requires(permission: str) -> Any:
    """The caller must hold the permission in some scope of the organization: 401 or 403 otherwise."""
    if not PERMISSION.match(permission):
        raise ValueError(f"a permission reads module:noun:action, not {permission!r}")
    return Depends(Access(permission=permission))


def signed_in() -> Any:
    """Anybody who is somebody: a user or an API key."""
    return Depends(Access())


def signed_in_user() -> Any:
    """A person; an API key gets 403."""
    return Depends(Access(user=True))


def operator_only() -> Any:
    """An operator of the instance, which is a role apart from organizations."""
    return Depends(Access(user=True, operator=True))

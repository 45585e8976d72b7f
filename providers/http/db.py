"""The database, bound to who is asking, so that a router cannot pass the wrong context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Concatenate, ParamSpec, Self, TypeVar
from uuid import UUID

from fastapi import Depends, Request

from kernel.context import SYSTEM, Context
from kernel.unit import Unit
from providers.database.port import Database
from providers.http.state import anonymous_context, context_of, exchange_of

P = ParamSpec("P")
R = TypeVar("R")


class BoundDatabase:
    """`providers.database.port.Database` for one caller."""

    __slots__ = ("_database", "context")

    def __init__(self, database: Database, context: Context) -> None:
        self._database = database
        self.context = context

    async def write(self, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run in one transaction. A router writes through `Once` unless the operation is exempt from keys."""
        return await self._database.write(self.context, use_case, *args, **kwargs)

    async def read(self, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run on one snapshot, read only."""
        return await self._database.read(self.context, use_case, *args, **kwargs)

    async def point(self, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """One look-up by primary key, the cheapest read there is."""
        return await self._database.point(self.context, use_case, *args, **kwargs)

    def within(self, organization_id: UUID) -> Self:
        """The same request as the system itself in another organization: to create it or to enter it."""
        return type(self)(self._database, system_within(self.context, organization_id))


def system_within(context: Context, organization_id: UUID) -> Context:
    """Fivefold acting in that organization because of this request: the audit still names who asked."""
    caller = context.principal
    principal = replace(SYSTEM, id=caller.id, name=caller.name or SYSTEM.name)
    return Context(
        organization_id=organization_id, principal=principal, request_id=context.request_id, address=context.address
    )


async def bound_database(request: Request) -> BoundDatabase:
    """The database as the caller, who may be anonymous: the door is kept by `requires`."""
    return BoundDatabase(exchange_of(request.scope).ports.database, await context_of(request.scope))


async def public_database(request: Request) -> BoundDatabase:
    """The database as nobody, whatever credentials came along."""
    return BoundDatabase(exchange_of(request.scope).ports.database, anonymous_context(request.scope))


Db = Annotated[BoundDatabase, Depends(bound_database)]
PublicDb = Annotated[BoundDatabase, Depends(public_database)]

"""A noun with every kind of operation, for trying what routers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select

from kernel.context import Context
from kernel.errors import Conflict, NotFound
from kernel.ids import new_id
from kernel.pagination import Page, page_of
from kernel.unit import Unit
from providers.database.schema import ORG
from providers.database.tables import AUDIT
from providers.http.context import current_context, operator_only, requires, signed_in, signed_in_user
from providers.http.db import Db, PublicDb
from providers.http.etag import ETag, IfMatch
from providers.http.idempotency import Once, PublicOnce
from providers.http.paging import Paging
from providers.http.routing import ApiRouter
from tests.providers.http.application import WRITE

_COUNT = select(func.count()).select_from(AUDIT).where(AUDIT.c.org_id == ORG)


class NewThing(BaseModel):
    """What a thing is made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=40)]
    labels: dict[str, str] = {}
    parts: list[str] = []


@dataclass(frozen=True, slots=True)
class Thing:
    """Something small."""

    id: UUID
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Secret:
    """Something shown once."""

    id: UUID
    secret: str


def make(unit: Unit, new: NewThing) -> Thing:
    thing = Thing(new_id(), new.name, version=1)
    unit.audit("thing.made", "thing", thing.id, after={"name": new.name})
    if new.name == "forbidden":
        raise Conflict("That name is taken.")
    return thing


def make_secret(unit: Unit, new: NewThing) -> Secret:
    thing = make(unit, new)
    return Secret(thing.id, secret=f"secret-{thing.id}")


def reserve(unit: Unit, name: str) -> Thing:
    unit.audit("thing.reserved", "thing", None)
    return Thing(new_id(), name, version=7)


def settle(unit: Unit, reserved: Thing) -> Thing:
    unit.audit("thing.settled", "thing", reserved.id)
    if reserved.name == "stumbles":
        raise Conflict("Not yet.")
    return reserved


def remove(unit: Unit) -> None:
    unit.audit("thing.removed", "thing", None)


def count(unit: Unit) -> int:
    return int(unit.execute(_COUNT).scalar() or 0)


router = ApiRouter(prefix="/api/v1/sample/things", tag="sample: things")


@router.get()
async def list_(
    ctx: Annotated[Context, requires(WRITE)],
    paging: Paging,
    q: Annotated[str | None, Query(max_length=20)] = None,
) -> Page[str]:
    """List things.

    Only the first few letters of the alphabet.
    """
    letters = [letter for letter in "abcde" if q is None or letter in q]
    after = paging.after(str)
    rows = [letter for letter in letters if after is None or letter > after[0]]
    return page_of(rows[: paging.limit + 1], paging, lambda letter: (letter,))


@router.post(status_code=201, errors=(Conflict,))
async def create(ctx: Annotated[Context, requires(WRITE)], once: Once, new: NewThing) -> Thing:
    """Make a thing."""
    return await once.write(make, new)


@router.post("/secrets", status_code=201)
async def create_secret(ctx: Annotated[Context, requires(WRITE)], once: Once, new: NewThing) -> Secret:
    """Make a secret."""
    return await once.write(make_secret, new, credential=True)


@router.post("/steps")
async def create_in_steps(ctx: Annotated[Context, requires(WRITE)], once: Once, new: NewThing) -> Thing:
    """Make a thing in two units."""
    reserved = await once.write(reserve, new.name, step="reserve")
    return await once.write(settle, reserved)


@router.post("/elsewhere")
async def create_elsewhere(ctx: Annotated[Context, requires(WRITE)], once: Once, new: NewThing) -> Thing:
    """Make a thing in a new organization."""
    return await once.within(new_id()).write(make, new)


@router.post("/twice")
async def create_twice(ctx: Annotated[Context, requires(WRITE)], once: Once, new: NewThing) -> Thing:
    """Wrongly make two things without naming the step."""
    await once.write(make, new)
    return await once.write(make, new)


@router.post("/public")
async def create_public(once: PublicOnce, new: NewThing) -> Thing:
    """Make a thing as nobody."""
    return await once.write(make, new)


@router.post("/exempt", exempt="Each call is meant to have an effect.")
async def create_exempt(db: PublicDb, new: NewThing) -> Thing:
    """Make a thing without a key."""
    return await db.write(make, new)


@router.delete(status_code=204)
async def delete(ctx: Annotated[Context, requires(WRITE)], once: Once) -> None:
    """Remove things."""
    await once.write(remove)


@router.get("/count")
async def get_count(ctx: Annotated[Context, signed_in()], db: Db) -> int:
    """How many changes there were."""
    assert await db.point(count) == await db.read(count)
    return await db.within(ctx.organization_id).read(count)


@router.get("/me")
async def get_me(ctx: Annotated[Context, Depends(current_context)], request: Request) -> dict[str, Any]:
    """Who is asking."""
    return {
        "name": ctx.principal.name,
        "address": ctx.address,
        "request_id": ctx.request_id,
        "path": request.url.path,
    }


@router.get("/user")
async def get_user(ctx: Annotated[Context, signed_in_user()]) -> str:
    """For people."""
    return ctx.principal.name


@router.get("/operator")
async def get_operator(ctx: Annotated[Context, operator_only()]) -> str:
    """For operators."""
    return ctx.principal.name


@router.get("/{thing_id}", errors=(NotFound,))
async def get(ctx: Annotated[Context, requires(WRITE)], thing_id: UUID, etag: ETag) -> Thing:
    """One thing."""
    return etag.of(Thing(thing_id, "one", version=3))


@router.patch("/{thing_id}")
async def update(
    ctx: Annotated[Context, requires(WRITE)], thing_id: UUID, once: Once, if_match: IfMatch, new: NewThing
) -> Thing:
    """Change a thing."""
    return Thing(thing_id, new.name, version=if_match or 0)


@router.get("/fails/{how}")
async def get_failure(how: str) -> str:
    """Fail."""
    if how == "defect":
        raise RuntimeError("a secret detail")
    if how == "library":
        raise TimeoutError("a library's own")
    raise Conflict("as asked", resource=new_id(), constraint="uq_private", parts=[1])

"""What the command line does with people and organizations, through auth's façade and services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from app.composition import Instance, compose, prepare_database
from app.settings import Settings
from kernel.context import system_context
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.pagination import LIMIT_MAX, Page, PageRequest
from modules.auth.organizations import service as organizations
from modules.auth.organizations.service import NewOrganization
from modules.auth.public.models import Organization, Registered, User

R = TypeVar("R")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Instance]:
    """The instance with its database, beside a server that may be running."""
    prepare_database(settings)
    instance = compose(settings, is_server=False)
    await instance.database.open()
    try:
        yield instance
    finally:
        await instance.close()


def run(settings: Settings, work: Callable[[Instance], Awaitable[R]]) -> R:
    """Do something with the instance and put it away again."""

    async def do() -> R:
        async with opened(settings) as instance:
            return await work(instance)

    return asyncio.run(do())


async def fill_demo(instance: Instance) -> str:
    """Make the demo organization unless it is there; returns how to sign in."""
    account = await instance.auth.fill_demo()
    made = "was made for you" if account.is_new else "is there"
    place = instance.settings.http.base_url
    return (
        f"The demo organization {account.organization} {made}.\n"
        f"Sign in at {place} as {account.email} with the password {account.password}"
    )


async def register(instance: Instance, email: str, name: str, password: str, organization: str) -> Registered:
    """An account with an organization of its own."""
    return await instance.auth.register(email=email, name=name, password=password, organization=organization)


async def create_organization(instance: Instance, name: str, owner_email: str) -> Organization:
    """An organization for somebody who has an account. Raises `NotFound`."""
    owner = await instance.auth.find_user(owner_email)
    if owner is None:
        raise NotFound(f"Nobody has an account with the address {owner_email}: `fivefold user create` makes one.")
    new = NewOrganization(new_id(), name, owner.id)
    return await instance.database.write(system_context(new.id), organizations.create, new)


async def list_users(instance: Instance) -> list[User]:
    """Every account."""
    return await _everything(instance.auth.list_users)


async def list_organizations(instance: Instance) -> list[Organization]:
    """Every organization."""
    return await _everything(instance.auth.list_organizations)


async def _everything(ask: Callable[[PageRequest], Awaitable[Page[R]]]) -> list[R]:
    items: list[R] = []
    cursor: str | None = None
    while True:
        page = await ask(PageRequest(LIMIT_MAX, cursor))
        items += page.items
        cursor = page.next_cursor
        if cursor is None:
            return items

"""What the command line does with people and organizations, through auth's façade and services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from app.composition import Instance, compose, prepare_database
from app.logs import configure_logs
from app.refusal import Refused
from app.settings import Settings
from kernel.pagination import LIMIT_MAX, Page, PageRequest
from modules.auth.demo import domain as demo
from modules.auth.public.models import Organization, Registered, User

R = TypeVar("R")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Instance]:
    """The instance with its database, beside a server that may be running."""
    configure_logs("error")
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


class DemoRefused(Refused):
    """The demo organization does not belong here."""


def refuse_demo_in_production(settings: Settings) -> None:
    """Everybody knows the demo's password. Raises `DemoRefused`."""
    if settings.instance.is_production:
        raise DemoRefused(
            "There is no demo organization where FIVEFOLD_ENVIRONMENT is production: its password is public."
        )


async def fill_demo(instance: Instance) -> str:
    """Make the demo organization unless it is there; returns how to sign in."""
    is_new = await instance.auth.fill_demo()
    return (
        f"The demo organization {demo.ORGANIZATION} {'was made for you' if is_new else 'is there'}.\n"
        f"Sign in at {instance.settings.http.base_url} as {demo.EMAIL} with the password {demo.PASSWORD}"
    )


async def register(instance: Instance, email: str, name: str, password: str, organization: str) -> Registered:
    """An account with an organization of its own."""
    return await instance.auth.register(email=email, name=name, password=password, organization=organization)


async def create_organization(instance: Instance, name: str, owner_email: str) -> Organization:
    """An organization for somebody who has an account. Raises `NotFound`."""
    return await instance.auth.create_organization(name=name, owner_email=owner_email)


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

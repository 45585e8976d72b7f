"""The demo organization."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kernel.clock import SystemClock
from kernel.context import Context, system_context
from kernel.pagination import PageRequest
from modules.auth.api_keys import service as api_keys
from modules.auth.api_keys.domain import ApiKeyFilter
from modules.auth.clients import service as clients
from modules.auth.clients.domain import ClientFilter
from modules.auth.demo import domain
from modules.auth.demo.service import Demo
from modules.auth.directory import service as directory
from modules.auth.invitations import service as invitations
from modules.auth.invitations.domain import InvitationFilter
from modules.auth.members import service as members
from modules.auth.members.domain import MemberFilter
from modules.auth.organizations import service as organizations
from modules.auth.passwords.service import Passwords
from modules.auth.projects import service as projects
from modules.auth.projects.domain import ProjectFilter
from modules.auth.sessions import service as sessions
from modules.auth.settings import AuthSettings
from modules.auth.users import service as users
from modules.auth.users.service import Accounts
from providers.database.adapters.sqlite import SqliteDatabase
from providers.database.migrations import migrate
from providers.database.port import Database
from providers.database.settings import DatabaseSettings
from tests.modules.auth.place import CATALOGUE
from tests.support.database import version_folders

ALL = PageRequest(limit=200)


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    """A database of its own: the demo has fixed addresses."""
    settings = DatabaseSettings(data_dir=tmp_path, database_url="")
    await asyncio.to_thread(migrate, settings, version_folders())
    database = SqliteDatabase(settings, SystemClock())
    await database.open()
    yield database
    await database.close()


async def _within(database: Database, slug: str) -> Context:
    organization = await database.read(system_context(), organizations.resolve, slug)
    assert organization is not None
    return system_context(organization.id)


async def _count(database: Database) -> dict[str, int]:
    context = await _within(database, domain.SLUG)
    return {
        "members": len((await database.read(context, members.list_, MemberFilter(), "name", ALL)).items),
        "clients": len((await database.read(context, clients.list_, ClientFilter(), "name", ALL)).items),
        "projects": len((await database.read(context, projects.list_, ProjectFilter(), "name", ALL)).items),
        "invitations": len((await database.read(context, invitations.list_, InvitationFilter(), ALL)).items),
        "api_keys": len((await database.read(context, api_keys.list_, ApiKeyFilter(), ALL)).items),
    }


EXPECTED = {"members": 18, "clients": 8, "projects": 24, "invitations": 4, "api_keys": 4}


async def test_filling_it_twice_makes_it_once(
    empty: SqliteDatabase, passwords: Passwords, settings: AuthSettings
) -> None:
    demo = Demo(empty, Accounts(empty, passwords), CATALOGUE, settings)

    assert await demo.fill() is True
    assert await _count(empty) == EXPECTED
    assert await demo.fill() is False
    assert await _count(empty) == EXPECTED

    user = await empty.read(system_context(), users.find_by_email, domain.EMAIL)
    assert user is not None
    assert user.is_operator
    account = await empty.read(system_context(), sessions.account_of, user.id)
    assert account is not None
    assert await passwords.verify(domain.PASSWORD, account.password_hash)
    listed = await empty.read(system_context(), directory.organizations_of, user.id)
    assert [(entry.name, entry.role.key) for entry in listed] == [
        (domain.ORGANIZATION, "owner"),
        (domain.SECOND_ORGANIZATION, "admin"),
    ]


async def test_everybody_has_a_role_and_a_tongue_twister_of_a_name_stays(
    empty: SqliteDatabase, passwords: Passwords, settings: AuthSettings
) -> None:
    await Demo(empty, Accounts(empty, passwords), CATALOGUE, settings).fill()
    context = await _within(empty, domain.SLUG)

    people = (await empty.read(context, members.list_, MemberFilter(), "name", ALL)).items

    roles = Counter(person.role.key or person.role.name for person in people)
    assert roles == {
        "owner": 2,
        "admin": 2,
        domain.ACCOUNT_LEAD: 3,
        domain.BOOKKEEPING: 2,
        "member": 7,
        "viewer": 2,
    }
    assert "Piotr Zieliński" in {person.name for person in people}
    assert all(person.email.endswith(f"@{domain.DOMAIN}") for person in people)


async def test_what_was_interrupted_is_finished(
    empty: SqliteDatabase, passwords: Passwords, settings: AuthSettings
) -> None:
    accounts = Accounts(empty, passwords)
    registration = await accounts.registration(
        domain.EMAIL, domain.OWNER, domain.PASSWORD, domain.ORGANIZATION, domain.SLUG
    )
    await empty.write(system_context(registration.organization.id), users.register, registration)

    assert await Demo(empty, accounts, CATALOGUE, settings).fill() is False

    assert await _count(empty) == EXPECTED

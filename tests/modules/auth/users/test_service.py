"""Use cases about accounts."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from kernel.context import Context, system_context
from kernel.errors import Invalid, NotFound
from kernel.ids import new_id
from kernel.pagination import PageRequest
from modules.auth.clients import service as clients
from modules.auth.clients.domain import NewClient
from modules.auth.directory.service import LISTED_MAX
from modules.auth.organizations import service as organizations
from modules.auth.organizations.service import NewOrganization
from modules.auth.passwords.service import Passwords
from modules.auth.projects import service as projects
from modules.auth.projects.domain import NewProject
from modules.auth.public.errors import EmailTaken
from modules.auth.public.models import Registered
from modules.auth.users import service
from modules.auth.users.domain import NewUser
from modules.auth.users.service import Accounts, Registration
from providers.database.port import Database
from tests.modules.auth.place import EVERYTHING, Place, found, new_user


def _registration(user: NewUser, name: str = "Testing Ltd") -> Registration:
    return Registration(user, NewOrganization(new_id(), name, user.id))


async def _register(database: Database, registration: Registration) -> Registered:
    return await database.write(system_context(registration.organization.id), service.register, registration)


async def test_registering_makes_an_account_that_owns_its_organization(database: Database) -> None:
    place = await found(database, "Harbor & Pine", new_user("Robin Ashdown", f"Robin.{new_id().hex}@Example.com"))

    me = await place.read(service.me)

    assert me.user == place.owner
    assert me.organization == place.organization
    assert [(entry.id, entry.role.key) for entry in me.organizations] == [(place.organization.id, "owner")]
    assert me.permissions == sorted(EVERYTHING)
    assert (me.principal, me.client, me.project) == ("user", None, None)
    assert place.organization.name == "Harbor & Pine"
    assert place.organization.slug.startswith("harbor-pine")
    actions = [entry.action for entry in await place.audit()]
    assert sorted(actions) == ["auth.member.joined", "auth.organization.created", "auth.user.registered"]


async def test_me_names_a_hundred_organizations_and_pages_have_all(database: Database) -> None:
    place = await found(database)
    made = [place.organization.id]
    for _ in range(LISTED_MAX + 4):
        new = NewOrganization(new_id(), "Another", place.owner.id, f"another-{new_id().hex}")
        made.append((await database.write(system_context(new.id), organizations.create, new)).id)

    named = (await place.read(service.me)).organizations

    assert [entry.id for entry in named] == made[:LISTED_MAX]
    first = await place.read(organizations.list_, PageRequest(limit=LISTED_MAX))
    rest = await place.read(organizations.list_, PageRequest(LISTED_MAX, first.next_cursor))
    assert [entry.id for entry in (*first.items, *rest.items)] == made
    assert rest.next_cursor is None


async def test_an_address_is_taken_in_any_case_and_nothing_is_left(database: Database) -> None:
    place = await found(database)
    again = _registration(replace(new_user(), email=place.owner.email.upper()))

    with pytest.raises(EmailTaken):
        await _register(database, again)

    assert await database.read(system_context(), organizations.find, again.organization.id) is None
    with pytest.raises(NotFound):
        await database.read(system_context(), service.find, again.user.id)


async def test_of_parallel_registrations_with_one_address_one_wins(database: Database) -> None:
    email = f"{new_id().hex}@example.com"
    wanted = [_registration(replace(new_user(), email=email), f"Race {index}") for index in range(6)]

    outcomes = await asyncio.gather(*(_register(database, each) for each in wanted), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [*["EmailTaken"] * 5, "Registered"]
    left = [await database.read(system_context(), organizations.find, each.organization.id) for each in wanted]
    assert sum(organization is not None for organization in left) == 1


async def test_organizations_of_one_name_get_slugs_of_their_own(database: Database) -> None:
    name = f"Twin {new_id().hex[-8:]}"

    slugs = [(await found(database, name)).organization.slug for _ in range(11)]

    base = name.lower().replace(" ", "-")
    assert slugs[:3] == [base, f"{base}-2", f"{base}-3"]
    assert len(set(slugs)) == 11


async def test_me_names_client_and_project(place: Place) -> None:
    client = await place.write(clients.create, NewClient("acme", "Acme"))
    project = await place.write(projects.create, NewProject(client.id, "launch", "Launch"))
    context = replace(place.as_owner, client_id=client.id, project_id=project.id)

    me = await place.database.read(context, service.me)

    assert me.client is not None
    assert (me.client.id, me.project) == (client.id, project)


async def test_renaming_oneself_is_seen_and_audited(place: Place) -> None:
    await place.write(service.rename, "Ada L.")

    assert (await place.read(service.find, place.owner.id)).name == "Ada L."
    (entry,) = await place.audit("auth.user.renamed")
    assert (entry.before, entry.after) == ({"name": "Ada Lindholm"}, {"name": "Ada L."})


async def test_a_wrong_current_password_changes_nothing(database: Database, passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse battery")
    place = await found(database, owner=replace(new_user(), password_hash=stored))
    accounts = Accounts(database, passwords)

    new = await accounts.new_password(place.as_owner, "wrong", "another long password")
    with pytest.raises(Invalid) as caught:
        await place.write(service.change_password, new)

    assert [(error.field, error.code) for error in caught.value.errors] == [("current_password", "wrong_password")]
    unchanged = await accounts.new_password(place.as_owner, "correct horse battery", "x" * 10)
    assert unchanged.is_verified is True


async def test_operators_are_made_and_unmade(place: Place) -> None:
    email = place.owner.email.upper()
    user = await place.database.write(system_context(), service.set_operator, email, is_operator=True)
    assert user.is_operator is True
    assert (await place.read(service.find, place.owner.id)).is_operator is True

    await place.database.write(system_context(), service.set_operator, email, is_operator=False)
    assert (await place.read(service.find, place.owner.id)).is_operator is False

    with pytest.raises(NotFound):
        await place.database.write(system_context(), service.set_operator, "nobody@example.com", is_operator=True)


async def test_nobody_has_no_me(database: Database) -> None:
    with pytest.raises(NotFound):
        await database.write(Context(), service.rename, "Nobody")
    me = await database.read(Context(), service.me)
    assert (me.principal, me.user, me.organization, me.permissions) == ("anonymous", None, None, [])


def test_password_hashes_are_not_shown() -> None:
    assert "argon2id" not in repr(new_user())

"""Auth as other modules and the composition see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kernel.clock import ManualClock
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.pagination import PageRequest
from kernel.unit import Unit
from modules.auth.clients import service as clients
from modules.auth.clients.domain import NewClient
from modules.auth.facade import AuthFacade
from modules.auth.module import build
from modules.auth.projects import service as projects
from modules.auth.projects.domain import NewProject
from modules.auth.public.errors import EmailTaken, SlugTaken
from modules.auth.public.protocol import Auth, AuthAdministration
from modules.auth.roles.domain import PERMISSIONS
from modules.auth.settings import AuthSettings
from providers.database.port import Database, UnitPoisoned
from providers.http.port import Authenticator
from tests.modules.auth.conftest import BOX
from tests.modules.auth.place import Place


@pytest.fixture
def facade(database: Database, clock: ManualClock, settings: AuthSettings) -> Iterator[AuthFacade]:
    built = build(database, clock, settings, BOX, lambda: PERMISSIONS).facade
    assert isinstance(built, AuthFacade)
    yield built
    built.close()


def test_it_keeps_its_promises(facade: AuthFacade) -> None:
    promised: tuple[Auth, AuthAdministration, Authenticator] = (facade, facade, facade)

    assert promised


async def test_other_modules_find_what_they_need(facade: AuthFacade, place: Place) -> None:
    client = await place.write(clients.create, NewClient("acme", "Acme"))
    project = await place.write(projects.create, NewProject(client.id, "launch", "Launch"))
    admin = await place.person("admin")

    assert await place.read(facade.get_user, admin.id) == admin
    assert await place.read(facade.get_organization) == place.organization
    assert (await place.read(facade.get_member, admin.id)).role.key == "admin"
    assert (await place.read(facade.get_client, client.id)).code == "acme"
    assert await place.read(facade.get_project, project.id) == project
    holding = await place.read(facade.members_holding, "auth:organization:write")
    assert [member.id for member in holding] == [place.owner.id]


async def test_a_swallowed_error_from_the_door_undoes_the_unit(facade: AuthFacade, place: Place) -> None:
    def careless(unit: Unit) -> None:
        clients.create(unit, NewClient("acme", "Acme"))
        with pytest.raises(NotFound):
            facade.get_project(unit, new_id())

    def careful(unit: Unit) -> None:
        clients.create(unit, NewClient("acme", "Acme"))
        with pytest.raises(NotFound), unit.savepoint():
            facade.get_project(unit, new_id())

    with pytest.raises(UnitPoisoned):
        await place.write(careless)
    with pytest.raises(NotFound):
        await place.read(clients.resolve, "acme")
    await place.write(careful)
    assert (await place.read(clients.resolve, "acme")).name == "Acme"


async def test_people_and_organizations_are_made_from_outside(facade: AuthFacade) -> None:
    email, slug = f"{new_id().hex}@example.com", f"slug-{new_id().hex[-12:]}"
    made = await facade.register(
        email=email, name="Ada", password="correct horse battery", organization="Testing Ltd", slug=slug
    )

    assert await facade.find_user(email.upper()) == made.user
    with pytest.raises(EmailTaken):
        await facade.register(email=email, name="Ada", password="correct horse battery", organization="Again")
    second = await facade.create_organization(name="Testing Ltd", owner_email=email)
    assert second.slug != slug
    with pytest.raises(SlugTaken):
        await facade.register(
            email=f"x{email}", name="Bo", password="correct horse battery", organization="Again", slug=slug
        )
    with pytest.raises(NotFound):
        await facade.create_organization(name="Nobody's", owner_email="nobody@example.com")
    assert (await facade.set_operator(email)).is_operator is True
    assert (await facade.set_locked(email)).id == made.user.id
    assert await facade.find_user(f"x{email}") is None


async def test_everybody_is_listed_once(facade: AuthFacade, place: Place, elsewhere: Place) -> None:
    emails, slugs = [], []
    cursor: str | None = None
    while True:
        users = await facade.list_users(PageRequest(limit=200, cursor=cursor))
        emails += [user.email for user in users.items]
        if (cursor := users.next_cursor) is None:
            break
    while True:
        organizations = await facade.list_organizations(PageRequest(limit=200, cursor=cursor))
        slugs += [organization.slug for organization in organizations.items]
        if (cursor := organizations.next_cursor) is None:
            break

    assert len(emails) == len(set(emails))
    assert {place.owner.email, elsewhere.owner.email} <= set(emails)
    assert slugs == sorted(set(slugs))
    assert {place.organization.slug, elsewhere.organization.slug} <= set(slugs)


async def test_the_signing_key_can_be_rotated(facade: AuthFacade) -> None:
    assert await facade.rotate_signing_key() != await facade.rotate_signing_key()

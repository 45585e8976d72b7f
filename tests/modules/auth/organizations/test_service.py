"""Use cases about organizations."""

from __future__ import annotations

import pytest

from kernel.context import Context, Grant, Principal, PrincipalKind, system_context
from kernel.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.pagination import PageRequest
from modules.auth.members import service as members
from modules.auth.organizations import service
from modules.auth.organizations.service import NewOrganization, OrganizationChange
from modules.auth.public.errors import SlugTaken
from modules.auth.public.models import RoleReference
from tests.modules.auth.place import Place


def _slug() -> str:
    return f"slug-{new_id().hex[-12:]}"


async def test_a_second_organization_is_listed_after_the_first(place: Place) -> None:
    new = NewOrganization(new_id(), "Second", place.owner.id)
    made = await place.database.write(system_context(new.id), service.create, new)

    listed = await place.read(service.list_, PageRequest())

    assert listed.items == [place.organization, made]
    assert await place.read(service.get, made.id) == made
    first = await place.read(service.list_, PageRequest(limit=1))
    rest = await place.read(service.list_, PageRequest(limit=1, cursor=first.next_cursor))
    assert (first.items, rest.items, rest.next_cursor) == ([place.organization], [made], None)


async def test_it_is_made_by_a_unit_within_it(place: Place) -> None:
    with pytest.raises(ValueError, match="within it"):
        await place.write(service.create, NewOrganization(new_id(), "Second", place.owner.id))


async def test_others_are_not_there(place: Place, elsewhere: Place) -> None:
    with pytest.raises(NotFound):
        await place.read(service.get, elsewhere.organization.id)
    with pytest.raises(NotFound):
        await place.write(service.update, elsewhere.organization.id, OrganizationChange(name="Taken over"))
    with pytest.raises(NotFound):
        await place.read(service.get, new_id())

    assert await elsewhere.read(service.get, elsewhere.organization.id) == elsewhere.organization


async def test_an_api_key_sees_the_one_it_belongs_to(place: Place, elsewhere: Place) -> None:
    principal = Principal(PrincipalKind.API_KEY, place.owner.id, "Key")
    key = Context(place.organization.id, principal, (Grant(frozenset({service.READ})),))

    assert (await place.database.read(key, service.list_, PageRequest())).items == [place.organization]
    assert await place.database.read(key, service.get, place.organization.id) == place.organization
    with pytest.raises(NotFound):
        await place.database.read(key, service.get, elsewhere.organization.id)
    with pytest.raises(Forbidden):
        await place.database.read(Context(place.organization.id, principal), service.get, place.organization.id)


async def test_renaming_raises_the_version(place: Place) -> None:
    slug = _slug()

    changed = await place.write(
        service.update, place.organization.id, OrganizationChange("New name", slug, version=1)
    )

    assert await place.read(service.get, place.organization.id) == changed
    assert (changed.name, changed.slug, changed.version) == ("New name", slug, 2)
    assert await place.read(service.resolve, slug) == changed
    assert await place.read(service.resolve, place.organization.slug) is None
    with pytest.raises(PreconditionFailed):
        await place.write(service.update, place.organization.id, OrganizationChange("Late", version=1))
    assert await place.read(service.get, place.organization.id) == changed


async def test_a_taken_slug_changes_nothing(place: Place, elsewhere: Place) -> None:
    with pytest.raises(SlugTaken):
        await place.write(
            service.update, place.organization.id, OrganizationChange("New", elsewhere.organization.slug)
        )
    with pytest.raises(Invalid):
        await place.write(service.update, place.organization.id, OrganizationChange(slug=str(new_id())))
    same = OrganizationChange(slug=place.organization.slug)
    assert (await place.write(service.update, place.organization.id, same)).version == 2

    assert (await place.read(service.get, place.organization.id)).name == place.organization.name


async def test_who_may_not_rename_does_not(place: Place) -> None:
    admin = await place.member_context(await place.person("admin"))

    with pytest.raises(Forbidden):
        await place.database.write(admin, service.update, place.organization.id, OrganizationChange("Mine now"))

    assert await place.read(service.get, place.organization.id) == place.organization


async def test_a_guest_may_be_in_several(place: Place, elsewhere: Place) -> None:
    role = await elsewhere.role("viewer")
    await elsewhere.database.write(
        elsewhere.system, members.add, place.owner.id, RoleReference(role.id, role.key, role.name)
    )

    listed = await place.read(service.list_, PageRequest())

    assert [entry.id for entry in listed.items] == [place.organization.id, elsewhere.organization.id]
    assert await place.read(service.get, elsewhere.organization.id) == elsewhere.organization
    with pytest.raises(NotFound):  # it would have to be done within that organization
        await place.write(service.update, elsewhere.organization.id, OrganizationChange("Mine"))

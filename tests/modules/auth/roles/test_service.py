"""Use cases about roles."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from modules.auth.directory import service as directory
from modules.auth.invitations import service as invitations
from modules.auth.invitations.domain import NewInvitation
from modules.auth.members import service as members
from modules.auth.public.errors import BuiltinRole, Escalation, NameTaken, RoleInUse
from modules.auth.public.models import Role
from modules.auth.roles import service
from modules.auth.roles.domain import BUILTIN
from modules.auth.roles.service import NewRole, RoleChange
from modules.auth.settings import AuthSettings
from tests.modules.auth.place import CATALOGUE, EVERYTHING, Place

READS = ("auth:clients:read", "auth:projects:read")


async def _make(place: Place, name: str = "Bookkeeper", permissions: tuple[str, ...] = READS) -> Role:
    return await place.write(service.create, NewRole(name, "Keeps books", permissions), CATALOGUE)


async def _names(place: Place) -> list[str]:
    return [role.name for role in (await place.read(service.list_, CATALOGUE)).items]


async def test_a_new_organization_has_the_built_in_roles(place: Place) -> None:
    roles = (await place.read(service.list_, CATALOGUE)).items

    assert [(role.key, role.name) for role in roles] == [(key, name) for key, (name, _) in BUILTIN.items()]
    assert all(role.is_builtin for role in roles)
    assert [role.member_count for role in roles] == [1, 0, 0, 0]
    assert roles[0].permissions == sorted(EVERYTHING)


async def test_what_was_made_is_read_again(place: Place) -> None:
    made = await _make(place, permissions=(*READS, *READS))

    assert await place.read(service.get, made.id, CATALOGUE) == made
    assert (made.permissions, made.is_builtin, made.key, made.member_count) == (sorted(READS), False, None, 0)
    assert await _names(place) == ["Owner", "Admin", "Member", "Viewer", "Bookkeeper"]
    (entry,) = await place.audit("auth.role.created")
    assert entry.after == {"name": "Bookkeeper", "description": "Keeps books", "permissions": sorted(READS)}


@pytest.mark.parametrize("name", ["bookkeeper", "OWNER"])
async def test_names_are_taken_in_any_case(place: Place, name: str) -> None:
    await _make(place)

    with pytest.raises(NameTaken):
        await _make(place, name)

    assert len(await _names(place)) == 5


async def test_nobody_gives_more_than_they_hold(place: Place) -> None:
    editor = place.context(await place.person(), [service.READ, service.WRITE, *READS])
    strong = await _make(place, "Strong", ("auth:audit:read",))
    weak = await _make(place, "Weak", READS)
    attempts: list[tuple[Any, tuple[Any, ...]]] = [
        (service.create, (NewRole("New", "", ("auth:audit:read",)), CATALOGUE)),
        (service.update, (weak.id, RoleChange(permissions=(*READS, "auth:audit:read")), CATALOGUE)),
        (service.update, (strong.id, RoleChange(name="Mine"), CATALOGUE)),
        (service.update, (strong.id, RoleChange(permissions=()), CATALOGUE)),
        (service.delete, (strong.id, CATALOGUE)),
    ]

    for use_case, arguments in attempts:
        with pytest.raises(Escalation):
            await place.database.write(editor, use_case, *arguments)

    assert await place.read(service.get, strong.id, CATALOGUE) == strong
    assert await place.read(service.get, weak.id, CATALOGUE) == weak
    assert "New" not in await _names(place)
    await place.database.write(editor, service.update, weak.id, RoleChange(permissions=READS[:1]), CATALOGUE)


async def test_unknown_permissions_are_refused(place: Place) -> None:
    with pytest.raises(Invalid):
        await _make(place, permissions=("auth:unknown:read",))


async def test_built_in_roles_stay_as_they_are(place: Place) -> None:
    before = (await place.read(service.list_, CATALOGUE)).items
    for role in before:
        with pytest.raises(BuiltinRole):
            await place.write(service.update, role.id, RoleChange(name="Mine"), CATALOGUE)
        with pytest.raises(BuiltinRole):
            await place.write(service.delete, role.id, CATALOGUE)

    assert (await place.read(service.list_, CATALOGUE)).items == before


async def test_a_new_name_is_seen_wherever_the_role_is_shown(place: Place) -> None:
    made = await _make(place)
    user = await place.person("Bookkeeper")

    changed = await place.write(
        service.update, made.id, RoleChange(name="Treasurer", description="", version=1), CATALOGUE
    )

    assert (changed.name, changed.description, changed.version, changed.member_count) == ("Treasurer", "", 2, 1)
    assert (await place.read(members.find, user.id)).role.name == "Treasurer"
    (membership,) = await place.read(directory.organizations_of, user.id)
    assert membership.role.name == "Treasurer"
    with pytest.raises(PreconditionFailed):
        await place.write(service.update, made.id, RoleChange(name="Late", version=1), CATALOGUE)
    with pytest.raises(NameTaken):
        await place.write(service.update, made.id, RoleChange(name="owner"), CATALOGUE)
    assert await place.read(service.get, made.id, CATALOGUE) == changed


async def test_a_role_that_somebody_has_stays(place: Place, settings: AuthSettings) -> None:
    made = await _make(place)
    user = await place.person("Bookkeeper")
    with pytest.raises(RoleInUse):
        await place.write(service.delete, made.id, CATALOGUE)

    member = await place.role("member")
    await place.write(members.change_role, user.id, member.id, None, CATALOGUE)
    new = NewInvitation("late@example.com", made.id)
    invitation = await place.write(invitations.create, new, CATALOGUE, settings)
    with pytest.raises(RoleInUse):
        await place.write(service.delete, made.id, CATALOGUE)

    await place.write(invitations.revoke, invitation.id)
    await place.write(service.delete, made.id, CATALOGUE)
    with pytest.raises(NotFound):
        await place.read(service.get, made.id, CATALOGUE)
    assert (await place.read(invitations.get, invitation.id)).role.name == "Bookkeeper"


async def test_another_organization_has_none_of_it(place: Place, elsewhere: Place) -> None:
    made = await _make(place)

    with pytest.raises(NotFound):
        await elsewhere.read(service.get, made.id, CATALOGUE)
    with pytest.raises(NotFound):
        await elsewhere.write(service.update, made.id, RoleChange(name="Taken"), CATALOGUE)
    with pytest.raises(NotFound):
        await elsewhere.write(service.delete, made.id, CATALOGUE)
    with pytest.raises(NotFound):
        await elsewhere.write(members.change_role, elsewhere.owner.id, made.id, None, CATALOGUE)

    assert await place.read(service.get, made.id, CATALOGUE) == made


async def test_without_the_permission_nothing_happens(place: Place) -> None:
    reader = place.context(place.owner, [service.READ])
    with pytest.raises(Forbidden):
        await place.database.write(reader, service.create, NewRole("New", "", ()), CATALOGUE)
    with pytest.raises(Forbidden):
        await place.database.read(place.context(place.owner, []), service.list_, CATALOGUE)
    with pytest.raises(Forbidden):
        await place.database.read(place.context(place.owner, []), service.catalogue_of, CATALOGUE)

    assert len(await _names(place)) == 4
    assert (await place.read(service.catalogue_of, CATALOGUE)).items == CATALOGUE.entries()

"""Use cases about members."""

from __future__ import annotations

import asyncio

import pytest

from kernel.errors import AlreadyExists, FivefoldError, Forbidden, NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.pagination import PageRequest
from modules.auth.directory import service as directory
from modules.auth.members import service
from modules.auth.members.domain import MemberFilter
from modules.auth.public.errors import AlreadyMember, Escalation, LastOwner
from modules.auth.public.models import RoleReference
from tests.modules.auth.place import CATALOGUE, Place

ALL = PageRequest(limit=200)


async def _names(place: Place, where: MemberFilter | None = None, order: str = "name") -> list[str]:
    page = await place.read(service.list_, where or MemberFilter(), order, ALL)
    return [member.name for member in page.items]


async def _role_of(place: Place, user_id: object) -> str | None:
    page = await place.read(service.list_, MemberFilter(), "name", ALL)
    return next(member.role.key or member.role.name for member in page.items if member.id == user_id)


async def test_members_are_filtered_and_ordered_exactly(place: Place) -> None:
    await place.person("viewer", "émile Zola", f"zola.{new_id().hex}@books.example")
    await place.person("viewer", "Bea_Ruiz")
    await place.person("member", "bea ruiz")
    viewer = await place.role("viewer")

    assert await _names(place) == ["Ada Lindholm", "bea ruiz", "Bea_Ruiz", "émile Zola"]
    assert await _names(place, order="-name") == ["émile Zola", "Bea_Ruiz", "bea ruiz", "Ada Lindholm"]
    assert await _names(place, order="joined_at") == ["Ada Lindholm", "émile Zola", "Bea_Ruiz", "bea ruiz"]
    assert await _names(place, order="-joined_at") == ["bea ruiz", "Bea_Ruiz", "émile Zola", "Ada Lindholm"]
    assert await _names(place, MemberFilter(q="ÉMILE")) == ["émile Zola"]
    assert await _names(place, MemberFilter(q="@BOOKS")) == ["émile Zola"]
    assert await _names(place, MemberFilter(q="a_r")) == ["Bea_Ruiz"]
    assert await _names(place, MemberFilter(role_id=viewer.id)) == ["Bea_Ruiz", "émile Zola"]
    assert await _names(place, MemberFilter("bea", viewer.id)) == ["Bea_Ruiz"]
    assert await _names(place, MemberFilter(role_id=new_id())) == []


@pytest.mark.parametrize("order", ["name", "-name", "joined_at", "-joined_at"])
async def test_pages_hold_each_member_once(place: Place, order: str) -> None:
    for name in ("Same", "Same", "Same", "Other"):
        await place.person(name=name)
    whole = (await place.read(service.list_, MemberFilter(), order, ALL)).items

    found, cursor = [], None
    for _ in whole:
        page = await place.read(service.list_, MemberFilter(), order, PageRequest(1, cursor))
        found += page.items
        cursor = page.next_cursor

    assert cursor is None
    assert found == whole
    assert len(found) == 5


async def test_another_role_is_seen_and_audited(place: Place) -> None:
    user = await place.person("viewer")
    admin = await place.role("admin")

    changed = await place.write(service.change_role, user.id, admin.id, 1, CATALOGUE)

    assert await place.read(service.get, user.id) == changed
    assert (changed.role.key, changed.version) == ("admin", 2)
    (membership,) = await place.read(directory.organizations_of, user.id)
    assert membership.role.key == "admin"
    (entry,) = await place.audit("auth.member.role_changed")
    assert (entry.target_id, entry.before, entry.after) == (user.id, {"role": "Viewer"}, {"role": "Admin"})
    with pytest.raises(PreconditionFailed):
        await place.write(service.change_role, user.id, admin.id, 1, CATALOGUE)


async def test_nobody_gives_or_takes_more_than_they_hold(place: Place) -> None:
    admin = await place.person("admin")
    other = await place.person("viewer")
    as_admin = await place.member_context(admin)
    owner_role, viewer_role = await place.role("owner"), await place.role("viewer")

    for user_id, role_id in (
        (other.id, owner_role.id),
        (admin.id, owner_role.id),
        (place.owner.id, viewer_role.id),
    ):
        with pytest.raises(Escalation):
            await place.database.write(as_admin, service.change_role, user_id, role_id, None, CATALOGUE)
    with pytest.raises(Escalation):
        await place.database.write(as_admin, service.remove, place.owner.id, CATALOGUE)

    assert await _role_of(place, admin.id) == "admin"
    assert await _role_of(place, other.id) == "viewer"
    assert await _role_of(place, place.owner.id) == "owner"
    await place.database.write(as_admin, service.remove, other.id, CATALOGUE)
    assert not await place.is_member(other.id)


async def test_the_last_owner_stays(place: Place) -> None:
    viewer, owner = await place.role("viewer"), await place.role("owner")
    with pytest.raises(LastOwner):
        await place.write(service.change_role, place.owner.id, viewer.id, None, CATALOGUE)
    with pytest.raises(LastOwner):
        await place.write(service.remove, place.owner.id, CATALOGUE)
    assert await _role_of(place, place.owner.id) == "owner"

    second = await place.person("viewer")
    await place.write(service.change_role, second.id, owner.id, None, CATALOGUE)
    await place.write(service.remove, place.owner.id, CATALOGUE)
    assert not await place.is_member(place.owner.id)
    with pytest.raises(LastOwner):
        await place.database.write(place.context(second), service.remove, second.id, CATALOGUE)


@pytest.mark.parametrize("_round", range(4))
async def test_of_owners_who_leave_together_one_stays(place: Place, _round: int) -> None:
    owners = [place.owner, await place.person("owner"), await place.person("owner")]

    outcomes = await asyncio.gather(
        *(place.database.write(place.context(owner), service.remove, owner.id, CATALOGUE) for owner in owners),
        return_exceptions=True,
    )

    stayed = [owner for owner in owners if await place.is_member(owner.id)]
    assert len(stayed) >= 1
    assert sum(isinstance(outcome, FivefoldError) for outcome in outcomes) == len(stayed)
    assert sum(isinstance(outcome, LastOwner) for outcome in outcomes) <= 1
    assert (await place.role("owner")).member_count == len(stayed)


async def test_anybody_may_leave(place: Place) -> None:
    user = await place.person("viewer")
    context = await place.member_context(user)

    await place.database.write(context, service.remove, user.id, CATALOGUE)

    assert not await place.is_member(user.id)
    assert await place.read(directory.organizations_of, user.id) == []
    (entry,) = await place.audit("auth.member.removed")
    assert (entry.actor.id, entry.target_id) == (user.id, user.id)


async def test_without_the_permission_others_stay(place: Place) -> None:
    viewer = await place.member_context(await place.person("viewer"))
    other = await place.person("viewer")
    with pytest.raises(Forbidden):
        await place.database.write(viewer, service.remove, other.id, CATALOGUE)
    with pytest.raises(Forbidden):
        await place.database.write(
            viewer, service.change_role, other.id, (await place.role("viewer")).id, None, CATALOGUE
        )

    assert await place.is_member(other.id)


async def test_members_of_another_organization_are_not_there(place: Place, elsewhere: Place) -> None:
    user = await place.person("viewer")
    viewer = await elsewhere.role("viewer")

    with pytest.raises(NotFound):
        await elsewhere.read(service.get, user.id)
    with pytest.raises(NotFound):
        await elsewhere.write(service.change_role, user.id, viewer.id, None, CATALOGUE)
    with pytest.raises(NotFound):
        await elsewhere.write(service.remove, user.id, CATALOGUE)
    with pytest.raises(NotFound):
        await place.write(service.change_role, user.id, viewer.id, None, CATALOGUE)

    assert await _role_of(place, user.id) == "viewer"
    assert await _names(elsewhere) == ["Ada Lindholm"]


async def test_one_joins_once(place: Place) -> None:
    role = await place.role("viewer")

    with pytest.raises(AlreadyMember) as caught:
        await place.write(service.add, place.owner.id, RoleReference(role.id, role.key, role.name))

    assert isinstance(caught.value, AlreadyExists)
    assert (caught.value.status, caught.value.code) == (409, "already_member")
    assert await _role_of(place, place.owner.id) == "owner"


async def test_who_holds_a_permission_can_be_asked_for(place: Place) -> None:
    admin = await place.person("admin", "Second")
    await place.person("viewer", "Third")

    holding = await place.read(service.holding, "auth:audit:read", CATALOGUE)

    assert [member.id for member in holding] == [place.owner.id, admin.id]
    assert await place.read(service.holding, "auth:nothing:read", CATALOGUE) == []

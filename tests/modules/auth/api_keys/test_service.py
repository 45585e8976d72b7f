"""Use cases about API keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kernel.context import Principal, PrincipalKind
from kernel.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.pagination import PageRequest
from modules.auth.api_keys import service
from modules.auth.api_keys.domain import ApiKeyFilter, NewApiKey, hash_of
from modules.auth.clients import service as clients
from modules.auth.clients.domain import NewClient
from modules.auth.members import service as members
from modules.auth.projects import service as projects
from modules.auth.projects.domain import NewProject, ProjectChange
from modules.auth.public.errors import ClientInUse, Escalation, KeysMakeNoKeys, ProjectInUse
from modules.auth.public.models import ApiKeyStatus, IssuedApiKey
from tests.modules.auth.place import CATALOGUE, Place

ALL = PageRequest(limit=200)
READS = ("auth:clients:read", "auth:projects:read")


async def _make(place: Place, name: str = "Web shop", **options: object) -> IssuedApiKey:
    new = NewApiKey(name, READS, **options)  # type: ignore[arg-type]  # each test says what it needs
    return await place.write(service.create, new, CATALOGUE)


async def _ids(place: Place, where: ApiKeyFilter | None = None) -> list[object]:
    return [key.id for key in (await place.read(service.list_, where or ApiKeyFilter(), ALL)).items]


async def test_the_secret_is_shown_once_and_kept_as_a_hash(place: Place) -> None:
    issued = await _make(place)

    read = await place.read(service.get, issued.id)

    assert issued.key.startswith(read.prefix)
    assert (read.name, read.permissions, read.status) == ("Web shop", sorted(READS), ApiKeyStatus.ACTIVE)
    assert (read.created_by, read.created_by_name) == (place.owner.id, "Ada Lindholm")
    assert issued.key not in repr(read)
    assert issued.key not in repr(await place.audit())
    where = await place.read(service.place_of, hash_of(issued.key))
    assert where is not None
    assert (where.organization_id, where.key_id) == (place.organization.id, issued.id)


async def test_nobody_makes_a_key_that_holds_more_than_they_do(place: Place) -> None:
    maker = place.context(place.owner, [service.WRITE, READS[0]])

    with pytest.raises(Escalation):
        await place.database.write(maker, service.create, NewApiKey("Too much", READS), CATALOGUE)
    with pytest.raises(Invalid):
        await place.write(service.create, NewApiKey("Unknown", ("a:b:c",)), CATALOGUE)
    with pytest.raises(Forbidden):
        await place.database.write(
            place.context(place.owner, READS), service.create, NewApiKey("No", READS), CATALOGUE
        )

    assert await _ids(place) == []


async def test_a_key_makes_no_keys(place: Place) -> None:
    issued = await _make(place)
    program = replace(place.as_owner, principal=Principal(PrincipalKind.API_KEY, issued.id, issued.name))

    with pytest.raises(KeysMakeNoKeys):
        await place.database.write(program, service.create, NewApiKey("Child", READS), CATALOGUE)

    assert await _ids(place) == [issued.id]


async def test_keys_of_who_leaves_are_revoked(place: Place) -> None:
    admin = await place.person("admin")
    as_admin = await place.member_context(admin)
    kept = await _make(place)
    made = [
        (await place.database.write(as_admin, service.create, NewApiKey("Left", permissions), CATALOGUE)).id
        for permissions in (READS, (), READS)
    ]
    await place.write(service.revoke, made[0])

    await place.write(members.remove, admin.id, CATALOGUE)

    assert await _ids(place, ApiKeyFilter(status=ApiKeyStatus.ACTIVE)) == [kept.id]
    entries = await place.audit("auth.api_key.revoked")
    assert sorted(str(entry.target_id) for entry in entries) == sorted(map(str, made))


async def test_keys_that_exceed_a_new_role_are_revoked(place: Place) -> None:
    admin = await place.person("admin")
    as_admin = await place.member_context(admin)
    reading, writing = [
        await place.database.write(as_admin, service.create, NewApiKey("Mine", permissions), CATALOGUE)
        for permissions in (READS, (*READS, "auth:clients:write"))
    ]
    others = await _make(place)
    viewer = await place.role("viewer")

    await place.write(members.change_role, admin.id, viewer.id, None, CATALOGUE)

    assert await _ids(place, ApiKeyFilter(status=ApiKeyStatus.ACTIVE)) == [others.id, reading.id]
    (entry,) = await place.audit("auth.api_key.revoked")
    assert (entry.target_id, entry.actor.id) == (writing.id, place.owner.id)


async def test_a_key_follows_its_project(place: Place) -> None:
    one = await place.write(clients.create, NewClient("one", "One"))
    two = await place.write(clients.create, NewClient("two", "Two"))
    project = await place.write(projects.create, NewProject(one.id, "launch", "Launch"))
    of_project, of_client = await _make(place, project_id=project.id), await _make(place, client_id=one.id)

    await place.write(projects.update, project.id, ProjectChange(client_id=two.id))

    moved, stayed = [await place.read(service.get, key.id) for key in (of_project, of_client)]
    assert (moved.client_id, moved.project_id) == (two.id, project.id)
    assert (stayed.client_id, stayed.project_id) == (one.id, None)
    await place.write(service.revoke, of_client.id)
    await place.write(clients.delete, one.id)
    with pytest.raises(ClientInUse):
        await place.write(clients.delete, two.id)


async def test_a_key_ends_in_the_future_or_never(place: Place) -> None:
    ahead = await _make(place, expires_at=place.owner.created_at + timedelta(days=1))
    for days in (0, -1, 365 * 200):
        with pytest.raises(Invalid):
            await _make(place, expires_at=place.owner.created_at + timedelta(days=days))

    assert await _ids(place) == [ahead.id]


async def test_a_key_is_limited_to_what_exists(place: Place, elsewhere: Place) -> None:
    one = await place.write(clients.create, NewClient("one", "One"))
    two = await place.write(clients.create, NewClient("two", "Two"))
    project = await place.write(projects.create, NewProject(one.id, "launch", "Launch"))
    foreign = await elsewhere.write(clients.create, NewClient("one", "One"))

    for client_id, project_id in ((foreign.id, None), (None, new_id())):
        with pytest.raises(NotFound):
            await _make(place, client_id=client_id, project_id=project_id)
    with pytest.raises(Invalid):
        await _make(place, client_id=two.id, project_id=project.id)
    assert await _ids(place) == []

    limited = await _make(place, project_id=project.id)
    assert (limited.client_id, limited.project_id) == (one.id, project.id)
    with pytest.raises(ProjectInUse):
        await place.write(projects.delete, project.id)
    with pytest.raises(ClientInUse):
        await place.write(clients.delete, one.id)
    await place.write(service.revoke, limited.id)
    await place.write(projects.delete, project.id)
    await place.write(clients.delete, one.id)


async def test_renaming_and_revoking(place: Place) -> None:
    issued = await _make(place)

    renamed = await place.write(service.rename, issued.id, "New shop", 1)
    assert await place.read(service.get, issued.id) == renamed
    assert (renamed.name, renamed.version) == ("New shop", 2)
    with pytest.raises(PreconditionFailed):
        await place.write(service.rename, issued.id, "Late", 1)

    await place.write(service.revoke, issued.id)
    await place.write(service.revoke, issued.id)
    revoked = await place.read(service.get, issued.id)
    assert (revoked.status, revoked.version, revoked.name) == (ApiKeyStatus.REVOKED, 3, "New shop")
    assert len(await place.audit("auth.api_key.revoked")) == 1


async def test_filters_are_exact(place: Place) -> None:
    active = await _make(place, "Alpha")
    later = await _make(place, "Beta", expires_at=place.owner.created_at + timedelta(days=9))
    revoked = await _make(place, "Alphabet")
    await place.write(service.revoke, revoked.id)

    assert await _ids(place) == [revoked.id, later.id, active.id]
    assert await _ids(place, ApiKeyFilter(status=ApiKeyStatus.ACTIVE)) == [later.id, active.id]
    assert await _ids(place, ApiKeyFilter(status=ApiKeyStatus.REVOKED)) == [revoked.id]
    assert await _ids(place, ApiKeyFilter(status=ApiKeyStatus.EXPIRED)) == []
    assert await _ids(place, ApiKeyFilter(q="alpha")) == [revoked.id, active.id]
    assert await _ids(place, ApiKeyFilter("alpha", ApiKeyStatus.ACTIVE)) == [active.id]


async def test_another_organization_sees_nothing_of_it(place: Place, elsewhere: Place) -> None:
    issued = await _make(place)

    with pytest.raises(NotFound):
        await elsewhere.read(service.get, issued.id)
    with pytest.raises(NotFound):
        await elsewhere.write(service.rename, issued.id, "Mine", None)
    with pytest.raises(NotFound):
        await elsewhere.write(service.revoke, issued.id)

    assert await _ids(elsewhere) == []
    assert (await place.read(service.get, issued.id)).version == 1

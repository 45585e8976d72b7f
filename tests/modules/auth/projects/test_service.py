"""Use cases about projects."""

from __future__ import annotations

import pytest

from kernel.context import Context, Grant, Principal, PrincipalKind
from kernel.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.pagination import PageRequest
from modules.auth.clients import service as clients
from modules.auth.clients.domain import NewClient
from modules.auth.projects import service
from modules.auth.projects.domain import NewProject, ProjectChange, ProjectFilter
from modules.auth.public.errors import CodeTaken
from modules.auth.public.models import Client, Project
from tests.modules.auth.place import Place

ALL = PageRequest(limit=200)


async def _client(place: Place, code: str = "acme") -> Client:
    return await place.write(clients.create, NewClient(code, code.title()))


async def _project(place: Place, client: Client, code: str) -> Project:
    return await place.write(service.create, NewProject(client.id, code, code.title()))


async def _codes(place: Place, where: ProjectFilter, context: Context | None = None) -> list[str]:
    page = await place.database.read(context or place.as_owner, service.list_, where, "name", ALL)
    return [project.code for project in page.items]


def _key(place: Place, grant: Grant) -> Context:
    return Context(place.organization.id, Principal(PrincipalKind.API_KEY, new_id(), "Key"), (grant,))


async def test_what_was_made_is_read_again(place: Place) -> None:
    client = await _client(place)
    made = await _project(place, client, "launch")

    assert await place.read(service.get, made.id) == made
    assert (made.client_id, made.client_name, made.version, made.is_archived) == (client.id, "Acme", 1, False)
    (entry,) = await place.audit("auth.project.created")
    assert entry.after == {
        "client_id": str(client.id),
        "code": "launch",
        "name": "Launch",
        "description": "",
        "is_archived": False,
    }


async def test_there_is_no_project_without_a_client_of_the_organization(place: Place, elsewhere: Place) -> None:
    foreign = await _client(elsewhere)

    for client_id in (foreign.id, new_id()):
        with pytest.raises(NotFound):
            await place.write(service.create, NewProject(client_id, "launch", "Launch"))

    assert await _codes(place, ProjectFilter()) == []


async def test_codes_are_taken_once_in_an_organization(place: Place, elsewhere: Place) -> None:
    client = await _client(place)
    await _project(place, client, "launch")
    await _project(elsewhere, await _client(elsewhere), "launch")

    with pytest.raises(CodeTaken):
        await _project(place, client, "launch")
    with pytest.raises(Invalid):
        await _project(place, client, new_id().hex)

    assert await _codes(place, ProjectFilter()) == ["launch"]


async def test_moving_to_another_client(place: Place, elsewhere: Place) -> None:
    here, there = await _client(place, "here"), await _client(place, "there")
    foreign = await _client(elsewhere)
    made = await _project(place, here, "launch")

    moved = await place.write(service.update, made.id, ProjectChange(client_id=there.id, version=1))

    assert await place.read(service.get, made.id) == moved
    assert (moved.client_id, moved.client_name, moved.version) == (there.id, "There", 2)
    with pytest.raises(NotFound):
        await place.write(service.update, made.id, ProjectChange(client_id=foreign.id))
    with pytest.raises(PreconditionFailed):
        await place.write(service.update, made.id, ProjectChange(name="Late", version=1))
    assert await place.read(service.get, made.id) == moved


async def test_filters_are_exact(place: Place) -> None:
    one, two = await _client(place, "one"), await _client(place, "two")
    await _project(place, one, "alpha")
    beta = await _project(place, one, "beta")
    await _project(place, two, "alphabet")
    await place.write(service.update, beta.id, ProjectChange(is_archived=True))

    assert await _codes(place, ProjectFilter()) == ["alpha", "alphabet", "beta"]
    assert await _codes(place, ProjectFilter(q="ALPHA")) == ["alpha", "alphabet"]
    assert await _codes(place, ProjectFilter(q="alpha", client_id=two.id)) == ["alphabet"]
    assert await _codes(place, ProjectFilter(client_id=one.id, is_archived=False)) == ["alpha"]
    assert await _codes(place, ProjectFilter(is_archived=True)) == ["beta"]
    assert await _codes(place, ProjectFilter(client_id=new_id())) == []


async def test_who_is_limited_sees_what_lies_within(place: Place) -> None:
    one, two = await _client(place, "one"), await _client(place, "two")
    alpha, beta = await _project(place, one, "alpha"), await _project(place, one, "beta")
    gamma = await _project(place, two, "gamma")
    held = frozenset({service.READ, service.WRITE})
    of_client, of_project = _key(place, Grant(held, client_id=one.id)), _key(place, Grant(held, project_id=gamma.id))

    assert await _codes(place, ProjectFilter(), of_client) == ["alpha", "beta"]
    assert await _codes(place, ProjectFilter(), of_project) == ["gamma"]
    assert await _codes(place, ProjectFilter(client_id=two.id), of_client) == []
    assert (await place.database.read(of_client, service.get, beta.id)).code == "beta"
    with pytest.raises(Forbidden):
        await place.database.read(of_client, service.get, gamma.id)
    with pytest.raises(Forbidden):
        await place.database.write(of_client, service.create, NewProject(two.id, "new", "New"))
    with pytest.raises(Forbidden):
        await place.database.write(of_client, service.update, alpha.id, ProjectChange(client_id=two.id))
    with pytest.raises(Forbidden):
        await place.database.write(of_project, service.delete, alpha.id)
    assert await _codes(place, ProjectFilter()) == ["alpha", "beta", "gamma"]

    await place.database.write(of_client, service.create, NewProject(one.id, "delta", "Delta"))
    await place.database.write(of_project, service.delete, gamma.id)
    assert await _codes(place, ProjectFilter()) == ["alpha", "beta", "delta"]


async def test_another_organization_sees_nothing_of_it(place: Place, elsewhere: Place) -> None:
    made = await _project(place, await _client(place), "launch")

    with pytest.raises(NotFound):
        await elsewhere.read(service.get, made.id)
    with pytest.raises(NotFound):
        await elsewhere.read(service.resolve, "launch")
    with pytest.raises(NotFound):
        await elsewhere.write(service.update, made.id, ProjectChange(name="Taken"))
    with pytest.raises(NotFound):
        await elsewhere.write(service.delete, made.id)

    assert await place.read(service.resolve, "launch") == made
    assert await place.read(service.resolve, str(made.id)) == made
    with pytest.raises(NotFound):
        await place.read(service.resolve, "unknown")

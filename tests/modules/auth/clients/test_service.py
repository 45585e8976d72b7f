"""Use cases about clients."""

from __future__ import annotations

import pytest

from kernel.context import Context, Grant, Principal, PrincipalKind
from kernel.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.pagination import PageRequest
from modules.auth.clients import service
from modules.auth.clients.domain import ClientChange, ClientFilter, NewClient
from modules.auth.projects import service as projects
from modules.auth.projects.domain import NewProject
from modules.auth.public.errors import ClientInUse, CodeTaken
from modules.auth.public.models import Client
from tests.modules.auth.place import Place

ALL = PageRequest(limit=200)


async def _client(place: Place, code: str, name: str | None = None) -> Client:
    return await place.write(service.create, NewClient(code, name or code.title(), "About it"))


async def _codes(place: Place, where: ClientFilter, order: str = "name", context: Context | None = None) -> list[str]:
    page = await place.database.read(context or place.as_owner, service.list_, where, order, ALL)
    return [client.code for client in page.items]


async def test_what_was_made_is_read_again(place: Place) -> None:
    made = await _client(place, "north-quay", "North Quay Hotels")

    read = await place.read(service.get, made.id)

    assert read == made
    assert (read.code, read.name, read.description, read.is_archived, read.project_count, read.version) == (
        "north-quay",
        "North Quay Hotels",
        "About it",
        False,
        0,
        1,
    )


async def test_making_one_is_audited(place: Place) -> None:
    made = await _client(place, "north-quay")

    (entry,) = await place.audit("auth.client.created")

    assert (entry.target, entry.target_id) == ("client", made.id)
    assert entry.before is None
    assert entry.after == {
        "code": "north-quay",
        "name": "North-Quay",
        "description": "About it",
        "is_archived": False,
    }


async def test_a_code_is_taken_once_in_an_organization(place: Place, elsewhere: Place) -> None:
    await _client(place, "acme")
    await _client(elsewhere, "acme")

    with pytest.raises(CodeTaken):
        await _client(place, "acme")

    assert await _codes(place, ClientFilter()) == ["acme"]


async def test_a_code_that_reads_like_an_id_is_refused(place: Place) -> None:
    with pytest.raises(Invalid):
        await _client(place, str(new_id()))


async def test_changing_keeps_what_is_not_named(place: Place) -> None:
    made = await _client(place, "acme")

    changed = await place.write(service.update, made.id, ClientChange(name="Acme Two", is_archived=True))

    assert await place.read(service.get, made.id) == changed
    assert (changed.code, changed.name, changed.is_archived, changed.version) == ("acme", "Acme Two", True, 2)
    assert changed.updated_at >= made.updated_at


async def test_a_change_upon_an_old_version_changes_nothing(place: Place) -> None:
    made = await _client(place, "acme")
    changed = await place.write(service.update, made.id, ClientChange(name="First", version=1))

    with pytest.raises(PreconditionFailed):
        await place.write(service.update, made.id, ClientChange(name="Second", version=1))

    assert await place.read(service.get, made.id) == changed


async def test_one_with_projects_stays(place: Place) -> None:
    made = await _client(place, "acme")
    project = await place.write(projects.create, NewProject(made.id, "launch", "Launch"))

    with pytest.raises(ClientInUse):
        await place.write(service.delete, made.id)
    assert (await place.read(service.get, made.id)).project_count == 1

    await place.write(projects.delete, project.id)
    await place.write(service.delete, made.id)
    with pytest.raises(NotFound):
        await place.read(service.get, made.id)


async def test_another_organization_sees_nothing_of_it(place: Place, elsewhere: Place) -> None:
    made = await _client(place, "acme")

    with pytest.raises(NotFound):
        await elsewhere.read(service.get, made.id)
    with pytest.raises(NotFound):
        await elsewhere.write(service.update, made.id, ClientChange(name="Taken over"))
    with pytest.raises(NotFound):
        await elsewhere.write(service.delete, made.id)

    assert await _codes(elsewhere, ClientFilter()) == []
    assert await place.read(service.get, made.id) == made


async def test_filters_are_exact(place: Place) -> None:
    await _client(place, "one", "Harbor 100%")
    await _client(place, "two", "Harbor 1000")
    archived = await _client(place, "three", "ÉTUDE")
    await place.write(service.update, archived.id, ClientChange(is_archived=True))

    assert await _codes(place, ClientFilter(q="100%")) == ["one"]
    assert await _codes(place, ClientFilter(q="étude")) == ["three"]
    assert await _codes(place, ClientFilter(q="tw")) == ["two"]
    assert await _codes(place, ClientFilter(is_archived=True)) == ["three"]
    assert await _codes(place, ClientFilter(q="harbor", is_archived=True)) == []
    assert await _codes(place, ClientFilter(is_archived=False), "-name") == ["two", "one"]


@pytest.mark.parametrize("order", ["name", "-name", "created_at", "-created_at"])
async def test_pages_hold_each_row_once_in_order(place: Place, order: str) -> None:
    names = ["b", "A", "c", "a", "B", "Ä", "z", "_"]
    for index, name in enumerate(names):
        await _client(place, f"code-{index}", name)
    whole = await _codes(place, ClientFilter(), order)

    found: list[str] = []
    cursor: str | None = None
    for _ in range(4):
        page = await place.read(service.list_, ClientFilter(), order, PageRequest(limit=2, cursor=cursor))
        found += [client.code for client in page.items]
        cursor = page.next_cursor

    assert cursor is None
    assert found == whole
    assert sorted(found) == [f"code-{index}" for index in range(8)]
    if order == "created_at":
        assert found == sorted(found)


async def test_a_cursor_of_another_order_is_refused(place: Place) -> None:
    for code in ("a", "b", "c"):
        await _client(place, code)
    page = await place.read(service.list_, ClientFilter(), "name", PageRequest(limit=1))

    with pytest.raises(Invalid):
        await place.read(service.list_, ClientFilter(), "-created_at", PageRequest(limit=1, cursor=page.next_cursor))


async def test_who_is_limited_to_a_client_sees_that_one(place: Place) -> None:
    mine, other = await _client(place, "mine"), await _client(place, "other")
    grant = Grant(frozenset({service.READ, service.WRITE}), client_id=mine.id)
    context = Context(place.organization.id, Principal(PrincipalKind.API_KEY, new_id(), "Key"), (grant,))

    assert await _codes(place, ClientFilter(), context=context) == ["mine"]
    assert await place.database.read(context, service.get, mine.id) == mine
    with pytest.raises(Forbidden):
        await place.database.read(context, service.get, other.id)
    with pytest.raises(Forbidden):
        await place.database.write(context, service.update, other.id, ClientChange(name="No"))
    with pytest.raises(Forbidden):
        await place.database.write(context, service.create, NewClient("new", "New"))
    assert await _codes(place, ClientFilter()) == ["mine", "other"]


async def test_without_the_permission_nothing_happens(place: Place) -> None:
    made = await _client(place, "acme")
    reader = place.context(place.owner, [service.READ])

    for use_case, arguments in (
        (service.create, (NewClient("new", "New"),)),
        (service.update, (made.id, ClientChange(name="New"))),
        (service.delete, (made.id,)),
    ):
        with pytest.raises(Forbidden):
            await place.database.write(reader, use_case, *arguments)

    assert await place.read(service.get, made.id) == made
    assert await _codes(place, ClientFilter()) == ["acme"]

"""Use cases about clients. Callers may hold permissions for single clients, so each row is authorized."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kernel.errors import NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.clients import repository
from modules.auth.clients.domain import ClientChange, ClientFilter, NewClient, check_code, visible_ids
from modules.auth.public.errors import ClientInUse
from modules.auth.public.events import ClientChanged, ClientCreated, ClientDeleted
from modules.auth.public.models import Client

READ, WRITE = "auth:clients:read", "auth:clients:write"


def list_(unit: Unit, where: ClientFilter, order: str, request: PageRequest) -> Page[Client]:
    """One page of the clients that the caller can see, by `name`, `created_at`, or either backwards (`-name`)."""
    return repository.page(unit, where, visible_ids(unit.context, READ), order, request)


def get(unit: Unit, client_id: UUID) -> Client:
    """One client. Raises `NotFound`, `Forbidden`."""
    client = find(unit, client_id)
    unit.authorize(READ, client=client_id)
    return client


def find(unit: Unit, client_id: UUID) -> Client:
    """One client, for other nouns that authorize themselves. Raises `NotFound`."""
    client = repository.find(unit, client_id)
    if client is None:
        raise NotFound.of("client")
    return client


def name_of(unit: Unit, client_id: UUID) -> str:
    """A client's name, without counting its projects. Raises `NotFound`."""
    name = repository.name_of(unit, client_id)
    if name is None:
        raise NotFound.of("client")
    return name


def resolve(unit: Unit, id_or_code: str) -> Client:
    """The client that a header names. Raises `NotFound`."""
    try:
        return find(unit, UUID(id_or_code))
    except ValueError:
        client = repository.find_by_code(unit, id_or_code)
    if client is None:
        raise NotFound.of("client")
    return client


def create(unit: Unit, new: NewClient) -> Client:
    """Make a client. Raises `Forbidden`, `CodeTaken`, and `Invalid` for a bad code."""
    unit.authorize(WRITE)
    check_code(new.code)
    client = Client(new_id(), new.code, new.name, new.description, False, 0, 1, unit.now, unit.now)
    repository.add(
        unit,
        id=client.id,
        code=client.code,
        name=client.name,
        description=client.description,
        is_archived=False,
        created_at=unit.now,
        updated_at=unit.now,
        version=1,
    )
    unit.emit(ClientCreated(client_id=client.id))
    unit.audit("auth.client.created", "client", client.id, after=_facts(client))
    return client


def update(unit: Unit, client_id: UUID, change: ClientChange) -> Client:
    """Change a client. Raises `NotFound`, `Forbidden`, `CodeTaken`, `PreconditionFailed`, `Invalid`."""
    before = find(unit, client_id)
    unit.authorize(WRITE, client=client_id)
    if change.version is not None and change.version != before.version:
        raise PreconditionFailed
    if change.code is not None:
        check_code(change.code)
    after = replace(
        before,
        code=before.code if change.code is None else change.code,
        name=before.name if change.name is None else change.name,
        description=before.description if change.description is None else change.description,
        is_archived=before.is_archived if change.is_archived is None else change.is_archived,
        version=before.version + 1,
        updated_at=unit.now,
    )
    repository.change(unit, client_id, **_facts(after), version=after.version, updated_at=unit.now)
    unit.emit(ClientChanged(client_id=client_id))
    unit.audit("auth.client.changed", "client", client_id, before=_facts(before), after=_facts(after))
    return after


def delete(unit: Unit, client_id: UUID) -> None:
    """Delete a client that nothing belongs to. Raises `NotFound`, `Forbidden`, `ClientInUse`."""
    client = find(unit, client_id)
    unit.authorize(WRITE, client=client_id)
    if client.project_count or repository.has_active_keys(unit, client_id):
        raise ClientInUse("The client has projects or API keys. Delete or revoke them first, or archive it.")
    repository.remove(unit, client_id)
    unit.emit(ClientDeleted(client_id=client_id))
    unit.audit("auth.client.deleted", "client", client_id, before=_facts(client))


def _facts(client: Client) -> dict[str, object]:
    return {
        "code": client.code,
        "name": client.name,
        "description": client.description,
        "is_archived": client.is_archived,
    }

"""Use cases about API keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from uuid import UUID

from kernel.context import PrincipalKind
from kernel.errors import Invalid, NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.api_keys import repository
from modules.auth.api_keys.domain import (
    PREFIX_LENGTH,
    ApiKeyFilter,
    KeyPlace,
    NewApiKey,
    check_end,
    hash_of,
    new_secret,
    require_held,
)
from modules.auth.clients import service as clients
from modules.auth.projects import service as projects
from modules.auth.public.errors import KeysMakeNoKeys
from modules.auth.public.events import ApiKeyChanged, ApiKeyCreated, ApiKeyRevoked
from modules.auth.public.models import ApiKey, ApiKeyStatus, IssuedApiKey
from modules.auth.roles.domain import Catalogue

READ, WRITE = "auth:api_keys:read", "auth:api_keys:write"


def list_(unit: Unit, where: ApiKeyFilter, request: PageRequest) -> Page[ApiKey]:
    """One page of keys, the newest first."""
    unit.authorize(READ)
    return repository.page(unit, where, request)


def get(unit: Unit, key_id: UUID) -> ApiKey:
    """One key. Raises `NotFound`."""
    unit.authorize(READ)
    return find(unit, key_id)


def find(unit: Unit, key_id: UUID) -> ApiKey:
    """One key, for those who have authorized already. Raises `NotFound`."""
    key = repository.find(unit, key_id)
    if key is None:
        raise NotFound.of("API key")
    return key


def create(unit: Unit, new: NewApiKey, catalogue: Catalogue) -> IssuedApiKey:
    """Make a key that holds no more than the caller, who is no key.

    Raises `NotFound` for client and project, `Escalation`, `KeysMakeNoKeys`, and `Invalid` for a past end or an
    unknown permission.
    """
    unit.authorize(WRITE)
    if unit.context.principal.kind is PrincipalKind.API_KEY:
        raise KeysMakeNoKeys("This is for people: sign in instead of using an API key.")
    catalogue.check_known(new.permissions)
    client_id = _client_of(unit, new)
    require_held(unit.context, new.permissions, client_id, new.project_id)
    check_end(new.expires_at, unit.now)
    secret, principal = new_secret(), unit.context.principal
    key = ApiKey(
        id=new_id(),
        name=new.name,
        prefix=secret[:PREFIX_LENGTH],
        permissions=sorted(set(new.permissions)),
        client_id=client_id,
        project_id=new.project_id,
        expires_at=new.expires_at,
        last_used_at=None,
        revoked_at=None,
        status=ApiKeyStatus.ACTIVE,
        created_by=principal.id,
        created_by_name=principal.name,
        version=1,
        created_at=unit.now,
    )
    repository.add(unit, key, hash_of(secret))
    unit.emit(ApiKeyCreated(api_key_id=key.id))
    unit.audit("auth.api_key.created", "api_key", key.id, after=_facts(key))
    return IssuedApiKey(**{field.name: getattr(key, field.name) for field in fields(key)}, key=secret)


def rename(unit: Unit, key_id: UUID, name: str, version: int | None) -> ApiKey:
    """Give a key another name. Raises `NotFound`, `PreconditionFailed`."""
    unit.authorize(WRITE)
    before = find(unit, key_id)
    if version is not None and version != before.version:
        raise PreconditionFailed
    after = replace(before, name=name, version=before.version + 1)
    repository.rename(unit, key_id, name, after.version)
    unit.emit(ApiKeyChanged(api_key_id=key_id))
    unit.audit("auth.api_key.changed", "api_key", key_id, before={"name": before.name}, after={"name": name})
    return after


def revoke(unit: Unit, key_id: UUID) -> None:
    """Make a key useless at once. Doing it again changes nothing. Raises `NotFound`."""
    unit.authorize(WRITE)
    key = find(unit, key_id)
    if key.revoked_at is None:
        _revoke(unit, key)


def revoke_made_by(unit: Unit, user_id: UUID, held: Collection[str]) -> None:
    """Revoke the active keys of somebody who now holds only this, where a key holds more."""
    for key in repository.active_made_by(unit, user_id):
        if not set(key.permissions) <= set(held):
            _revoke(unit, key)


def revoke_all_made_by(unit: Unit, user_id: UUID) -> None:
    """Revoke the active keys of somebody who has left."""
    for key in repository.active_made_by(unit, user_id):
        _revoke(unit, key)


def touch(unit: Unit, key_id: UUID) -> None:
    """Note that the key was used just now."""
    repository.touch(unit, key_id)


def place_of(unit: Unit, key_hash: bytes) -> KeyPlace | None:
    """Where the key behind a secret is."""
    return repository.place_of(unit, key_hash)


def find_for_use(unit: Unit, key_id: UUID) -> ApiKey | None:
    """The key that authenticates a request."""
    return repository.find(unit, key_id)


def _revoke(unit: Unit, key: ApiKey) -> None:
    repository.revoke(unit, key.id, key.version + 1)
    unit.emit(ApiKeyRevoked(api_key_id=key.id))
    unit.audit("auth.api_key.revoked", "api_key", key.id, before=_facts(key))


def _client_of(unit: Unit, new: NewApiKey) -> UUID | None:
    """The client that the key is limited to: its own, or its project's."""
    if new.project_id is None:
        return None if new.client_id is None else clients.find(unit, new.client_id).id
    project = projects.find(unit, new.project_id)
    if new.client_id is not None and new.client_id != project.client_id:
        raise Invalid.field("project_id", "belongs to another client", "other_client")
    return project.client_id


def _facts(key: ApiKey) -> dict[str, object]:
    return {
        "name": key.name,
        "prefix": key.prefix,
        "permissions": key.permissions,
        "client_id": None if key.client_id is None else str(key.client_id),
        "project_id": None if key.project_id is None else str(key.project_id),
        "expires_at": None if key.expires_at is None else key.expires_at.isoformat(),
    }

"""Use cases about roles. The catalogue comes along, since built-in roles follow what modules declare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kernel.errors import NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.module_spec import Permission
from kernel.pagination import Page
from kernel.unit import Unit
from modules.auth.directory import service as directory
from modules.auth.public.errors import BuiltinRole, RoleInUse
from modules.auth.public.events import RoleChanged, RoleCreated, RoleDeleted
from modules.auth.public.models import Role, RoleReference
from modules.auth.roles import repository
from modules.auth.roles.domain import BUILTIN, OWNER, Catalogue, require_cover
from modules.auth.roles.repository import RoleRow

READ, WRITE = "auth:roles:read", "auth:roles:write"


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role to be made."""

    name: str
    description: str
    permissions: Sequence[str]


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What to change about a role; None leaves as it is. `version` is the one that the change builds upon."""

    name: str | None = None
    description: str | None = None
    permissions: Sequence[str] | None = None
    version: int | None = None


def list_(unit: Unit, catalogue: Catalogue) -> Page[Role]:
    """Every role of the organization: the built-in ones first. There are few, so this is one page."""
    unit.authorize(READ)
    return Page([_role(row, catalogue) for row in repository.all_rows(unit)])


def catalogue_of(unit: Unit, catalogue: Catalogue) -> Page[Permission]:
    """Every permission that a role can hold."""
    unit.authorize(READ)
    return Page(catalogue.entries())


def get(unit: Unit, role_id: UUID, catalogue: Catalogue) -> Role:
    """One role. Raises `NotFound`."""
    unit.authorize(READ)
    return find(unit, role_id, catalogue)


def find(unit: Unit, role_id: UUID, catalogue: Catalogue) -> Role:
    """One role, for other nouns that have authorized already. Raises `NotFound`."""
    return _role(_row(unit, role_id), catalogue)


def owner_role(unit: Unit) -> UUID:
    """The organization's owner role."""
    found = repository.find_builtin(unit, OWNER)
    if found is None:
        raise NotFound.of("organization")
    return found


def create_builtin(unit: Unit) -> RoleReference:
    """Give a new organization the built-in roles; returns the owner's."""
    references = {key: RoleReference(new_id(), key, name) for key, (name, _) in BUILTIN.items()}
    for key, (name, description) in BUILTIN.items():
        _insert(unit, references[key].id, key, NewRole(name, description, ()))
    return references[OWNER]


def create(unit: Unit, new: NewRole, catalogue: Catalogue) -> Role:
    """Make a role. Raises `Escalation`, `NameTaken`, and `Invalid` for unknown permissions."""
    unit.authorize(WRITE)
    catalogue.check_known(new.permissions)
    require_cover(unit.context, new.permissions)
    role_id = new_id()
    _insert(unit, role_id, None, new)
    role = find(unit, role_id, catalogue)
    unit.emit(RoleCreated(role_id=role_id))
    unit.audit("auth.role.created", "role", role_id, after=_facts(role))
    return role


def update(unit: Unit, role_id: UUID, change: RoleChange, catalogue: Catalogue) -> Role:
    """Change a role. Whoever does it holds what it had and what it gets.

    Raises `NotFound`, `BuiltinRole`, `Escalation`, `NameTaken`, `PreconditionFailed`.
    """
    unit.authorize(WRITE)
    before = _changeable(unit, role_id, catalogue)
    if change.version is not None and change.version != before.version:
        raise PreconditionFailed
    permissions = before.permissions if change.permissions is None else sorted(set(change.permissions))
    catalogue.check_known(permissions)
    require_cover(unit.context, {*before.permissions, *permissions})
    name = before.name if change.name is None else change.name
    repository.change(
        unit,
        role_id,
        name=name,
        description=before.description if change.description is None else change.description,
        permissions=permissions,
        version=before.version + 1,
        updated_at=unit.now,
    )
    if name != before.name:
        directory.rename_role(unit, RoleReference(role_id, None, name))
    after = find(unit, role_id, catalogue)
    unit.emit(RoleChanged(role_id=role_id))
    unit.audit("auth.role.changed", "role", role_id, before=_facts(before), after=_facts(after))
    return after


def delete(unit: Unit, role_id: UUID, catalogue: Catalogue) -> None:
    """Delete a role that nobody has. Raises `NotFound`, `BuiltinRole`, `RoleInUse`, `Escalation`."""
    unit.authorize(WRITE)
    role = _changeable(unit, role_id, catalogue)
    require_cover(unit.context, role.permissions)
    if role.member_count or repository.has_open_invitations(unit, role_id):
        raise RoleInUse("Members or open invitations have this role. Give them another one first.")
    repository.remove(unit, role_id)
    unit.emit(RoleDeleted(role_id=role_id))
    unit.audit("auth.role.deleted", "role", role_id, before=_facts(role))


def _changeable(unit: Unit, role_id: UUID, catalogue: Catalogue) -> Role:
    role = find(unit, role_id, catalogue)
    if role.is_builtin:
        raise BuiltinRole(f"{role.name} is built in. Make a role of your own instead.")
    return role


def _insert(unit: Unit, role_id: UUID, key: str | None, new: NewRole) -> None:
    repository.add(
        unit,
        id=role_id,
        key=key,
        name=new.name,
        description=new.description,
        permissions=sorted(set(new.permissions)),
        version=1,
        created_at=unit.now,
        updated_at=unit.now,
    )


def _row(unit: Unit, role_id: UUID) -> RoleRow:
    row = repository.find(unit, role_id)
    if row is None:
        raise NotFound.of("role")
    return row


def _role(row: RoleRow, catalogue: Catalogue) -> Role:
    return Role(
        id=row.id,
        key=row.key,
        name=row.name,
        description=row.description,
        permissions=sorted(catalogue.held_by(row.key, row.permissions)),
        is_builtin=row.key is not None,
        member_count=row.member_count,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _facts(role: Role) -> dict[str, object]:
    return {"name": role.name, "description": role.description, "permissions": role.permissions}

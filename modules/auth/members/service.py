"""Use cases about members."""

from __future__ import annotations

from uuid import UUID

from kernel.context import PrincipalKind
from kernel.errors import NotFound, PreconditionFailed
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.api_keys import service as api_keys
from modules.auth.directory import service as directory
from modules.auth.members import repository
from modules.auth.members.domain import MemberFilter, require_another_owner
from modules.auth.public.events import MemberJoined, MemberRemoved, MemberRoleChanged
from modules.auth.public.models import Member, RoleReference
from modules.auth.roles import service as roles
from modules.auth.roles.domain import Catalogue, require_cover

READ, WRITE = "auth:members:read", "auth:members:write"


def list_(unit: Unit, where: MemberFilter, order: str, request: PageRequest) -> Page[Member]:
    """One page of members, ordered by `name`, `joined_at`, or either backwards (`-name`)."""
    unit.authorize(READ)
    return repository.page(unit, where, order, request)


def get(unit: Unit, user_id: UUID) -> Member:
    """One member. Raises `NotFound`."""
    unit.authorize(READ)
    return find(unit, user_id)


def find(unit: Unit, user_id: UUID) -> Member:
    """One member, for other nouns that have authorized already. Raises `NotFound`."""
    member = repository.find(unit, user_id)
    if member is None:
        raise NotFound.of("member")
    return member


def add(unit: Unit, user_id: UUID, role: RoleReference) -> None:
    """Make the user a member; called where the right to join has been checked. Raises `AlreadyMember`."""
    repository.add(unit, user_id, role.id)
    directory.enter(unit, user_id, role)
    unit.emit(MemberJoined(user_id=user_id, role_id=role.id))
    unit.audit("auth.member.joined", "member", user_id, after={"role": role.name})


def change_role(unit: Unit, user_id: UUID, role_id: UUID, version: int | None, catalogue: Catalogue) -> Member:
    """Give a member another role. Whoever does it holds what both roles hold.

    Keys that the member made and that hold more than the new role are revoked.

    Raises `NotFound`, `Escalation`, `LastOwner`, `PreconditionFailed`.
    """
    unit.authorize(WRITE)
    member = find(unit, user_id)
    if version is not None and version != member.version:
        raise PreconditionFailed
    before = roles.find(unit, member.role.id, catalogue)
    after = roles.find(unit, role_id, catalogue)
    require_cover(unit.context, {*before.permissions, *after.permissions})
    require_another_owner(before, after)
    repository.change_role(unit, user_id, role_id, member.version + 1)
    directory.change_role(unit, user_id, RoleReference(after.id, after.key, after.name))
    api_keys.revoke_made_by(unit, user_id, after.permissions)
    unit.emit(MemberRoleChanged(user_id=user_id, role_id_before=before.id, role_id=after.id))
    unit.audit(
        "auth.member.role_changed", "member", user_id, before={"role": before.name}, after={"role": after.name}
    )
    return find(unit, user_id)


def remove(unit: Unit, user_id: UUID, catalogue: Catalogue) -> None:
    """Remove a member, or leave when it is oneself, which needs no permission. The keys they made are revoked.

    Raises `NotFound`, `Forbidden`, `Escalation`, `LastOwner`.
    """
    principal = unit.context.principal
    is_oneself = principal.kind is PrincipalKind.USER and principal.id == user_id
    if not is_oneself:
        unit.authorize(WRITE)
    member = find(unit, user_id)
    role = roles.find(unit, member.role.id, catalogue)
    if not is_oneself:
        require_cover(unit.context, role.permissions)
    require_another_owner(role, None)
    repository.remove(unit, user_id)
    directory.leave(unit, user_id)
    api_keys.revoke_all_made_by(unit, user_id)
    unit.emit(MemberRemoved(user_id=user_id))
    unit.audit("auth.member.removed", "member", user_id, before={"role": role.name, "email": member.email})


def holding(unit: Unit, permission: str, catalogue: Catalogue) -> list[Member]:
    """The members whose role holds the permission, for instance to ask one of them for an approval."""
    unit.authorize(READ)
    unit.authorize(roles.READ)
    held = [role.id for role in roles.list_(unit, catalogue).items if permission in role.permissions]
    return repository.with_roles(unit, held) if held else []

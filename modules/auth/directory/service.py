"""Keeping the way from people to organizations in step with memberships. Called inside the units that change them."""

from __future__ import annotations

from uuid import UUID

from kernel.unit import Unit
from modules.auth.directory import repository
from modules.auth.public.models import OrganizationMembership, RoleReference

LISTED_MAX = 100
"""How many organizations are listed at once. Who has more asks for pages of them."""


def enter(unit: Unit, user_id: UUID, role: RoleReference) -> None:
    """The user became a member of this organization."""
    repository.add(unit, user_id, unit.context.organization_id, role)


def change_role(unit: Unit, user_id: UUID, role: RoleReference) -> None:
    """The member has another role."""
    repository.change(unit, user_id, unit.context.organization_id, role)


def leave(unit: Unit, user_id: UUID) -> None:
    """The user is no longer a member."""
    repository.remove(unit, user_id, unit.context.organization_id)


def rename_role(unit: Unit, role: RoleReference) -> None:
    """The role is called otherwise now."""
    repository.rename_role(unit, unit.context.organization_id, role)


def organizations_of(unit: Unit, user_id: UUID) -> list[OrganizationMembership]:
    """The first hundred of the user's organizations, the one they joined first at the top."""
    return repository.of_user(unit, user_id, LISTED_MAX)


def is_member(unit: Unit, user_id: UUID) -> bool:
    """Whether the user belongs to this organization."""
    return repository.is_in(unit, user_id, unit.context.organization_id)


def default_organization(unit: Unit, user_id: UUID) -> UUID | None:
    """Where the user works when no organization is named."""
    return repository.first(unit, user_id)

"""Use cases about organizations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from kernel.context import PrincipalKind
from kernel.errors import NotFound, PreconditionFailed
from kernel.ids import INSTANCE_ID
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.members import service as members
from modules.auth.organizations import repository
from modules.auth.organizations.domain import candidates, check_slug, is_id
from modules.auth.public.errors import SlugTaken
from modules.auth.public.events import OrganizationChanged, OrganizationCreated
from modules.auth.public.models import Organization
from modules.auth.roles import service as roles

READ, WRITE = "auth:organization:read", "auth:organization:write"


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """An organization to be made. Its id is chosen before, since the unit runs inside it."""

    id: UUID
    name: str
    owner_id: UUID
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class OrganizationChange:
    """What to change; None leaves as it is. `version` is the one that the change builds upon."""

    name: str | None = None
    slug: str | None = None
    version: int | None = None


def create(unit: Unit, new: NewOrganization) -> Organization:
    """Make an organization with its built-in roles and its owner. The unit must be within the new organization.

    Raises `SlugTaken` when a slug was asked for.
    """
    if unit.context.organization_id != new.id:
        raise ValueError("an organization is created by a unit within it")
    slug = _free_slug(unit, new) if new.slug is None else _unused(unit, new.slug)
    organization = Organization(new.id, new.name, slug, 1, unit.now, unit.now)
    repository.add(unit, organization)
    owner = roles.create_builtin(unit)
    unit.emit(OrganizationCreated(organization_id=new.id, owner_id=new.owner_id))
    unit.audit("auth.organization.created", "organization", new.id, after={"name": new.name, "slug": slug})
    members.add(unit, new.owner_id, owner)
    return organization


def list_(unit: Unit, request: PageRequest) -> Page[Organization]:
    """The caller's organizations, by the time they joined. An API key has one."""
    context = unit.context
    if context.principal.kind is PrincipalKind.USER and context.principal.id is not None:
        return repository.page_of_user(unit, context.principal.id, request)
    organization = find(unit, context.organization_id)
    return Page([] if organization is None else [organization])


def list_all(unit: Unit, request: PageRequest) -> Page[Organization]:
    """Every organization by slug: for operators, who are asked for at the door."""
    return repository.page_of_all(unit, request)


def get(unit: Unit, organization_id: UUID) -> Organization:
    """One of the caller's organizations. Raises `NotFound`."""
    principal = unit.context.principal
    is_here = organization_id == unit.context.organization_id
    if not is_here and not _is_mine(unit, organization_id):
        raise NotFound.of("organization")
    if principal.kind is not PrincipalKind.USER:
        unit.authorize(READ)
    organization = find(unit, organization_id)
    if organization is None:
        raise NotFound.of("organization")
    return organization


def find(unit: Unit, organization_id: UUID) -> Organization | None:
    """The organization, if there is one, for those who have authorized already."""
    return None if organization_id == INSTANCE_ID else repository.find(unit, organization_id)


def resolve(unit: Unit, id_or_slug: str) -> Organization | None:
    """The organization that a header or a command line names."""
    if is_id(id_or_slug):
        return find(unit, UUID(id_or_slug))
    return repository.find_by_slug(unit, id_or_slug)


def update(unit: Unit, organization_id: UUID, change: OrganizationChange) -> Organization:
    """Rename the organization, or give it another slug.

    Raises `NotFound`, `SlugTaken`, `PreconditionFailed`, and `Invalid` for a bad slug.
    """
    if organization_id != unit.context.organization_id:
        raise NotFound.of("organization")
    unit.authorize(WRITE)
    before = get(unit, organization_id)
    if change.version is not None and change.version != before.version:
        raise PreconditionFailed
    slug = before.slug if change.slug in {None, before.slug} else _unused(unit, str(change.slug))
    name = before.name if change.name is None else change.name
    after = replace(before, name=name, slug=slug, version=before.version + 1, updated_at=unit.now)
    repository.change(unit, after.id, name=name, slug=slug, version=after.version, updated_at=unit.now)
    unit.emit(OrganizationChanged(organization_id=organization_id))
    unit.audit(
        "auth.organization.changed",
        "organization",
        organization_id,
        before={"name": before.name, "slug": before.slug},
        after={"name": after.name, "slug": after.slug},
    )
    return after


def _is_mine(unit: Unit, organization_id: UUID) -> bool:
    principal = unit.context.principal
    if principal.kind is not PrincipalKind.USER or principal.id is None:
        return False
    return repository.has_member(unit, organization_id, principal.id)


def _free_slug(unit: Unit, new: NewOrganization) -> str:
    for slug in candidates(new.name, new.id):
        if repository.find_by_slug(unit, slug) is None:
            return slug
    raise SlugTaken(f"No slug is free for {new.name}.")


def _unused(unit: Unit, slug: str) -> str:
    check_slug(slug)
    if repository.find_by_slug(unit, slug) is not None:
        raise SlugTaken(f"The slug {slug} is taken.")
    return slug

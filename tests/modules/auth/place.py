"""A fresh organization to test in, with people in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from kernel.context import Context, Grant, Principal, PrincipalKind, system_context
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.pagination import PageRequest
from kernel.unit import Unit
from modules.auth.audit import service as audits
from modules.auth.members import service as members
from modules.auth.organizations.service import NewOrganization
from modules.auth.public.models import AuditEntry, Organization, Role, RoleReference, User
from modules.auth.roles import service as roles
from modules.auth.roles.domain import PERMISSIONS, Catalogue
from modules.auth.users import service as users
from modules.auth.users.domain import NewUser
from modules.auth.users.service import Registration
from providers.database.audit import AuditFilter
from providers.database.port import Database

P = ParamSpec("P")
R = TypeVar("R")

CATALOGUE = Catalogue(lambda: PERMISSIONS)
EVERYTHING = CATALOGUE.names


def new_user(name: str = "Ada Lindholm", email: str | None = None) -> NewUser:
    """Somebody whose password nobody knows; hashing is tested where it matters."""
    user_id = new_id()
    return NewUser(user_id, email or f"{user_id.hex}@example.com", name, "$argon2id$none")


@dataclass(frozen=True)
class Place:
    """An organization that no other test uses, and its owner."""

    database: Database
    organization: Organization
    owner: User

    @property
    def system(self) -> Context:
        return system_context(self.organization.id)

    @property
    def as_owner(self) -> Context:
        return self.context(self.owner)

    def context(self, user: User, permissions: Iterable[str] = EVERYTHING) -> Context:
        """The user in this organization, holding these permissions."""
        principal = Principal(PrincipalKind.USER, user.id, user.name)
        return Context(self.organization.id, principal, (Grant(frozenset(permissions)),), request_id="test")

    async def write(self, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """As the owner."""
        return await self.database.write(self.as_owner, use_case, *args, **kwargs)

    async def read(self, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """As the owner."""
        return await self.database.read(self.as_owner, use_case, *args, **kwargs)

    async def role(self, key_or_name: str) -> Role:
        """A role by its key, or by its name when it is not built in."""
        page = await self.database.read(self.system, roles.list_, CATALOGUE)
        return next(role for role in page.items if key_or_name in {role.key, role.name})

    async def role_holding(self, *permissions: str, name: str = "Custom") -> Role:
        """A new role."""
        return await self.database.write(self.system, roles.create, roles.NewRole(name, "", permissions), CATALOGUE)

    async def person(self, role: str = "member", name: str = "Bo Sandberg", email: str | None = None) -> User:
        """Somebody new with that role."""
        found = await self.role(role)
        return await self.database.write(self.system, _join, new_user(name, email), found)

    async def member_context(self, user: User) -> Context:
        """The user with what their present role holds."""
        member = await self.database.read(self.system, members.find, user.id)
        role = await self.database.read(self.system, roles.find, member.role.id, CATALOGUE)
        return self.context(user, role.permissions)

    async def audit(self, action: str | None = None) -> list[AuditEntry]:
        """What the audit has, the newest first."""
        where = AuditFilter(action=action)
        page = await self.database.read(self.system, audits.list_, where, PageRequest(limit=200))
        return page.items

    async def is_member(self, user_id: UUID) -> bool:
        try:
            await self.database.read(self.system, members.find, user_id)
        except NotFound:
            return False
        return True


def _join(unit: Unit, new: NewUser, role: Role) -> User:
    user = users.create(unit, new)
    members.add(unit, user.id, RoleReference(role.id, role.key, role.name))
    return user


async def found(database: Database, name: str = "Testing Ltd", owner: NewUser | None = None) -> Place:
    """Found an organization."""
    user = owner or new_user("Ada Lindholm")
    registration = Registration(user, NewOrganization(new_id(), name, user.id))
    registered = await database.write(system_context(registration.organization.id), users.register, registration)
    return Place(database, registered.organization, registered.user)

"""Auth as others see it. Everything is delegated to the services."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kernel.context import Context, system_context
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit, crosses_door
from modules.auth.access.service import Door
from modules.auth.clients import service as clients
from modules.auth.demo.service import Demo
from modules.auth.members import service as members
from modules.auth.organizations import service as organizations
from modules.auth.organizations.service import NewOrganization
from modules.auth.passwords.service import Passwords
from modules.auth.projects import service as projects
from modules.auth.public.models import Client, Member, Organization, Project, Registered, User
from modules.auth.roles.domain import Catalogue
from modules.auth.tokens.service import AccessTokens
from modules.auth.users import service as users
from modules.auth.users.service import Accounts
from providers.database.port import Database
from providers.http.port import Credentials


class AuthFacade:
    """Implements `Auth`, `AuthAdministration` and `providers.http.port.Authenticator`."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        tokens: AccessTokens,
        passwords: Passwords,
        accounts: Accounts,
        demo: Demo,
        door: Door,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._tokens = tokens
        self._passwords = passwords
        self._accounts = accounts
        self._demo = demo
        self._door = door

    async def authenticate(self, credentials: Credentials) -> Context:
        """From the credentials of a request to its context; see the port."""
        return await self._door.authenticate(credentials)

    @crosses_door
    def get_user(self, unit: Unit, user_id: UUID) -> User:
        """See `Auth`."""
        return users.find(unit, user_id)

    @crosses_door
    def get_organization(self, unit: Unit) -> Organization:
        """See `Auth`."""
        organization = organizations.find(unit, unit.context.organization_id)
        if organization is None:
            raise NotFound.of("organization")
        return organization

    @crosses_door
    def get_member(self, unit: Unit, user_id: UUID) -> Member:
        """See `Auth`."""
        return members.get(unit, user_id)

    @crosses_door
    def members_holding(self, unit: Unit, permission: str) -> Sequence[Member]:
        """See `Auth`."""
        return members.holding(unit, permission, self._catalogue)

    @crosses_door
    def get_client(self, unit: Unit, client_id: UUID) -> Client:
        """See `Auth`."""
        return clients.get(unit, client_id)

    @crosses_door
    def get_project(self, unit: Unit, project_id: UUID) -> Project:
        """See `Auth`."""
        return projects.get(unit, project_id)

    async def register(
        self, *, email: str, name: str, password: str, organization: str, slug: str | None = None
    ) -> Registered:
        """See `AuthAdministration`."""
        registration = await self._accounts.registration(email, name, password, organization, slug)
        context = system_context(registration.organization.id)
        return await self._database.write(context, users.register, registration)

    async def create_organization(self, *, name: str, owner_email: str) -> Organization:
        """See `AuthAdministration`."""
        owner = await self.find_user(owner_email)
        if owner is None:
            raise NotFound(f"Nobody has an account with the address {owner_email}.")
        new = NewOrganization(new_id(), name, owner.id)
        return await self._database.write(system_context(new.id), organizations.create, new)

    async def set_operator(self, email: str, *, is_operator: bool = True) -> User:
        """See `AuthAdministration`."""
        return await self._database.write(system_context(), users.set_operator, email, is_operator=is_operator)

    async def set_locked(self, email: str, *, is_locked: bool = True) -> User:
        """See `AuthAdministration`."""
        return await self._database.write(system_context(), users.lock, email, is_locked=is_locked)

    async def find_user(self, email: str) -> User | None:
        """See `AuthAdministration`."""
        return await self._database.read(system_context(), users.find_by_email, email)

    async def list_users(self, request: PageRequest) -> Page[User]:
        """See `AuthAdministration`."""
        return await self._database.read(system_context(), users.list_all, request)

    async def list_organizations(self, request: PageRequest) -> Page[Organization]:
        """See `AuthAdministration`."""
        return await self._database.read(system_context(), organizations.list_all, request)

    async def rotate_signing_key(self) -> UUID:
        """See `AuthAdministration`."""
        return await self._tokens.rotate()

    async def fill_demo(self) -> bool:
        """See `AuthAdministration`."""
        return await self._demo.fill()

    def close(self) -> None:
        """Let the threads that hash passwords end."""
        self._passwords.close()

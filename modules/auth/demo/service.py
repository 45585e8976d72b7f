"""Fills the demo organization, in short units that each find out whether their part is there already."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from kernel.context import Context, Grant, Principal, PrincipalKind, system_context
from kernel.ids import new_id
from kernel.pagination import LIMIT_MAX, PageRequest
from kernel.unit import Unit
from modules.auth.api_keys import service as api_keys
from modules.auth.api_keys.domain import ApiKeyFilter, NewApiKey
from modules.auth.clients import service as clients
from modules.auth.clients.domain import ClientChange, ClientFilter, NewClient
from modules.auth.demo import domain
from modules.auth.demo.domain import DemoClient
from modules.auth.directory import service as directory
from modules.auth.invitations import service as invitations
from modules.auth.invitations.domain import NewInvitation
from modules.auth.members import service as members
from modules.auth.organizations import service as organizations
from modules.auth.projects import service as projects
from modules.auth.projects.domain import NewProject
from modules.auth.public.models import Registered, RoleReference, User
from modules.auth.roles import service as roles
from modules.auth.roles.domain import Catalogue
from modules.auth.roles.service import NewRole
from modules.auth.settings import AuthSettings
from modules.auth.users import service as users
from modules.auth.users.domain import NewUser
from modules.auth.users.service import Accounts
from providers.database.port import Database

_ALL = PageRequest(limit=LIMIT_MAX)
_ANY = ClientFilter()


class Demo:
    """Makes what is missing and leaves alone what is there."""

    def __init__(self, database: Database, accounts: Accounts, catalogue: Catalogue, settings: AuthSettings) -> None:
        self._database = database
        self._accounts = accounts
        self._catalogue = catalogue
        self._settings = settings

    async def fill(self) -> bool:
        """Make both organizations unless they are there; returns whether the first was made now.

        Can be interrupted anywhere and called again.
        """
        system = system_context()
        user = await self._database.read(system, users.find_by_email, domain.EMAIL)
        is_new = user is None
        if user is None:
            registered = await self._register(
                domain.EMAIL, domain.OWNER, domain.PASSWORD, domain.ORGANIZATION, domain.SLUG
            )
            user = registered.user
        if not user.is_operator:
            await self._database.write(system, users.set_operator, domain.EMAIL, is_operator=True)
        await self._furnish(user, domain.SLUG)
        await self._second(user)
        return is_new

    async def _register(self, email: str, name: str, password: str, organization: str, slug: str) -> Registered:
        registration = await self._accounts.registration(email, name, password, organization, slug)
        return await self._database.write(system_context(registration.organization.id), users.register, registration)

    async def _furnish(self, owner: User, slug: str) -> None:
        organization = await self._database.read(system_context(), organizations.resolve, slug)
        if organization is None:
            return
        context = self._as_owner(owner, organization.id)
        if not await self._database.read(context, _has_people, self._catalogue):
            # Nobody signs in as these people, so one hash of a password that nobody knows will do for all.
            stranger = await self._accounts.new_user("", "", secrets.token_urlsafe())
            await self._database.write(context, add_people, stranger.password_hash, self._catalogue)
        for entry in domain.CLIENTS:
            await self._database.write(context, add_client, entry)
        await self._database.write(context, add_invitations_and_keys, self._catalogue, self._settings)

    async def _second(self, guest: User) -> None:
        owner = await self._database.read(system_context(), users.find_by_email, domain.SECOND_EMAIL)
        if owner is None:
            registered = await self._register(
                domain.SECOND_EMAIL,
                domain.SECOND_OWNER,
                secrets.token_urlsafe(),
                domain.SECOND_ORGANIZATION,
                domain.SECOND_SLUG,
            )
            owner = registered.user
        organization = await self._database.read(system_context(), organizations.resolve, domain.SECOND_SLUG)
        if organization is not None:
            context = self._as_owner(owner, organization.id)
            await self._database.write(context, add_guest, guest.id, self._catalogue)
            for entry in domain.SECOND_CLIENTS:
                await self._database.write(context, add_client, entry)

    def _as_owner(self, owner: User, organization_id: UUID) -> Context:
        principal = Principal(PrincipalKind.USER, owner.id, owner.name)
        return Context(organization_id, principal, (Grant(self._catalogue.names),), request_id="demo")


def add_people(unit: Unit, password_hash: str, catalogue: Catalogue) -> None:
    """The company's own roles and everybody who works there."""
    if _has_people(unit, catalogue):
        return
    for role in domain.ROLES:
        roles.create(unit, NewRole(role.name, role.description, role.permissions), catalogue)
    by_name = _roles_by_name(unit, catalogue)
    for mailbox, name, role_name in domain.MEMBERS:
        new = NewUser(new_id(), f"{mailbox}@{domain.DOMAIN}", name, password_hash)
        members.add(unit, users.create(unit, new).id, by_name[role_name])


def add_client(unit: Unit, entry: DemoClient) -> None:
    """One client with its projects."""
    if any(client.code == entry.code for client in clients.list_(unit, _ANY, "name", _ALL).items):
        return
    client = clients.create(unit, NewClient(entry.code, entry.name, entry.description))
    for code, name in entry.projects:
        projects.create(unit, NewProject(client.id, code, name))
    if entry.is_archived:
        clients.update(unit, client.id, ClientChange(is_archived=True))


def add_invitations_and_keys(unit: Unit, catalogue: Catalogue, settings: AuthSettings) -> None:
    """Whoever is still to come, and the programs that have a key."""
    if api_keys.list_(unit, ApiKeyFilter(), _ALL).items:
        return
    by_name = _roles_by_name(unit, catalogue)
    for mailbox, role_name in domain.INVITATIONS:
        new = NewInvitation(f"{mailbox}@{domain.DOMAIN}", by_name[role_name].id)
        invitations.create(unit, new, catalogue, settings)
    reading = ("auth:clients:read", "auth:projects:read")
    portal = clients.resolve(unit, domain.CLIENTS[0].code)
    api_keys.create(unit, NewApiKey("Web shop", reading, unit.now + timedelta(days=365)), catalogue)
    api_keys.create(unit, NewApiKey("Nightly export", (*reading, "auth:members:read")), catalogue)
    api_keys.create(unit, NewApiKey("North Quay portal", reading, client_id=portal.id), catalogue)
    retired = api_keys.create(unit, NewApiKey("Old till", reading), catalogue)
    api_keys.revoke(unit, retired.id)


def add_guest(unit: Unit, guest_id: UUID, catalogue: Catalogue) -> None:
    """The demo user in the second organization, so that there is something to switch to."""
    if not directory.is_member(unit, guest_id):
        members.add(unit, guest_id, _roles_by_name(unit, catalogue)["admin"])


def _has_people(unit: Unit, catalogue: Catalogue) -> bool:
    return domain.ROLES[0].name in _roles_by_name(unit, catalogue)


def _roles_by_name(unit: Unit, catalogue: Catalogue) -> dict[str, RoleReference]:
    """Built-in roles by their key, the others by their name."""
    found = roles.list_(unit, catalogue).items
    return {role.key or role.name: RoleReference(role.id, role.key, role.name) for role in found}

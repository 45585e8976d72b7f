"""Fills the demo organization. Two short units for each organization: it is there, then it is furnished."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from kernel.context import Context, Grant, Principal, PrincipalKind, system_context
from kernel.ids import new_id
from kernel.pagination import PageRequest
from kernel.unit import Unit
from modules.auth.api_keys import service as api_keys
from modules.auth.api_keys.domain import NewApiKey
from modules.auth.clients import service as clients
from modules.auth.clients.domain import ClientChange, ClientFilter, NewClient
from modules.auth.demo import domain
from modules.auth.demo.domain import DemoClient
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
        # Nobody signs in as these people, so one hash of a password that nobody knows will do for all.
        stranger = await self._accounts.new_user("", "", secrets.token_urlsafe())
        context = self._as_owner(owner, organization.id)
        await self._database.write(context, furnish, stranger.password_hash, self._catalogue, self._settings)

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
            await self._database.write(context, furnish_second, guest.id, self._catalogue)

    def _as_owner(self, owner: User, organization_id: UUID) -> Context:
        principal = Principal(PrincipalKind.USER, owner.id, owner.name)
        return Context(organization_id, principal, (Grant(self._catalogue.names),), request_id="demo")


def furnish(unit: Unit, password_hash: str, catalogue: Catalogue, settings: AuthSettings) -> None:
    """Roles, people, clients, invitations and keys, unless clients are there already."""
    if _is_furnished(unit):
        return
    for role in domain.ROLES:
        roles.create(unit, NewRole(role.name, role.description, role.permissions), catalogue)
    by_name = _roles_by_name(unit, catalogue)
    for mailbox, name, role_name in domain.MEMBERS:
        new = NewUser(new_id(), f"{mailbox}@{domain.DOMAIN}", name, password_hash)
        members.add(unit, users.create(unit, new).id, by_name[role_name])
    for mailbox, role_name in domain.INVITATIONS:
        new_invitation = NewInvitation(f"{mailbox}@{domain.DOMAIN}", by_name[role_name].id)
        invitations.create(unit, new_invitation, catalogue, settings)
    made = _make_clients(unit, domain.CLIENTS)
    _make_keys(unit, made, catalogue)


def furnish_second(unit: Unit, guest_id: UUID, catalogue: Catalogue) -> None:
    """A few clients, and the demo user as a guest, so that there is something to switch to."""
    if _is_furnished(unit):
        return
    members.add(unit, guest_id, _roles_by_name(unit, catalogue)["admin"])
    _make_clients(unit, domain.SECOND_CLIENTS)


def _is_furnished(unit: Unit) -> bool:
    return bool(clients.list_(unit, ClientFilter(), "name", PageRequest(limit=1)).items)


def _roles_by_name(unit: Unit, catalogue: Catalogue) -> dict[str, RoleReference]:
    """Built-in roles by their key, the others by their name."""
    found = roles.list_(unit, catalogue).items
    return {role.key or role.name: RoleReference(role.id, role.key, role.name) for role in found}


def _make_clients(unit: Unit, wanted: Sequence[DemoClient]) -> dict[str, UUID]:
    made: dict[str, UUID] = {}
    for entry in wanted:
        client = clients.create(unit, NewClient(entry.code, entry.name, entry.description))
        made[entry.code] = client.id
        for code, name in entry.projects:
            projects.create(unit, NewProject(client.id, code, name))
        if entry.is_archived:
            clients.update(unit, client.id, ClientChange(is_archived=True))
    return made


def _make_keys(unit: Unit, made: dict[str, UUID], catalogue: Catalogue) -> None:
    reading = ("auth:clients:read", "auth:projects:read")
    api_keys.create(unit, NewApiKey("Web shop", reading, unit.now + timedelta(days=365)), catalogue)
    api_keys.create(unit, NewApiKey("Nightly export", (*reading, "auth:members:read")), catalogue)
    api_keys.create(unit, NewApiKey("North Quay portal", reading, client_id=made["north-quay"]), catalogue)
    retired = api_keys.create(unit, NewApiKey("Old till", reading), catalogue)
    api_keys.revoke(unit, retired.id)

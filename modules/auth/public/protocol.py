"""What auth does for others.

`Auth` is for other modules: its methods join the caller's unit and act within the unit's organization. What the
composition, the command line and the demo need is `AuthAdministration`; those methods run units of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.public.models import Client, Member, Organization, Project, Registered, User


class Auth(Protocol):
    """People, organizations, clients and projects, inside the caller's transaction."""

    def get_user(self, unit: Unit, user_id: UUID) -> User:
        """An account. Raises `NotFound`."""
        ...

    def get_organization(self, unit: Unit) -> Organization:
        """The unit's organization. Raises `NotFound`."""
        ...

    def get_member(self, unit: Unit, user_id: UUID) -> Member:
        """A member of the unit's organization. Raises `NotFound`."""
        ...

    def members_holding(self, unit: Unit, permission: str) -> Sequence[Member]:
        """The members whose role holds the permission, in the order they joined."""
        ...

    def get_client(self, unit: Unit, client_id: UUID) -> Client:
        """A client. Raises `NotFound`, `Forbidden`."""
        ...

    def get_project(self, unit: Unit, project_id: UUID) -> Project:
        """A project. Raises `NotFound`, `Forbidden`."""
        ...


class AuthAdministration(Protocol):
    """Looking after the instance from outside a request."""

    async def register(
        self, *, email: str, name: str, password: str, organization: str, slug: str | None = None
    ) -> Registered:
        """Make an account with an organization of its own. Raises `EmailTaken`, `SlugTaken`, `Invalid`."""
        ...

    async def create_organization(self, *, name: str, owner_email: str) -> Organization:
        """Make an organization for somebody who has an account. Raises `NotFound`."""
        ...

    async def set_operator(self, email: str, *, is_operator: bool = True) -> User:
        """Make somebody an operator of the instance, or no longer. Raises `NotFound`."""
        ...

    async def set_locked(self, email: str, *, is_locked: bool = True) -> User:
        """Lock somebody out, which ends their sessions, or let them in again. Raises `NotFound`."""
        ...

    async def find_user(self, email: str) -> User | None:
        """The account with that address, in any case."""
        ...

    async def list_users(self, request: PageRequest) -> Page[User]:
        """Every account, by address."""
        ...

    async def list_organizations(self, request: PageRequest) -> Page[Organization]:
        """Every organization, by slug."""
        ...

    async def rotate_signing_key(self) -> UUID:
        """Publish a new signing key, which takes over after the lead; returns its id."""
        ...

    async def fill_demo(self) -> bool:
        """Make the demo organization unless it is there; returns whether it was made now."""
        ...

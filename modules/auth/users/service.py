"""Use cases about accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from kernel.context import Context, PrincipalKind
from kernel.errors import Invalid, NotFound
from kernel.ids import new_id
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.clients import service as clients
from modules.auth.directory import service as directory
from modules.auth.organizations import service as organizations
from modules.auth.organizations.service import NewOrganization
from modules.auth.passwords.service import Passwords
from modules.auth.projects import service as projects
from modules.auth.public.errors import EmailTaken
from modules.auth.public.events import LockChanged, OperatorChanged, PasswordChanged, UserRegistered, UserRenamed
from modules.auth.public.models import Client, Me, Project, Registered, User
from modules.auth.sessions import service as sessions
from modules.auth.sessions.domain import Ending
from modules.auth.users import repository
from modules.auth.users.domain import NewPassword, NewUser, UserStatus
from providers.database.port import Database


@dataclass(frozen=True, slots=True)
class Registration:
    """A person with an organization of their own."""

    user: NewUser
    organization: NewOrganization


class Accounts:
    """The parts of use cases that wait for argon2. They decide nothing: what they found out goes into a unit."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    async def registration(
        self, email: str, name: str, password: str, organization: str, slug: str | None = None
    ) -> Registration:
        """A registration, ready to be written within its organization."""
        user = await self.new_user(email, name, password)
        return Registration(user, NewOrganization(new_id(), organization, user.id, slug))

    async def new_user(self, email: str, name: str, password: str) -> NewUser:
        """An account, ready to be written."""
        return NewUser(new_id(), email, name, await self._passwords.hash(password))

    async def new_password(self, context: Context, current: str, new: str) -> NewPassword:
        """The caller's new password, with the verdict on the current one."""
        user_id = context.principal.id
        account = None if user_id is None else await self._database.read(context, sessions.account_of, user_id)
        stored = account.password_hash if account else None
        is_verified = await self._passwords.verify(current, stored)
        return NewPassword(stored or "", is_verified, await self._passwords.hash(new) if is_verified else "")


def register(unit: Unit, registration: Registration) -> Registered:
    """Make an account with an organization of its own. The unit must be within that organization.

    Raises `EmailTaken`.
    """
    user = create(unit, registration.user)
    organization = organizations.create(unit, registration.organization)
    return Registered(user, organization)


def create(unit: Unit, new: NewUser) -> User:
    """Make an account. Raises `EmailTaken`."""
    if repository.find_by_email(unit, new.email) is not None:
        raise EmailTaken("There is an account with this address. Sign in instead.")
    repository.add(unit, new)
    unit.emit(UserRegistered(user_id=new.id))
    unit.audit("auth.user.registered", "user", new.id, after={"email": new.email, "name": new.name})
    return find(unit, new.id)


def find(unit: Unit, user_id: UUID) -> User:
    """An account. Raises `NotFound`."""
    user = repository.find(unit, user_id)
    if user is None:
        raise NotFound.of("user")
    return user


def find_by_email(unit: Unit, email: str) -> User | None:
    """The account with that address, in any case."""
    return repository.find_by_email(unit, email)


def list_all(unit: Unit, request: PageRequest) -> Page[User]:
    """Every account by address: for operators, who are asked for at the door."""
    return repository.page(unit, request)


def me(unit: Unit) -> Me:
    """Who is asking, where, and what they may do there."""
    context = unit.context
    principal = context.principal
    is_user = principal.kind is PrincipalKind.USER and principal.id is not None
    return Me(
        principal=principal.kind.value,
        user=find(unit, principal.id) if is_user and principal.id else None,
        organization=organizations.find(unit, context.organization_id),
        organizations=directory.organizations_of(unit, principal.id) if is_user and principal.id else [],
        permissions=sorted(context.permissions),
        client=_attributed_client(unit),
        project=_attributed_project(unit),
        session_id=principal.session_id,
    )


def rename(unit: Unit, name: str) -> User:
    """Change the caller's name."""
    before = find(unit, _caller(unit))
    repository.rename(unit, before.id, name)
    unit.emit(UserRenamed(user_id=before.id))
    unit.audit("auth.user.renamed", "user", before.id, before={"name": before.name}, after={"name": name})
    return replace(before, name=name)


def change_password(unit: Unit, new: NewPassword) -> None:
    """Store the caller's new password and end their other sessions. Raises `Invalid` for a wrong current one."""
    user_id = _caller(unit)
    if not new.is_verified or not repository.replace_password(unit, user_id, new.verified_hash, new.new_hash):
        raise Invalid.field("current_password", "is wrong", "wrong_password")
    sessions.end_all(unit, user_id, Ending.PASSWORD_CHANGED, keep=unit.context.principal.session_id)
    unit.emit(PasswordChanged(user_id=user_id))
    unit.audit("auth.user.password_changed", "user", user_id)


def set_operator(unit: Unit, email: str, *, is_operator: bool) -> User:
    """Make somebody an operator of the instance, or no longer. Raises `NotFound`."""
    before = _by_email(unit, email)
    repository.set_operator(unit, before.id, is_operator=is_operator)
    unit.emit(OperatorChanged(user_id=before.id, is_operator=is_operator))
    unit.audit(
        "auth.user.operator_changed",
        "user",
        before.id,
        before={"is_operator": before.is_operator},
        after={"is_operator": is_operator},
    )
    return replace(before, is_operator=is_operator)


def lock(unit: Unit, email: str, *, is_locked: bool) -> User:
    """Lock somebody out, which ends their sessions, or let them in again. Raises `NotFound`."""
    user = _by_email(unit, email)
    status = UserStatus.LOCKED if is_locked else UserStatus.ACTIVE
    repository.set_status(unit, user.id, status)
    if is_locked:
        sessions.end_all(unit, user.id, Ending.LOCKED)
    unit.emit(LockChanged(user_id=user.id, is_locked=is_locked))
    unit.audit("auth.user.lock_changed", "user", user.id, after={"is_locked": is_locked})
    return user


def _attributed_client(unit: Unit) -> Client | None:
    """The client that this is attributed to, where the caller may read it."""
    context = unit.context
    if context.client_id is None or not context.allows(clients.READ, context.client_id):
        return None
    return clients.find(unit, context.client_id)


def _attributed_project(unit: Unit) -> Project | None:
    """The project that this is attributed to, where the caller may read it."""
    context = unit.context
    if context.project_id is None or not context.holds(projects.READ):
        return None
    project = projects.find(unit, context.project_id)
    return project if context.allows(projects.READ, project.client_id, project.id) else None


def _by_email(unit: Unit, email: str) -> User:
    user = repository.find_by_email(unit, email)
    if user is None:
        raise NotFound.of("user")
    return user


def _caller(unit: Unit) -> UUID:
    principal = unit.context.principal
    if principal.kind is not PrincipalKind.USER or principal.id is None:
        raise NotFound.of("user")
    return principal.id

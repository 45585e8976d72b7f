"""Who is asking, for which organization, and what they may do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self
from uuid import UUID

from kernel.errors import Forbidden
from kernel.ids import INSTANCE_ID

PERMISSION = re.compile(r"^[a-z_]+:[a-z_]+:[a-z_]+\Z")


class PrincipalKind(StrEnum):
    """What sort of actor a principal is."""

    ANONYMOUS = "anonymous"
    USER = "user"
    API_KEY = "api_key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Principal:
    """The actor behind a request, a job or a run. `id` is None for the anonymous and the system itself."""

    kind: PrincipalKind
    id: UUID | None = None
    name: str = ""
    session_id: UUID | None = None
    is_operator: bool = False


ANONYMOUS = Principal(PrincipalKind.ANONYMOUS)
SYSTEM = Principal(PrincipalKind.SYSTEM, name="system")


@dataclass(frozen=True, slots=True)
class Grant:
    """A set of permissions held in the whole organization, in one client of it, or in one project of it."""

    permissions: frozenset[str]
    client_id: UUID | None = None
    project_id: UUID | None = None

    def covers(self, client_id: UUID | None, project_id: UUID | None) -> bool:
        """Whether a row of that client and project lies within this grant's scope."""
        if self.client_id is not None and self.client_id != client_id:
            return False
        return self.project_id is None or self.project_id == project_id


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a unit needs to know about its caller.

    `client_id` and `project_id` name what usage and cost are attributed to; they grant nothing.
    """

    organization_id: UUID = INSTANCE_ID
    principal: Principal = ANONYMOUS
    grants: tuple[Grant, ...] = ()
    request_id: str = ""
    client_id: UUID | None = None
    project_id: UUID | None = None
    address: str = field(default="", compare=False)

    @property
    def permissions(self) -> frozenset[str]:
        """Every permission held in some scope of the organization."""
        return frozenset().union(*(grant.permissions for grant in self.grants))

    @property
    def is_system(self) -> bool:
        return self.principal.kind is PrincipalKind.SYSTEM

    def holds(self, permission: str) -> bool:
        """Whether the permission is held in at least one scope: the coarse check at the door."""
        return self.is_system or any(permission in grant.permissions for grant in self.grants)

    def allows(self, permission: str, client_id: UUID | None = None, project_id: UUID | None = None) -> bool:
        """Whether the permission is held for a row of that client and project: the check on the row."""
        if self.is_system:
            return True
        return any(permission in grant.permissions and grant.covers(client_id, project_id) for grant in self.grants)

    def require(self, permission: str, client_id: UUID | None = None, project_id: UUID | None = None) -> None:
        """Raise `Forbidden`, naming the permission, unless it is allowed."""
        if not self.allows(permission, client_id, project_id):
            raise Forbidden(f"This needs the permission {permission}.", permission=permission)

    def require_all(self, permissions: Iterable[str]) -> None:
        """Raise `Forbidden` unless every permission is held in the whole organization."""
        for permission in sorted(permissions):
            self.require(permission)

    def within(self, organization_id: UUID) -> Self:
        """The same caller, seen from another organization; grants do not travel."""
        return replace(self, organization_id=organization_id, grants=(), client_id=None, project_id=None)


def system_context(organization_id: UUID = INSTANCE_ID, request_id: str = "") -> Context:
    """The context of work that Fivefold does on its own behalf."""
    return Context(organization_id=organization_id, principal=SYSTEM, request_id=request_id)

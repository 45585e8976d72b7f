"""Clients to be made and changed, and which of them a caller can see."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kernel.context import Context
from kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client to be made."""

    code: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ClientChange:
    """What to change; None leaves as it is. `version` is the one that the change builds upon."""

    code: str | None = None
    name: str | None = None
    description: str | None = None
    is_archived: bool | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """Everything given must hold. `q` is looked for in name and code."""

    q: str | None = None
    is_archived: bool | None = None


def visible_ids(context: Context, permission: str) -> list[UUID] | None:
    """The clients and projects that the permission is limited to; None when it holds in the whole organization."""
    if context.allows(permission):
        return None
    scopes = [grant for grant in context.grants if permission in grant.permissions]
    return [scope for grant in scopes if (scope := grant.project_id or grant.client_id) is not None]


def check_code(code: str) -> None:
    """Raise `Invalid` for a code that reads like an id; headers name things by either."""
    try:
        UUID(code)
    except ValueError:
        return
    raise Invalid.field("code", "must not look like an id", "code")

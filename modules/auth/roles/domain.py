"""Which permissions exist, what the built-in roles hold, and that nobody gives more than they have."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

from kernel.context import Context
from kernel.errors import FieldError, Invalid
from kernel.module_spec import Permission
from modules.auth.public.errors import Escalation

OWNER = "owner"
ADMIN = "admin"
MEMBER = "member"
VIEWER = "viewer"

BUILTIN = {
    OWNER: ("Owner", "Everything, including the organization itself and its owners."),
    ADMIN: ("Admin", "Everything but the organization itself and its owners."),
    MEMBER: ("Member", "Sees the organization and works on clients and projects."),
    VIEWER: ("Viewer", "Sees the organization, its people, clients and projects."),
}
"""Name and description of each built-in role, by key."""

_KEPT_FOR_OWNERS = frozenset({"auth:organization:write"})
_NOT_FOR_MEMBERS = frozenset({"auth:audit:read", "auth:api_keys:read"})
_MEMBERS_WRITE = frozenset({"auth:clients:write", "auth:projects:write"})
_VIEWERS_READ = frozenset(
    {"auth:organization:read", "auth:members:read", "auth:roles:read", "auth:clients:read", "auth:projects:read"}
)

PERMISSIONS = (
    Permission("auth:organization:read", "See the organization's name and address."),
    Permission("auth:organization:write", "Rename the organization and decide who owns it."),
    Permission("auth:members:read", "See who belongs to the organization."),
    Permission("auth:members:write", "Give members another role and remove them."),
    Permission("auth:invitations:read", "See who was invited."),
    Permission("auth:invitations:write", "Invite people, renew and revoke invitations."),
    Permission("auth:roles:read", "See roles and what they hold."),
    Permission("auth:roles:write", "Make, change and delete roles."),
    Permission("auth:clients:read", "See clients."),
    Permission("auth:clients:write", "Make, change, archive and delete clients."),
    Permission("auth:projects:read", "See projects."),
    Permission("auth:projects:write", "Make, change, archive and delete projects."),
    Permission("auth:api_keys:read", "See API keys, though never their secrets."),
    Permission("auth:api_keys:write", "Make, rename and revoke API keys."),
    Permission("auth:audit:read", "See who changed what."),
)
"""What auth itself allows."""


class Catalogue:
    """Every permission of every module. Read on first use, when the composition has built all modules."""

    def __init__(self, declared: Callable[[], Iterable[Permission]]) -> None:
        self._declared = declared

    @functools.cached_property
    def _by_name(self) -> dict[str, Permission]:
        return {permission.name: permission for permission in self._declared()}

    @functools.cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self._by_name)

    def entries(self) -> list[Permission]:
        """All permissions by name."""
        return [self._by_name[name] for name in sorted(self._by_name)]

    def held_by(self, key: str | None, stored: Iterable[str]) -> frozenset[str]:
        """What a role holds: computed for the built-in ones, so that they follow what modules add."""
        if key is None:
            return self.names.intersection(stored)
        return builtin_permissions(key, self.names)

    def check_known(self, permissions: Iterable[str]) -> None:
        """Raise `Invalid` naming each permission that no module declares."""
        unknown = sorted(set(permissions) - self.names)
        if unknown:
            errors = [
                FieldError("permissions", f"{name} is not a permission", "unknown_permission") for name in unknown
            ]
            raise Invalid(f"There is no permission {unknown[0]}.", errors=errors)


def builtin_permissions(key: str, names: frozenset[str]) -> frozenset[str]:
    """What the built-in role of that key holds, out of all permissions there are."""
    if key == OWNER:
        return names
    if key == ADMIN:
        return names - _KEPT_FOR_OWNERS
    if key == MEMBER:
        reads = frozenset(name for name in names if name.endswith(":read"))
        return (reads - _NOT_FOR_MEMBERS) | (names & _MEMBERS_WRITE)
    return names & _VIEWERS_READ


def require_cover(context: Context, permissions: Iterable[str]) -> None:
    """Raise `Escalation` unless the caller holds all of these in the whole organization."""
    missing = sorted(name for name in permissions if not context.allows(name))
    if missing:
        raise Escalation(f"You do not hold {missing[0]} yourself.", missing=missing)

"""The one statement behind every request with an access token, and the few that rarer requests need."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, bindparam, select

from kernel.unit import Unit
from modules.auth.access.domain import Bearer
from modules.auth.members.tables import MEMBERS
from modules.auth.roles.tables import ROLES
from modules.auth.sessions.tables import SESSIONS
from modules.auth.users.domain import UserStatus
from modules.auth.users.tables import USERS
from providers.database.schema import ORG

_BEARER = (
    select(SESSIONS.c.user_id, SESSIONS.c.expires_at, SESSIONS.c.revoked_at, USERS.c.name)
    .add_columns(USERS.c.status, USERS.c.is_operator, ROLES.c.id, ROLES.c.version)
    .join_from(SESSIONS, USERS, USERS.c.id == SESSIONS.c.user_id)
    .outerjoin(MEMBERS, and_(MEMBERS.c.org_id == ORG, MEMBERS.c.user_id == SESSIONS.c.user_id))
    .outerjoin(ROLES, and_(ROLES.c.org_id == ORG, ROLES.c.id == MEMBERS.c.role_id))
    .where(SESSIONS.c.id == bindparam("key_id"))
)
_ROLE = select(ROLES.c.key, ROLES.c.permissions, ROLES.c.version).where(
    ROLES.c.org_id == ORG, ROLES.c.id == bindparam("key_id")
)


def find_bearer(unit: Unit, session_id: UUID) -> Bearer | None:
    row = unit.execute(_BEARER, key_id=session_id).first()
    if row is None:
        return None
    user_id, expires_at, revoked_at, name, status, is_operator, role_id, role_version = row
    is_locked = status == UserStatus.LOCKED.value
    return Bearer(user_id, expires_at, revoked_at, name, is_locked, is_operator, role_id, role_version)


def find_role(unit: Unit, role_id: UUID) -> tuple[str | None, list[str], int] | None:
    """Key, stored permissions and version of a role."""
    row = unit.execute(_ROLE, key_id=role_id).first()
    return None if row is None else (row.key, row.permissions, row.version)

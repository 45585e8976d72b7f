"""Rules about who may be moved or removed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from modules.auth.public.errors import LastOwner
from modules.auth.public.models import Role
from modules.auth.roles.domain import OWNER


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Everything given must hold. `q` is looked for in name and address."""

    q: str | None = None
    role_id: UUID | None = None


def require_another_owner(role: Role, becomes: Role | None) -> None:
    """Raise `LastOwner` when the only owner would stop being one. `becomes` is None for somebody who leaves."""
    stays_owner = becomes is not None and becomes.key == OWNER
    if role.key == OWNER and not stays_owner and role.member_count <= 1:
        raise LastOwner("This is the only owner. Make somebody else an owner first.")

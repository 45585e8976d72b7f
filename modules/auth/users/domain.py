"""People with accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class UserStatus(StrEnum):
    """Whether somebody may sign in."""

    ACTIVE = "active"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to be made. The password is hashed before, since a unit cannot wait for that."""

    id: UUID
    email: str
    name: str
    password_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password to be replaced, hashed and compared before the unit that stores it.

    `verified_hash` is the stored hash that the current password was compared with: if it is no longer the stored
    one, somebody else was faster.
    """

    verified_hash: str = field(repr=False)
    is_verified: bool
    new_hash: str = field(repr=False)

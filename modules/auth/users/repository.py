"""Statements about accounts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from kernel.errors import AlreadyExists
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.public.errors import EmailTaken
from modules.auth.public.models import User
from modules.auth.users.domain import NewUser, UserStatus
from modules.auth.users.tables import USERS
from providers.database.listing import Listing

_ROWS = select(*(USERS.c[name] for name in User.__dataclass_fields__))
_ONE = _ROWS.where(USERS.c.id == bindparam("key_id"))
_BY_EMAIL = _ROWS.where(USERS.c.email_key == bindparam("key_email"))
_HASH = select(USERS.c.password_hash).where(USERS.c.id == bindparam("key_id"))
_INSERT = insert(USERS)
_UPDATE = (
    update(USERS)
    .where(USERS.c.id == bindparam("key_id"))
    .values(updated_at=bindparam("new_updated_at", type_=USERS.c.updated_at.type), version=USERS.c.version + 1)
)
_RENAME = _UPDATE.values(
    # Two binds for one value: it is stored as written and, folded, as its sort key.
    name=bindparam("new_name", type_=USERS.c.name.type),
    name_key=bindparam("new_name_key", type_=USERS.c.name_key.type),
)
_SET_OPERATOR = _UPDATE.values(is_operator=bindparam("new_is_operator", type_=USERS.c.is_operator.type))
_SET_STATUS = _UPDATE.values(status=bindparam("new_status", type_=USERS.c.status.type))
_SET_PASSWORD = _UPDATE.values(password_hash=bindparam("new_hash", type_=USERS.c.password_hash.type)).where(
    USERS.c.password_hash == bindparam("old_hash")
)


def _user(row: Any) -> User:
    return User(*row[: len(User.__dataclass_fields__)])


_ALL = Listing(_ROWS, tie=USERS.c.id, orders={"email": USERS.c.email_key}, conditions={}, make=_user)


def find(unit: Unit, user_id: UUID) -> User | None:
    row = unit.execute(_ONE, key_id=user_id).first()
    return None if row is None else _user(row)


def find_by_email(unit: Unit, email: str) -> User | None:
    row = unit.execute(_BY_EMAIL, key_email=email).first()
    return None if row is None else _user(row)


def page(unit: Unit, request: PageRequest) -> Page[User]:
    return _ALL.page(unit, request, "email")


def password_hash(unit: Unit, user_id: UUID) -> str | None:
    found: str | None = unit.execute(_HASH, key_id=user_id).scalar()
    return found


def add(unit: Unit, new: NewUser) -> None:
    """Insert; raises `EmailTaken`."""
    try:
        unit.execute(
            _INSERT,
            id=new.id,
            email=new.email,
            email_key=new.email,
            name=new.name,
            name_key=new.name,
            password_hash=new.password_hash,
            status=UserStatus.ACTIVE.value,
            is_operator=False,
            created_at=unit.now,
            updated_at=unit.now,
            version=1,
        )
    except AlreadyExists:
        raise EmailTaken("There is an account with this address. Sign in instead.") from None


def rename(unit: Unit, user_id: UUID, name: str) -> None:
    unit.execute(_RENAME, key_id=user_id, new_name=name, new_name_key=name, new_updated_at=unit.now)


def set_operator(unit: Unit, user_id: UUID, *, is_operator: bool) -> None:
    unit.execute(_SET_OPERATOR, key_id=user_id, new_is_operator=is_operator, new_updated_at=unit.now)


def set_status(unit: Unit, user_id: UUID, status: UserStatus) -> None:
    unit.execute(_SET_STATUS, key_id=user_id, new_status=status.value, new_updated_at=unit.now)


def replace_password(unit: Unit, user_id: UUID, old_hash: str, new_hash: str) -> bool:
    """Store a new hash if the old one is still there; returns whether it was."""
    values = {"old_hash": old_hash, "new_hash": new_hash, "new_updated_at": unit.now}
    return unit.execute(_SET_PASSWORD, key_id=user_id, **values).rowcount == 1

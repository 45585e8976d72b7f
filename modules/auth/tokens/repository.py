"""Statements about signing keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from kernel.unit import Unit
from modules.auth.tokens.domain import SigningKey
from modules.auth.tokens.tables import SIGNING_KEYS

_FIELDS = tuple(SigningKey.__dataclass_fields__)
_LIVING = (
    select(*(SIGNING_KEYS.c[name] for name in _FIELDS))
    .where(SIGNING_KEYS.c.verify_until > bindparam("is_now"))
    .order_by(SIGNING_KEYS.c.active_from)
)
_INSERT = insert(SIGNING_KEYS)
_DELETE_DEAD = delete(SIGNING_KEYS).where(SIGNING_KEYS.c.verify_until <= bindparam("is_now"))
_END_LATER_ONES = (
    update(SIGNING_KEYS)
    .where(SIGNING_KEYS.c.active_until > bindparam("is_until"))
    .values(active_until=bindparam("new_until", type_=SIGNING_KEYS.c.active_until.type))
)


def living(unit: Unit) -> list[SigningKey]:
    """The keys that may still verify a token, the oldest first."""
    return [SigningKey(*row) for row in unit.execute(_LIVING, is_now=unit.now).all()]


def add(unit: Unit, key: SigningKey) -> None:
    unit.execute(
        _INSERT,
        id=key.id,
        algorithm=key.algorithm,
        public_key=dict(key.public_key),
        private_key=key.private_key,
        created_at=unit.now,
        active_from=key.active_from,
        active_until=key.active_until,
        verify_until=key.verify_until,
    )


def delete_dead(unit: Unit) -> None:
    """Forget keys whose last token has expired."""
    unit.execute(_DELETE_DEAD, is_now=unit.now)


def end_by(unit: Unit, until: datetime) -> None:
    """Let every key that would sign longer stop then."""
    unit.execute(_END_LATER_ONES, is_until=until, new_until=until)

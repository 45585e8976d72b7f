"""The answers kept for idempotency keys, written in the transaction whose effect they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from kernel.unit import Unit
from providers.database.failures import Rerun
from providers.database.tables import IDEMPOTENCY

_FIELDS = ("key_hash", "fingerprint", "status", "headers", "body", "resource", "created_at", "expires_at")
_FIND = select(*(IDEMPOTENCY.c[name] for name in _FIELDS)).where(
    IDEMPOTENCY.c.key_hash == bindparam("the_hash"), IDEMPOTENCY.c.expires_at > bindparam("now")
)
_KEEP = insert(IDEMPOTENCY)
_KEEP = _KEEP.on_conflict_do_update(
    index_elements=[IDEMPOTENCY.c.key_hash],
    set_={name: _KEEP.excluded[name] for name in _FIELDS if name != "key_hash"},
    where=IDEMPOTENCY.c.expires_at <= bindparam("now"),
)
_EXPIRED = (
    select(IDEMPOTENCY.c.key_hash)
    .where(IDEMPOTENCY.c.expires_at <= bindparam("now"))
    .order_by(IDEMPOTENCY.c.expires_at)
    .limit(bindparam("most"))
)
_SWEEP = delete(IDEMPOTENCY).where(IDEMPOTENCY.c.key_hash.in_(_EXPIRED.scalar_subquery()))


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """What was answered. `resource` names what was made when the answer itself may not be kept."""

    key_hash: bytes
    fingerprint: bytes
    status: int
    headers: dict[str, str]
    body: bytes
    resource: str | None
    created_at: datetime
    expires_at: datetime


def find_record(unit: Unit, key_hash: bytes) -> IdempotencyRecord | None:
    """The living record of a key."""
    row = unit.execute(_FIND, the_hash=key_hash, now=unit.now).first()
    return None if row is None else IdempotencyRecord(*row)


def insert_record(unit: Unit, record: IdempotencyRecord) -> None:
    """Keep an answer, in place of an expired one. Losing a race against the same key makes the unit run again."""
    kept = unit.execute(
        _KEEP,
        now=unit.now,
        key_hash=record.key_hash,
        fingerprint=record.fingerprint,
        status=record.status,
        headers=record.headers,
        body=record.body,
        resource=record.resource,
        created_at=record.created_at,
        expires_at=record.expires_at,
    )
    if kept.rowcount != 1:
        raise Rerun


def sweep_records(unit: Unit, most: int = 500) -> int:
    """Delete up to `most` expired records; returns how many."""
    return unit.execute(_SWEEP, now=unit.now, most=most).rowcount

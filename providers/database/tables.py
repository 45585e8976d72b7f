"""The tables that belong to the transaction itself: event log, audit and the answers kept for idempotency keys."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer

from providers.database.schema import global_table, tenant_table
from providers.database.types import Bytes, Id, Instant, Json, Small, Whole, Words

EVENTS = global_table(
    "db_events",
    "one log that is read in one order; each row says which organization it belongs to",
    # Insertion order. On PostgreSQL it becomes visible out of order, which is why readers go by `position`.
    Column("number", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("position", Whole, nullable=True, unique=True),
    Column("id", Id(), nullable=False, unique=True),
    Column("org_id", Id(), nullable=True),
    Column("name", Words, nullable=False),
    Column("version", Small, nullable=False),
    Column("occurred_at", Instant(), nullable=False),
    Column("payload", Json(), nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_db_events_org_id_position", EVENTS.c.org_id, EVENTS.c.position)
Index(
    "ix_db_events_unnumbered",
    EVENTS.c.number,
    sqlite_where=EVENTS.c.position.is_(None),
    postgresql_where=EVENTS.c.position.is_(None),
)

AUDIT = tenant_table(
    "db_audit",
    Column("occurred_at", Instant(), nullable=False),
    Column("action", Words, nullable=False),
    Column("actor_kind", Words, nullable=False),
    Column("actor_id", Id(), nullable=True),
    Column("actor_name", Words, nullable=False),
    Column("target", Words, nullable=False),
    Column("target_id", Id(), nullable=True),
    Column("before", Json(), nullable=True),
    Column("after", Json(), nullable=True),
    Column("request_id", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("client_id", Id(), nullable=True),
    Column("project_id", Id(), nullable=True),
)
Index("ix_db_audit_action", AUDIT.c.org_id, AUDIT.c.action, AUDIT.c.id)
Index("ix_db_audit_actor", AUDIT.c.org_id, AUDIT.c.actor_id, AUDIT.c.id)
Index("ix_db_audit_target", AUDIT.c.org_id, AUDIT.c.target, AUDIT.c.target_id, AUDIT.c.id)

IDEMPOTENCY = global_table(
    "db_idempotency",
    "a key may come before its caller has an organization; the hash includes organization and principal",
    Column("key_hash", Bytes(32), primary_key=True),
    Column("fingerprint", Bytes(32), nullable=False),
    Column("status", Small, nullable=False),
    Column("headers", Json(), nullable=False),
    Column("body", Bytes, nullable=False),
    Column("resource", Words, nullable=True),
    Column("created_at", Instant(), nullable=False),
    Column("expires_at", Instant(), nullable=False),
)
Index("ix_db_idempotency_expires_at", IDEMPOTENCY.c.expires_at)

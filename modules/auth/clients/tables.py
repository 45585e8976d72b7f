"""Where clients are kept."""

from __future__ import annotations

from sqlalchemy import Column, Index, UniqueConstraint

from providers.database.schema import tenant_table
from providers.database.types import Flag, Instant, SortKey, Whole, Words

CLIENTS = tenant_table(
    "auth_clients",
    Column("code", SortKey(), nullable=False),
    Column("name", Words, nullable=False),
    Column("name_key", SortKey(), nullable=False),
    Column("description", Words, nullable=False),
    Column("is_archived", Flag, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("version", Whole, nullable=False),
    UniqueConstraint("org_id", "code", name="uq_auth_clients_code"),
)
Index("ix_auth_clients_name", CLIENTS.c.org_id, CLIENTS.c.name_key, CLIENTS.c.id)
Index("ix_auth_clients_created", CLIENTS.c.org_id, CLIENTS.c.created_at, CLIENTS.c.id)

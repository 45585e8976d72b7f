"""Where roles are kept. Built-in ones have a key and no stored permissions: those follow from the catalogue."""

from __future__ import annotations

from sqlalchemy import Column, UniqueConstraint

from providers.database.schema import tenant_table
from providers.database.types import Instant, Json, SortKey, Whole, Words

ROLES = tenant_table(
    "auth_roles",
    Column("key", Words, nullable=True),
    Column("name", Words, nullable=False),
    Column("name_key", SortKey(), nullable=False),
    Column("description", Words, nullable=False),
    Column("permissions", Json(), nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("version", Whole, nullable=False),
    UniqueConstraint("org_id", "name_key", name="uq_auth_roles_name"),
    UniqueConstraint("org_id", "key", name="uq_auth_roles_key"),
)

"""Where the tenants themselves are kept."""

from __future__ import annotations

from sqlalchemy import Column

from providers.database.schema import global_table
from providers.database.types import Id, Instant, Whole, Words

ORGANIZATIONS = global_table(
    "auth_organizations",
    "these are the tenants themselves, found by slug before one is known",
    Column("id", Id(), primary_key=True),
    Column("name", Words, nullable=False),
    Column("slug", Words, nullable=False, unique=True),
    Column("created_at", Instant(), nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("version", Whole, nullable=False),
)

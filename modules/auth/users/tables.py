"""Where accounts are kept."""

from __future__ import annotations

from sqlalchemy import Column

from providers.database.schema import global_table
from providers.database.types import Flag, Id, Instant, SortKey, Whole, Words

USERS = global_table(
    "auth_users",
    "a person has one account and may be in several organizations",
    Column("id", Id(), primary_key=True),
    Column("email", Words, nullable=False),
    Column("email_key", SortKey(), nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("name_key", SortKey(), nullable=False),
    Column("password_hash", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("is_operator", Flag, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("version", Whole, nullable=False),
)

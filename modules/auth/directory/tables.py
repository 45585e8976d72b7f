"""The way from a person to their organizations, where no organization is known yet."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, PrimaryKeyConstraint

from providers.database.schema import global_table
from providers.database.types import Id, Instant, Words

USER_ORGANIZATIONS = global_table(
    "auth_user_organizations",
    "lists a person's organizations before one of them is chosen",
    Column("user_id", Id(), nullable=False),
    Column("org_id", Id(), nullable=False),
    Column("role_id", Id(), nullable=False),
    Column("role_key", Words, nullable=True),
    Column("role_name", Words, nullable=False),
    Column("joined_at", Instant(), nullable=False),
    PrimaryKeyConstraint("user_id", "org_id"),
    ForeignKeyConstraint(["user_id"], ["auth_users.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["org_id"], ["auth_organizations.id"]),
)
Index("ix_auth_user_organizations_role", USER_ORGANIZATIONS.c.org_id, USER_ORGANIZATIONS.c.role_id)

"""Who belongs to an organization."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index

from providers.database.schema import references, tenant_table
from providers.database.types import Id, Instant, Whole

MEMBERS = tenant_table(
    "auth_members",
    Column("user_id", Id(), nullable=False),
    Column("role_id", Id(), nullable=False),
    Column("joined_at", Instant(), nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("version", Whole, nullable=False),
    ForeignKeyConstraint(["user_id"], ["auth_users.id"]),
    references("role_id", "auth_roles"),
    key=("user_id",),
)
Index("ix_auth_members_joined", MEMBERS.c.org_id, MEMBERS.c.joined_at, MEMBERS.c.user_id)
Index("ix_auth_members_role", MEMBERS.c.org_id, MEMBERS.c.role_id)

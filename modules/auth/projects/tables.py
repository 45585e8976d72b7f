"""Where projects are kept."""

from __future__ import annotations

from sqlalchemy import Column, Index, UniqueConstraint

from providers.database.schema import references, tenant_table
from providers.database.types import Flag, Id, Instant, SortKey, Whole, Words

PROJECTS = tenant_table(
    "auth_projects",
    Column("client_id", Id(), nullable=False),
    Column("code", SortKey(), nullable=False),
    Column("name", Words, nullable=False),
    Column("name_key", SortKey(), nullable=False),
    Column("description", Words, nullable=False),
    Column("is_archived", Flag, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("version", Whole, nullable=False),
    references("client_id", "auth_clients"),
    UniqueConstraint("org_id", "code", name="uq_auth_projects_code"),
)
Index("ix_auth_projects_name", PROJECTS.c.org_id, PROJECTS.c.name_key, PROJECTS.c.id)
Index("ix_auth_projects_created", PROJECTS.c.org_id, PROJECTS.c.created_at, PROJECTS.c.id)
Index("ix_auth_projects_client", PROJECTS.c.org_id, PROJECTS.c.client_id, PROJECTS.c.name_key, PROJECTS.c.id)

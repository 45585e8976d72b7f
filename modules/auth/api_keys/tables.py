"""Where API keys are kept, as hashes, and the way from a secret to one."""

from __future__ import annotations

from sqlalchemy import Column, Index

from providers.database.schema import global_table, tenant_table
from providers.database.types import Bytes, Id, Instant, Json, SortKey, Whole, Words

API_KEYS = tenant_table(
    "auth_api_keys",
    Column("name", Words, nullable=False),
    Column("name_key", SortKey(), nullable=False),
    Column("prefix", Words, nullable=False),
    Column("permissions", Json(), nullable=False),
    # Not foreign keys: a revoked key may not keep its client from being deleted, and its scope then covers nothing.
    Column("client_id", Id(), nullable=True),
    Column("project_id", Id(), nullable=True),
    Column("expires_at", Instant(), nullable=True),
    Column("last_used_at", Instant(), nullable=True),
    Column("revoked_at", Instant(), nullable=True),
    Column("created_by", Id(), nullable=True),
    Column("created_by_name", Words, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("version", Whole, nullable=False),
)
Index("ix_auth_api_keys_created", API_KEYS.c.org_id, API_KEYS.c.created_at, API_KEYS.c.id)
Index("ix_auth_api_keys_client", API_KEYS.c.org_id, API_KEYS.c.client_id)
Index("ix_auth_api_keys_project", API_KEYS.c.org_id, API_KEYS.c.project_id)

API_KEY_INDEX = global_table(
    "auth_api_key_index",
    "a key is looked up by its hash before its organization is known",
    Column("key_hash", Bytes(32), primary_key=True),
    Column("org_id", Id(), nullable=False),
    Column("key_id", Id(), nullable=False),
)

"""Where sessions and the hashes of their refresh tokens are kept."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index

from providers.database.schema import global_table
from providers.database.types import Bytes, Id, Instant, Words

SESSIONS = global_table(
    "auth_sessions",
    "a person signs in once for all of their organizations",
    Column("id", Id(), primary_key=True),
    Column("user_id", Id(), nullable=False),
    Column("user_agent", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("last_used_at", Instant(), nullable=False),
    Column("expires_at", Instant(), nullable=False),
    Column("revoked_at", Instant(), nullable=True),
    Column("revoked_reason", Words, nullable=True),
    ForeignKeyConstraint(["user_id"], ["auth_users.id"], ondelete="CASCADE"),
)
Index("ix_auth_sessions_user", SESSIONS.c.user_id, SESSIONS.c.id)

REFRESH_TOKENS = global_table(
    "auth_refresh_tokens",
    "a token is looked up by its hash before anybody is known",
    Column("token_hash", Bytes(32), primary_key=True),
    Column("session_id", Id(), nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("used_at", Instant(), nullable=True),
    Column("successor", Bytes(32), nullable=True),
    ForeignKeyConstraint(["session_id"], ["auth_sessions.id"], ondelete="CASCADE"),
)
Index("ix_auth_refresh_tokens_session", REFRESH_TOKENS.c.session_id)

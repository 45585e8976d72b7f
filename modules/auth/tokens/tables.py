"""Where signing keys are kept, the private half sealed."""

from __future__ import annotations

from sqlalchemy import Column, Index

from providers.database.schema import global_table
from providers.database.types import Bytes, Id, Instant, Json, Words

SIGNING_KEYS = global_table(
    "auth_signing_keys",
    "one key set signs for the whole instance",
    Column("id", Id(), primary_key=True),
    Column("algorithm", Words, nullable=False),
    Column("public_key", Json(), nullable=False),
    Column("private_key", Bytes, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("active_from", Instant(), nullable=False),
    Column("active_until", Instant(), nullable=False),
    Column("verify_until", Instant(), nullable=False),
)
Index("ix_auth_signing_keys_verify_until", SIGNING_KEYS.c.verify_until)

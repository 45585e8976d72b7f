"""Where invitations are kept, and the way from a link to one."""

from __future__ import annotations

from sqlalchemy import Column, Index

from providers.database.schema import global_table, tenant_table
from providers.database.types import Bytes, Id, Instant, SortKey, Whole, Words

INVITATIONS = tenant_table(
    "auth_invitations",
    Column("email", Words, nullable=False),
    Column("email_key", SortKey(), nullable=False),
    # Not a foreign key: an invitation outlives its role, so it keeps what the role was called.
    Column("role_id", Id(), nullable=False),
    Column("role_key", Words, nullable=True),
    Column("role_name", Words, nullable=False),
    Column("token_hash", Bytes(32), nullable=False),
    Column("invited_by", Id(), nullable=True),
    Column("invited_by_name", Words, nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("expires_at", Instant(), nullable=False),
    Column("accepted_at", Instant(), nullable=True),
    Column("accepted_by", Id(), nullable=True),
    Column("revoked_at", Instant(), nullable=True),
    Column("version", Whole, nullable=False),
)
Index("ix_auth_invitations_created", INVITATIONS.c.org_id, INVITATIONS.c.created_at, INVITATIONS.c.id)
Index("ix_auth_invitations_email", INVITATIONS.c.org_id, INVITATIONS.c.email_key)
Index("ix_auth_invitations_role", INVITATIONS.c.org_id, INVITATIONS.c.role_id)

INVITATION_INDEX = global_table(
    "auth_invitation_index",
    "a link is looked up by its hash before its organization is known",
    Column("token_hash", Bytes(32), primary_key=True),
    Column("org_id", Id(), nullable=False),
    Column("invitation_id", Id(), nullable=False),
)

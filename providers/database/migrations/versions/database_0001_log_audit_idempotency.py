"""Event log, audit and idempotency records."""

import sqlalchemy as sa
from alembic import op

from providers.database.types import Bytes, Id, Instant, Json, Small, Whole, Words

revision = "database_0001"
down_revision = None
branch_labels = ("database",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "db_events",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True
        ),
        sa.Column("position", Whole, nullable=True),
        sa.Column("id", Id(), nullable=False),
        sa.Column("org_id", Id(), nullable=True),
        sa.Column("name", Words, nullable=False),
        sa.Column("version", Small, nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_db_events"),
        sa.UniqueConstraint("position", name="uq_db_events_position"),
        sa.UniqueConstraint("id", name="uq_db_events_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_db_events_org_id_position", "db_events", ["org_id", "position"])
    unnumbered = sa.text("position IS NULL")
    op.create_index(
        "ix_db_events_unnumbered", "db_events", ["number"], sqlite_where=unnumbered, postgresql_where=unnumbered
    )
    op.create_table(
        "db_audit",
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("action", Words, nullable=False),
        sa.Column("actor_kind", Words, nullable=False),
        sa.Column("actor_id", Id(), nullable=True),
        sa.Column("actor_name", Words, nullable=False),
        sa.Column("target", Words, nullable=False),
        sa.Column("target_id", Id(), nullable=True),
        sa.Column("before", Json(), nullable=True),
        sa.Column("after", Json(), nullable=True),
        sa.Column("request_id", Words, nullable=False),
        sa.Column("address", Words, nullable=False),
        sa.Column("client_id", Id(), nullable=True),
        sa.Column("project_id", Id(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_db_audit"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_db_audit_action", "db_audit", ["org_id", "action", "id"])
    op.create_index("ix_db_audit_actor", "db_audit", ["org_id", "actor_id", "id"])
    op.create_index("ix_db_audit_target", "db_audit", ["org_id", "target", "target_id", "id"])
    op.create_table(
        "db_idempotency",
        sa.Column("key_hash", Bytes(32), nullable=False),
        sa.Column("fingerprint", Bytes(32), nullable=False),
        sa.Column("status", Small, nullable=False),
        sa.Column("headers", Json(), nullable=False),
        sa.Column("body", Bytes, nullable=False),
        sa.Column("resource", Words, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_db_idempotency"),
    )
    op.create_index("ix_db_idempotency_expires_at", "db_idempotency", ["expires_at"])


def downgrade() -> None:
    op.drop_table("db_idempotency")
    op.drop_table("db_audit")
    op.drop_table("db_events")

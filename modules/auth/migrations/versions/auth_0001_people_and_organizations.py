"""Users, sessions, keys, organizations and everything inside them."""

import sqlalchemy as sa
from alembic import op

from providers.database.types import Bytes, Flag, Id, Instant, Json, SortKey, Whole, Words

revision = "auth_0001"
down_revision = None
branch_labels = ("auth",)
depends_on = None


def upgrade() -> None:
    _people()
    _organizations()
    _invitations()
    _clients()
    _api_keys()


def _people() -> None:
    op.create_table(
        "auth_users",
        sa.Column("id", Id(), nullable=False),
        sa.Column("email", Words, nullable=False),
        sa.Column("email_key", SortKey(), nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("name_key", SortKey(), nullable=False),
        sa.Column("password_hash", Words, nullable=False),
        sa.Column("status", Words, nullable=False),
        sa.Column("is_operator", Flag, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_auth_users"),
        sa.UniqueConstraint("email_key", name="uq_auth_users_email_key"),
    )
    op.create_table(
        "auth_sessions",
        sa.Column("id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("user_agent", Words, nullable=False),
        sa.Column("address", Words, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_used_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("revoked_reason", Words, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_auth_sessions"),
        sa.ForeignKeyConstraint(["user_id"], ["auth_users.id"], name="fk_auth_sessions_user_id", ondelete="CASCADE"),
    )
    op.create_index("ix_auth_sessions_user", "auth_sessions", ["user_id", "id"])
    op.create_table(
        "auth_refresh_tokens",
        sa.Column("token_hash", Bytes(32), nullable=False),
        sa.Column("session_id", Id(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("successor", Bytes(32), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_auth_refresh_tokens"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["auth_sessions.id"], name="fk_auth_refresh_tokens_session_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_auth_refresh_tokens_session", "auth_refresh_tokens", ["session_id"])
    op.create_table(
        "auth_signing_keys",
        sa.Column("id", Id(), nullable=False),
        sa.Column("algorithm", Words, nullable=False),
        sa.Column("public_key", Json(), nullable=False),
        sa.Column("private_key", Bytes, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("active_from", Instant(), nullable=False),
        sa.Column("active_until", Instant(), nullable=False),
        sa.Column("verify_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_auth_signing_keys"),
    )
    op.create_index("ix_auth_signing_keys_verify_until", "auth_signing_keys", ["verify_until"])


def _organizations() -> None:
    op.create_table(
        "auth_organizations",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("slug", Words, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_auth_organizations"),
        sa.UniqueConstraint("slug", name="uq_auth_organizations_slug"),
    )
    op.create_table(
        "auth_user_organizations",
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("role_id", Id(), nullable=False),
        sa.Column("role_key", Words, nullable=True),
        sa.Column("role_name", Words, nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "org_id", name="pk_auth_user_organizations"),
        sa.ForeignKeyConstraint(["org_id"], ["auth_organizations.id"], name="fk_auth_user_organizations_org_id"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_users.id"], name="fk_auth_user_organizations_user_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_auth_user_organizations_role", "auth_user_organizations", ["org_id", "role_id"])
    op.create_table(
        "auth_roles",
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key", Words, nullable=True),
        sa.Column("name", Words, nullable=False),
        sa.Column("name_key", SortKey(), nullable=False),
        sa.Column("description", Words, nullable=False),
        sa.Column("permissions", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_auth_roles"),
        sa.UniqueConstraint("org_id", "key", name="uq_auth_roles_key"),
        sa.UniqueConstraint("org_id", "name_key", name="uq_auth_roles_name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "auth_members",
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("role_id", Id(), nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "user_id", name="pk_auth_members"),
        sa.ForeignKeyConstraint(
            ["org_id", "role_id"], ["auth_roles.org_id", "auth_roles.id"], name="fk_auth_members_org_id_role_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["auth_users.id"], name="fk_auth_members_user_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_auth_members_joined", "auth_members", ["org_id", "joined_at", "user_id"])
    op.create_index("ix_auth_members_role", "auth_members", ["org_id", "role_id"])


def _invitations() -> None:
    op.create_table(
        "auth_invitations",
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("email", Words, nullable=False),
        sa.Column("email_key", SortKey(), nullable=False),
        sa.Column("role_id", Id(), nullable=False),
        sa.Column("role_key", Words, nullable=True),
        sa.Column("role_name", Words, nullable=False),
        sa.Column("token_hash", Bytes(32), nullable=False),
        sa.Column("invited_by", Id(), nullable=True),
        sa.Column("invited_by_name", Words, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("accepted_by", Id(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("version", Whole, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_auth_invitations"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_auth_invitations_created", "auth_invitations", ["org_id", "created_at", "id"])
    op.create_index("ix_auth_invitations_email", "auth_invitations", ["org_id", "email_key"])
    op.create_index("ix_auth_invitations_role", "auth_invitations", ["org_id", "role_id"])
    op.create_table(
        "auth_invitation_index",
        sa.Column("token_hash", Bytes(32), nullable=False),
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("invitation_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_auth_invitation_index"),
    )


def _clients() -> None:
    op.create_table(
        "auth_clients",
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("code", SortKey(), nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("name_key", SortKey(), nullable=False),
        sa.Column("description", Words, nullable=False),
        sa.Column("is_archived", Flag, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_auth_clients"),
        sa.UniqueConstraint("org_id", "code", name="uq_auth_clients_code"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_auth_clients_created", "auth_clients", ["org_id", "created_at", "id"])
    op.create_index("ix_auth_clients_name", "auth_clients", ["org_id", "name_key", "id"])
    op.create_table(
        "auth_projects",
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("client_id", Id(), nullable=False),
        sa.Column("code", SortKey(), nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("name_key", SortKey(), nullable=False),
        sa.Column("description", Words, nullable=False),
        sa.Column("is_archived", Flag, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_auth_projects"),
        sa.ForeignKeyConstraint(
            ["org_id", "client_id"],
            ["auth_clients.org_id", "auth_clients.id"],
            name="fk_auth_projects_org_id_client_id",
        ),
        sa.UniqueConstraint("org_id", "code", name="uq_auth_projects_code"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_auth_projects_client", "auth_projects", ["org_id", "client_id", "name_key", "id"])
    op.create_index("ix_auth_projects_created", "auth_projects", ["org_id", "created_at", "id"])
    op.create_index("ix_auth_projects_name", "auth_projects", ["org_id", "name_key", "id"])


def _api_keys() -> None:
    op.create_table(
        "auth_api_keys",
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("name_key", SortKey(), nullable=False),
        sa.Column("prefix", Words, nullable=False),
        sa.Column("permissions", Json(), nullable=False),
        sa.Column("client_id", Id(), nullable=True),
        sa.Column("project_id", Id(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("created_by_name", Words, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_auth_api_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_auth_api_keys_client", "auth_api_keys", ["org_id", "client_id"])
    op.create_index("ix_auth_api_keys_created", "auth_api_keys", ["org_id", "created_at", "id"])
    op.create_index("ix_auth_api_keys_project", "auth_api_keys", ["org_id", "project_id"])
    op.create_table(
        "auth_api_key_index",
        sa.Column("key_hash", Bytes(32), nullable=False),
        sa.Column("org_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_auth_api_key_index"),
    )


def downgrade() -> None:
    for table in (
        "auth_api_key_index",
        "auth_api_keys",
        "auth_projects",
        "auth_clients",
        "auth_invitation_index",
        "auth_invitations",
        "auth_members",
        "auth_roles",
        "auth_user_organizations",
        "auth_organizations",
        "auth_signing_keys",
        "auth_refresh_tokens",
        "auth_sessions",
        "auth_users",
    ):
        op.drop_table(table)

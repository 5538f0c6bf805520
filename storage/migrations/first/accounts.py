"""Accounts, sessions, invitations, token buckets."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "buckets",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_buckets")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("login_hash", sa.String(length=64), nullable=False),
        sa.Column("login", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "window",
                "facility",
                "destination",
                "coordinator",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("area", sa.String(length=36), nullable=True),
        sa.Column("window", sa.String(length=36), nullable=True),
        sa.Column("destination", sa.String(length=36), nullable=True),
        sa.Column("password_hash", sa.LargeBinary(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("recovery_codes", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("line_user", sa.LargeBinary(), nullable=True),
        sa.Column("line_user_hash", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("wants_alerts", sa.Boolean(), nullable=False),
        sa.Column("wants_digest", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rich_menu", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_accounts_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint(
            "municipality", "line_user_hash", name=op.f("uq_accounts_municipality_line_user_hash")
        ),
        sa.UniqueConstraint("municipality", "login_hash", name=op.f("uq_accounts_municipality_login_hash")),
    )
    op.create_table(
        "invitations",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "invitation",
                "enrolment",
                "relay",
                "chat_code",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "window",
                "facility",
                "destination",
                "coordinator",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("account", sa.String(length=36), nullable=True),
        sa.Column("window", sa.String(length=36), nullable=True),
        sa.Column("area", sa.String(length=36), nullable=True),
        sa.Column("invited_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_invitations_account")),
        sa.ForeignKeyConstraint(["invited_by"], ["accounts.id"], name=op.f("fk_invitations_invited_by")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_invitations_municipality")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_account"), "invitations", ["account"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column(
            "door",
            sa.Enum("console", "relay", name="door", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form_secret", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_sessions_account")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_sessions_municipality")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account"), "sessions", ["account"], unique=False)


def drop() -> None:
    """Drop the tables."""
    op.drop_table("sessions")
    op.drop_table("invitations")
    op.drop_table("accounts")
    op.drop_table("buckets")

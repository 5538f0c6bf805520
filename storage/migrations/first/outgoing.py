"""The outbox."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "lane_waits",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("lane", sa.String(length=32), nullable=False),
        sa.Column("waits_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_lane_waits_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "medium", "lane", name=op.f("pk_lane_waits")),
    )
    op.create_table(
        "outgoing",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column(
            "lane",
            sa.Enum(
                "urgent",
                "reply",
                "normal",
                "digest",
                name="lane",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lane_rank", sa.Integer(), nullable=False),
        sa.Column(
            "medium",
            sa.Enum("line", "mail", name="medium", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "reply_started",
                "accepted",
                "uncertain",
                "dead",
                "void",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("resident", sa.String(length=36), nullable=True),
        sa.Column("account", sa.String(length=36), nullable=True),
        sa.Column("consultation", sa.String(length=36), nullable=True),
        sa.Column("alert", sa.String(length=36), nullable=True),
        sa.Column("recipient_hash", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("reply_token", sa.LargeBinary(), nullable=True),
        sa.Column("reply_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dangerous", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.Column("last_error", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_outgoing_account")),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name=op.f("fk_outgoing_alert")),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_outgoing_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_outgoing_municipality")
        ),
        sa.ForeignKeyConstraint(["resident"], ["residents.id"], name=op.f("fk_outgoing_resident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("municipality", "dedupe_key", name=op.f("uq_outgoing_municipality_dedupe_key")),
    )
    op.create_index(op.f("ix_outgoing_alert"), "outgoing", ["alert"], unique=False)
    op.create_index(op.f("ix_outgoing_consultation"), "outgoing", ["consultation"], unique=False)
    op.create_index(
        "ix_outgoing_municipality_created_at", "outgoing", ["municipality", "created_at"], unique=False
    )
    op.create_index(
        "ix_outgoing_recipient_state", "outgoing", ["recipient_hash", "state", "created_at"], unique=False
    )
    op.create_index("ix_outgoing_resident_state", "outgoing", ["resident", "state"], unique=False)
    op.create_index("ix_outgoing_state_order", "outgoing", ["state", "lane_rank", "due_at"], unique=False)
    op.create_table(
        "outgoing_attempts",
        sa.Column("outgoing", sa.String(length=36), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "via",
            sa.Enum(
                "reply", "push", "mail", name="via", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "already_accepted",
                "rate_limited",
                "month_limit",
                "server_error",
                "unreachable",
                "no_answer",
                "reply_token_invalid",
                "rejected",
                "unauthorised",
                "recipient_gone",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("request_id", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_outgoing_attempts_municipality")
        ),
        sa.ForeignKeyConstraint(["outgoing"], ["outgoing.id"], name=op.f("fk_outgoing_attempts_outgoing")),
        sa.PrimaryKeyConstraint("outgoing", "attempt", name=op.f("pk_outgoing_attempts")),
    )


def drop() -> None:
    """Drop the tables."""
    op.drop_table("outgoing_attempts")
    op.drop_table("outgoing")
    op.drop_table("lane_waits")

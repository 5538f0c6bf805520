"""Alerts and attempts."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "emergency",
                "urgent",
                "same_day",
                "normal",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "nobody_on_duty",
                "sent",
                "acknowledged",
                "action_recorded",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalation_step", sa.Integer(), nullable=False),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=36), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("action", sa.LargeBinary(), nullable=False),
        sa.Column("action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["accounts.id"], name=op.f("fk_alerts_acknowledged_by")),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_alerts_consultation")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_alerts_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_consultation"), "alerts", ["consultation"], unique=False)
    op.create_index("ix_alerts_municipality_state", "alerts", ["municipality", "state"], unique=False)
    op.create_index("ix_alerts_next_step_at", "alerts", ["next_step_at"], unique=False)
    op.create_table(
        "alert_attempts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("alert", sa.String(length=36), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column(
            "medium",
            sa.Enum("line", "mail", name="medium", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "fate",
            sa.Enum(
                "queued",
                "accepted",
                "uncertain",
                "failed",
                name="fate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outgoing", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_alert_attempts_account")),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name=op.f("fk_alert_attempts_alert")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_alert_attempts_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_attempts")),
    )
    op.create_index(op.f("ix_alert_attempts_alert"), "alert_attempts", ["alert"], unique=False)
    op.create_index(op.f("ix_alert_attempts_outgoing"), "alert_attempts", ["outgoing"], unique=False)


def drop() -> None:
    """Drop the tables."""
    op.drop_table("alert_attempts")
    op.drop_table("alerts")

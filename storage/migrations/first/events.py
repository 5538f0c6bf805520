"""The inbox."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "done", "dead", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("backlog", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.Column("error", sa.String(length=120), nullable=True),
        sa.Column("line_message", sa.String(length=64), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_events_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_chat_state", "events", ["chat", "state", "at"], unique=False)
    op.create_index(op.f("ix_events_line_message"), "events", ["line_message"], unique=False)
    op.create_index(
        "ix_events_municipality_received_at", "events", ["municipality", "received_at"], unique=False
    )
    op.create_index("ix_events_state_order", "events", ["state", "backlog", "received_at"], unique=False)


def drop() -> None:
    """Drop the tables."""
    op.drop_table("events")

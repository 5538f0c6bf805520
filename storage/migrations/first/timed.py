"""Due work."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "timed",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "done",
                "cancelled",
                "dead",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.Column("error", sa.String(length=120), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_timed_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timed")),
        sa.UniqueConstraint("municipality", "dedupe_key", name=op.f("uq_timed_municipality_dedupe_key")),
    )
    op.create_index("ix_timed_state_due_at", "timed", ["state", "due_at"], unique=False)
    op.create_index("ix_timed_municipality_kind", "timed", ["municipality", "kind", "state"], unique=False)
    op.create_index("ix_timed_subject", "timed", ["subject", "kind"], unique=False)


def drop() -> None:
    """Drop the tables."""
    op.drop_table("timed")

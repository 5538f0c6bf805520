"""What is forwarded to another bot of the account."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "forwarded",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("headers", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "dead",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_forwarded_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarded")),
    )
    op.create_index("ix_forwarded_state_due_at", "forwarded", ["state", "due_at"], unique=False)


def drop() -> None:
    """Drop the tables."""
    op.drop_table("forwarded")

"""Relays of windows."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the table."""
    op.create_table(
        "relays",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("window", sa.String(length=36), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "kept",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "consent",
            sa.Enum(
                "not_asked",
                "given",
                "refused",
                "withdrawn",
                name="consent",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_relays_account")),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_relays_consultation")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_relays_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relays")),
    )
    op.create_index(op.f("ix_relays_consultation"), "relays", ["consultation"], unique=False)
    op.create_index(
        "ix_relays_window", "relays", ["municipality", "window", "state", "changed_at"], unique=False
    )


def drop() -> None:
    """Drop the table."""
    op.drop_table("relays")

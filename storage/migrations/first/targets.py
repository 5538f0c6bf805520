"""Targets of fiscal years."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the table."""
    op.create_table(
        "targets",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=36), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "entered",
                "consultations",
                "persons",
                "window_consultations",
                "certified_windows",
                "referrals",
                "connected",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("planned", sa.Integer(), nullable=True),
        sa.Column("actual", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["accounts.id"], name=op.f("fk_targets_changed_by")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_targets_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "id", "fiscal_year", name=op.f("pk_targets")),
    )


def drop() -> None:
    """Drop the table."""
    op.drop_table("targets")

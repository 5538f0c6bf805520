"""The menus that LINE was given."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the table."""
    op.create_table(
        "rich_menus",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("menu", sa.String(length=120), nullable=True),
        sa.Column("former", sa.String(length=120), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_rich_menus_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "kind", name=op.f("pk_rich_menus")),
    )


def drop() -> None:
    """Drop the table."""
    op.drop_table("rich_menus")

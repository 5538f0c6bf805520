"""Drafts of the bot's sentences."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the table."""
    op.create_table(
        "text_drafts",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_text_drafts_account")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_text_drafts_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "key", name=op.f("pk_text_drafts")),
    )


def drop() -> None:
    """Drop the table."""
    op.drop_table("text_drafts")

"""The people a matter is about, and what was said."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "unsent_messages",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("line_message", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_unsent_messages_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "line_message", name=op.f("pk_unsent_messages")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("resident", sa.String(length=36), nullable=True),
        sa.Column("consultation", sa.String(length=36), nullable=True),
        sa.Column("event", sa.String(length=160), nullable=True),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "author",
            sa.Enum(
                "resident",
                "bot",
                "window_staff",
                "coordinator",
                "administrator",
                "destination",
                "operator",
                name="author",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("account", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "handled",
                "erased",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("line_message", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outgoing", sa.String(length=36), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_messages_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_messages_municipality")
        ),
        sa.ForeignKeyConstraint(["resident"], ["residents.id"], name=op.f("fk_messages_resident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "municipality", "line_message", name=op.f("uq_messages_municipality_line_message")
        ),
    )
    op.create_index("ix_messages_consultation_at", "messages", ["consultation", "at"], unique=False)
    op.create_index(op.f("ix_messages_event"), "messages", ["event"], unique=False)
    op.create_index("ix_messages_municipality_at", "messages", ["municipality", "at"], unique=False)
    op.create_index("ix_messages_resident_at", "messages", ["resident", "at"], unique=False)
    op.create_table(
        "persons",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("household", sa.String(length=36), nullable=True),
        sa.Column("resident", sa.String(length=36), nullable=True),
        sa.Column("consultation", sa.String(length=36), nullable=True),
        sa.Column("particulars", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_persons_consultation")),
        sa.ForeignKeyConstraint(["household"], ["households.id"], name=op.f("fk_persons_household")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_persons_municipality")
        ),
        sa.ForeignKeyConstraint(["resident"], ["residents.id"], name=op.f("fk_persons_resident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_index(op.f("ix_persons_consultation"), "persons", ["consultation"], unique=False)
    op.create_index(op.f("ix_persons_household"), "persons", ["household"], unique=False)
    op.create_index(op.f("ix_persons_resident"), "persons", ["resident"], unique=False)


def drop() -> None:
    """Drop the tables."""
    op.drop_table("persons")
    op.drop_table("messages")
    op.drop_table("unsent_messages")

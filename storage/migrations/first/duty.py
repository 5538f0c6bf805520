"""Rota, windows, digests."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "windows",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("area", sa.String(length=36), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "applied",
                "certified",
                "leaflet_only",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=120), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_windows_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "id", name=op.f("pk_windows")),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_absences_account")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_absences_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_municipality_ends_at", "absences", ["municipality", "ends_at"], unique=False)
    op.create_table(
        "digests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("covers_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covers_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_digests_account")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_digests_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint(
            "municipality", "account", "day", name=op.f("uq_digests_municipality_account_day")
        ),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("area", sa.String(length=36), nullable=True),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_shifts_account")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_shifts_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_municipality", "shifts", ["municipality"], unique=False)
    _create_alert_tests()


def _create_alert_tests() -> None:
    op.create_table(
        "alert_tests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "medium",
            sa.Enum("line", "mail", name="medium", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_alert_tests_account")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_alert_tests_made_by")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_alert_tests_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_tests")),
    )
    op.create_index("ix_alert_tests_municipality_at", "alert_tests", ["municipality", "at"], unique=False)


def drop() -> None:
    """Drop the tables."""
    op.drop_table("alert_tests")
    op.drop_table("shifts")
    op.drop_table("digests")
    op.drop_table("absences")
    op.drop_table("windows")

"""Consents and referrals."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=True),
        sa.Column("giver", sa.String(length=36), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "not_asked",
                "given",
                "refused",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "consent",
                "child_abuse_report",
                "elder_abuse_report",
                "disability_abuse_report",
                "danger_to_life",
                "support_conference",
                "child_protection_council",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("text_version", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "actor",
            sa.Enum(
                "resident",
                "bot",
                "window_staff",
                "coordinator",
                "administrator",
                "destination",
                "operator",
                name="actor",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("account", sa.String(length=36), nullable=True),
        sa.Column("how", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("must_not_tell", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_consents_consultation")
        ),
        sa.ForeignKeyConstraint(["giver"], ["persons.id"], name=op.f("fk_consents_giver")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_consents_municipality")
        ),
        sa.ForeignKeyConstraint(["subject"], ["persons.id"], name=op.f("fk_consents_subject")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint(
            "municipality",
            "consultation",
            "position",
            name=op.f("uq_consents_municipality_consultation_position"),
        ),
    )
    op.create_index(op.f("ix_consents_consultation"), "consents", ["consultation"], unique=False)
    op.create_table(
        "consent_texts",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("version", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_consent_texts_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "version", name=op.f("pk_consent_texts")),
    )
    op.create_table(
        "referrals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=False),
        sa.Column("destination", sa.String(length=36), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "noted",
                "sent",
                "received",
                "accepted",
                "accepted_in_part",
                "already_supporting",
                "declined",
                "closed",
                "handed_back",
                "stopped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("consent", sa.String(length=36), nullable=True),
        sa.Column(
            "ground",
            sa.Enum(
                "consent",
                "child_abuse_report",
                "elder_abuse_report",
                "disability_abuse_report",
                "danger_to_life",
                "support_conference",
                "child_protection_council",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "decline_reason",
            sa.Enum(
                "capacity",
                "not_eligible",
                "out_of_area",
                "papers_missing",
                "cannot_reach",
                "other",
                name="decline_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "connected",
                "handled_themselves",
                "passed_back",
                "not_reached",
                "withdrawn",
                "unmet",
                "unknown",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_back_from", sa.String(length=36), nullable=True),
        sa.Column("handed_back_to", sa.String(length=36), nullable=True),
        sa.Column("sheet", sa.LargeBinary(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["consent"], ["consents.id"], name=op.f("fk_referrals_consent")),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_referrals_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_referrals_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("municipality", "token", name=op.f("uq_referrals_municipality_token")),
    )
    op.create_index(op.f("ix_referrals_consultation"), "referrals", ["consultation"], unique=False)
    op.create_index(
        "ix_referrals_municipality_state", "referrals", ["municipality", "state", "sent_at"], unique=False
    )
    op.create_table(
        "referral_changes",
        sa.Column("referral", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "actor",
            sa.Enum(
                "resident",
                "bot",
                "window_staff",
                "coordinator",
                "administrator",
                "destination",
                "operator",
                name="actor",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("account", sa.String(length=36), nullable=True),
        sa.Column(
            "before",
            sa.Enum(
                "drafted",
                "noted",
                "sent",
                "received",
                "accepted",
                "accepted_in_part",
                "already_supporting",
                "declined",
                "closed",
                "handed_back",
                "stopped",
                name="before",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "drafted",
                "noted",
                "sent",
                "received",
                "accepted",
                "accepted_in_part",
                "already_supporting",
                "declined",
                "closed",
                "handed_back",
                "stopped",
                name="after",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_referral_changes_municipality")
        ),
        sa.ForeignKeyConstraint(["referral"], ["referrals.id"], name=op.f("fk_referral_changes_referral")),
        sa.PrimaryKeyConstraint("referral", "version", name=op.f("pk_referral_changes")),
    )
    op.create_table(
        "sheet_doors",
        sa.Column("referral", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("session_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_sheet_doors_municipality")
        ),
        sa.ForeignKeyConstraint(["referral"], ["referrals.id"], name=op.f("fk_sheet_doors_referral")),
        sa.PrimaryKeyConstraint("referral", name=op.f("pk_sheet_doors")),
    )


def drop() -> None:
    """Drop the tables."""
    op.drop_table("sheet_doors")
    op.drop_table("referral_changes")
    op.drop_table("referrals")
    op.drop_table("consent_texts")
    op.drop_table("consents")

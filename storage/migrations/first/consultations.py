"""Consultations with history, answers, notes, members, words, unmet needs."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "consultations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("resident", sa.String(length=36), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "line",
                "relay",
                "counter",
                "phone",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "answered",
                "waiting_for_resident",
                "waiting_for_person",
                "with_coordinator",
                "referred",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "emergency",
                "urgent",
                "same_day",
                "normal",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("urgency_rule", sa.String(length=120), nullable=False),
        sa.Column(
            "match_status",
            sa.Enum(
                "matched",
                "choice",
                "unmatched",
                "not_tried",
                name="match_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "category",
            sa.Enum(
                "administration",
                "child",
                "community",
                "coordination",
                "daily_living",
                "disability",
                "disaster_safety",
                "education",
                "elderly",
                "health",
                "housing",
                "information",
                "isolation",
                "mobility",
                "poverty",
                "rights",
                "welfare_general",
                "work",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("area", sa.String(length=36), nullable=True),
        sa.Column("next_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window", sa.String(length=36), nullable=True),
        sa.Column("owner", sa.String(length=36), nullable=True),
        sa.Column(
            "subject",
            sa.Enum(
                "writer",
                "family",
                "third_party",
                "unknown",
                name="subject",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("dangers", sa.Text(), nullable=False),
        sa.Column("danger_topic", sa.Boolean(), nullable=False),
        sa.Column("multiple_needs", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("safe_to_contact", sa.Boolean(), nullable=False),
        sa.Column("for_meeting", sa.Boolean(), nullable=False),
        sa.Column("incomplete", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.Column("notifier", sa.LargeBinary(), nullable=True),
        sa.Column("chosen", sa.String(length=36), nullable=True),
        sa.Column(
            "chosen_by",
            sa.Enum(
                "user",
                "coordinator",
                "window",
                name="chosen_by",
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
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_into", sa.String(length=36), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["joined_into"], ["consultations.id"], name=op.f("fk_consultations_joined_into")
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_consultations_municipality")
        ),
        sa.ForeignKeyConstraint(["owner"], ["accounts.id"], name=op.f("fk_consultations_owner")),
        sa.ForeignKeyConstraint(["resident"], ["residents.id"], name=op.f("fk_consultations_resident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("municipality", "number", name=op.f("uq_consultations_municipality_number")),
    )
    op.create_index(
        "ix_consultations_closed_at", "consultations", ["municipality", "closed_at"], unique=False
    )
    op.create_index(
        "ix_consultations_municipality_entered_at",
        "consultations",
        ["municipality", "entered_at"],
        unique=False,
    )
    op.create_index(
        "ix_consultations_municipality_received_at",
        "consultations",
        ["municipality", "received_at"],
        unique=False,
    )
    op.create_index(
        "ix_consultations_municipality_state",
        "consultations",
        ["municipality", "state", "received_at"],
        unique=False,
    )
    op.create_index(op.f("ix_consultations_resident"), "consultations", ["resident"], unique=False)
    op.create_index("ix_consultations_owner", "consultations", ["owner", "closed_at"], unique=False)
    op.create_index(
        "ix_consultations_open",
        "consultations",
        ["municipality", "state", "next_date"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "answer",
                "choose",
                "ask",
                "handover",
                "smalltalk",
                "person",
                "privacy",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("best", sa.String(length=36), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("decision", sa.LargeBinary(), nullable=False),
        sa.Column("knowledge_version", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.String(length=36), nullable=True),
        sa.Column(
            "chosen_by",
            sa.Enum(
                "user",
                "coordinator",
                "window",
                name="chosen_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_answers_consultation")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_answers_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_consultation"), "answers", ["consultation"], unique=False)
    op.create_table(
        "consultation_changes",
        sa.Column("consultation", sa.String(length=36), nullable=False),
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
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_consultation_changes_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_consultation_changes_municipality")
        ),
        sa.PrimaryKeyConstraint("consultation", "version", name=op.f("pk_consultation_changes")),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_notes_account")),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_notes_consultation")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_notes_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_consultation"), "notes", ["consultation"], unique=False)
    op.create_table(
        "restricted_members",
        sa.Column("consultation", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("pledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pledge_version", sa.String(length=120), nullable=False),
        sa.Column("added_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_restricted_members_account")),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_restricted_members_added_by")),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_restricted_members_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_restricted_members_municipality")
        ),
        sa.PrimaryKeyConstraint("consultation", "account", name=op.f("pk_restricted_members")),
    )
    op.create_table(
        "unmet_needs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "unmatched",
                "handed_back",
                "declined",
                "closed_unmet",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "category",
            sa.Enum(
                "administration",
                "child",
                "community",
                "coordination",
                "daily_living",
                "disability",
                "disaster_safety",
                "education",
                "elderly",
                "health",
                "housing",
                "information",
                "isolation",
                "mobility",
                "poverty",
                "rights",
                "welfare_general",
                "work",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("area", sa.String(length=36), nullable=True),
        sa.Column("destination", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_unmet_needs_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_unmet_needs_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmet_needs")),
        sa.UniqueConstraint(
            "municipality",
            "consultation",
            "reason",
            name=op.f("uq_unmet_needs_municipality_consultation_reason"),
        ),
    )
    op.create_table(
        "words",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_words_consultation")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_words_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "word", "consultation", "source", name=op.f("pk_words")),
    )
    op.create_index("ix_words_consultation", "words", ["consultation"], unique=False)
    op.create_index("ix_words_source", "words", ["source"], unique=False)
    op.create_table(
        "intakes",
        sa.Column("consultation", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sheet", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_intakes_consultation")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_intakes_municipality")
        ),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_intakes_account")),
        sa.PrimaryKeyConstraint("consultation", name=op.f("pk_intakes")),
    )
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("query", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_saved_filters_municipality")
        ),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_saved_filters_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
    )
    op.create_index(op.f("ix_saved_filters_account"), "saved_filters", ["account"], unique=False)


def drop() -> None:
    """Drop the tables."""
    op.drop_table("saved_filters")
    op.drop_table("intakes")
    op.drop_table("words")
    op.drop_table("unmet_needs")
    op.drop_table("restricted_members")
    op.drop_table("notes")
    op.drop_table("consultation_changes")
    op.drop_table("answers")
    op.drop_table("consultations")

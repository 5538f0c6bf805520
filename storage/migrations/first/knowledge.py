"""Versions of the knowledge, and learned phrases."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make the tables."""
    op.create_table(
        "knowledge_versions",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_knowledge_versions_made_by")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_knowledge_versions_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "version", name=op.f("pk_knowledge_versions")),
    )
    op.create_table(
        "knowledge_desks",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("desk", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality", "version"],
            ["knowledge_versions.municipality", "knowledge_versions.version"],
            name=op.f("fk_knowledge_desks_municipality_version"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_knowledge_desks_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "version", "desk", name=op.f("pk_knowledge_desks")),
    )
    op.create_table(
        "knowledge_documents",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality", "version"],
            ["knowledge_versions.municipality", "knowledge_versions.version"],
            name=op.f("fk_knowledge_documents_municipality_version"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_knowledge_documents_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "version", "name", name=op.f("pk_knowledge_documents")),
    )
    op.create_table(
        "knowledge_entries",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("desk", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality", "version", "desk"],
            ["knowledge_desks.municipality", "knowledge_desks.version", "knowledge_desks.desk"],
            name=op.f("fk_knowledge_entries_municipality_version_desk"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_knowledge_entries_municipality")
        ),
        sa.PrimaryKeyConstraint(
            "municipality", "version", "desk", "entry", name=op.f("pk_knowledge_entries")
        ),
    )
    op.create_table(
        "learned_phrases",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=True),
        sa.Column("account", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_learned_phrases_account")),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_learned_phrases_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_learned_phrases_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_phrases")),
        sa.UniqueConstraint(
            "municipality",
            "target",
            "text_hash",
            name=op.f("uq_learned_phrases_municipality_target_text_hash"),
        ),
    )
    op.create_index("ix_learned_phrases_consultation", "learned_phrases", ["consultation"], unique=False)
    _create_suggested()
    _create_drafts()
    op.create_table(
        "knowledge_phrases",
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("desk", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality", "version", "desk", "entry"],
            [
                "knowledge_entries.municipality",
                "knowledge_entries.version",
                "knowledge_entries.desk",
                "knowledge_entries.entry",
            ],
            name=op.f("fk_knowledge_phrases_municipality_version_desk_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_knowledge_phrases_municipality")
        ),
        sa.PrimaryKeyConstraint("municipality", "version", "position", name=op.f("pk_knowledge_phrases")),
    )


def _create_suggested() -> None:
    op.create_table(
        "suggested_phrases",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "unmatched",
                "correction",
                "handed_back",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("target", sa.String(length=80), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("consultation", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_suggested_phrases_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_suggested_phrases_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_suggested_phrases_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_phrases")),
        sa.UniqueConstraint(
            "municipality", "text_hash", name=op.f("uq_suggested_phrases_municipality_text_hash")
        ),
    )
    op.create_index("ix_suggested_phrases_consultation", "suggested_phrases", ["consultation"], unique=False)
    op.create_index("ix_suggested_phrases_open", "suggested_phrases", ["municipality", "state"], unique=False)


def _create_drafts() -> None:
    op.create_table(
        "knowledge_drafts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=36), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_knowledge_drafts_account")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.slug"], name=op.f("fk_knowledge_drafts_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_drafts")),
    )


def drop() -> None:
    """Drop the tables."""
    op.drop_table("knowledge_drafts")
    op.drop_table("knowledge_phrases")
    op.drop_table("suggested_phrases")
    op.drop_table("learned_phrases")
    op.drop_table("knowledge_entries")
    op.drop_table("knowledge_documents")
    op.drop_table("knowledge_desks")
    op.drop_table("knowledge_versions")

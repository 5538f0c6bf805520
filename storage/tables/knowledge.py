"""What the town knows: versions behind one pointer; phrases belong to entries, entries to desks."""

from enum import StrEnum

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.kinds import (
    ID_LENGTH,
    NAME_LENGTH,
    digest,
    identity,
    metadata,
    moment,
    municipality,
    reference,
    sealed,
    word,
)

ENTRY_LENGTH = 80


class SuggestionOrigin(StrEnum):
    """Where a suggested phrase comes from."""

    UNMATCHED = "unmatched"
    CORRECTION = "correction"
    HANDED_BACK = "handed_back"


class SuggestionState(StrEnum):
    """What became of it; only `OPEN` ones still hold their text."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


def _version_key() -> Column[int]:
    return Column("version", Integer, primary_key=True, autoincrement=False)


def _of_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["municipality", "version"], ["knowledge_versions.municipality", "knowledge_versions.version"]
    )


knowledge_versions = Table(
    "knowledge_versions",
    metadata,
    municipality(key=True),
    _version_key(),
    moment("made_at"),
    reference("made_by", "accounts.id", optional=True),
    Column("source", String(NAME_LENGTH), nullable=False),
)

knowledge_documents = Table(
    "knowledge_documents",
    metadata,
    municipality(key=True),
    _version_key(),
    Column("name", String(NAME_LENGTH), primary_key=True),
    sealed("content"),
    _of_version(),
)

knowledge_drafts = Table(
    "knowledge_drafts",
    metadata,
    identity(),
    municipality(),
    Column("base", Integer, nullable=False),
    reference("account", "accounts.id"),
    moment("at"),
    Column("source", String(NAME_LENGTH), nullable=False),
    sealed("content"),
    Column("report", Text, nullable=False),
)

knowledge_desks = Table(
    "knowledge_desks",
    metadata,
    municipality(key=True),
    _version_key(),
    Column("desk", String(ID_LENGTH), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("record", Text, nullable=False),
    _of_version(),
)

knowledge_entries = Table(
    "knowledge_entries",
    metadata,
    municipality(key=True),
    _version_key(),
    Column("desk", String(ID_LENGTH), primary_key=True),
    Column("entry", String(ENTRY_LENGTH), primary_key=True),
    ForeignKeyConstraint(
        ["municipality", "version", "desk"],
        ["knowledge_desks.municipality", "knowledge_desks.version", "knowledge_desks.desk"],
    ),
)

knowledge_phrases = Table(
    "knowledge_phrases",
    metadata,
    municipality(key=True),
    _version_key(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("desk", String(ID_LENGTH), nullable=False),
    Column("entry", String(ENTRY_LENGTH), nullable=False),
    Column("text", Text, nullable=False),
    ForeignKeyConstraint(
        ["municipality", "version", "desk", "entry"],
        [
            "knowledge_entries.municipality",
            "knowledge_entries.version",
            "knowledge_entries.desk",
            "knowledge_entries.entry",
        ],
    ),
)

learned_phrases = Table(
    "learned_phrases",
    metadata,
    identity(),
    municipality(),
    Column("target", String(ENTRY_LENGTH), nullable=False),
    sealed("text"),
    digest("text_hash"),
    reference("consultation", "consultations.id", optional=True),
    reference("account", "accounts.id", optional=True),
    moment("at"),
    Column("active", Boolean, nullable=False),
    UniqueConstraint("municipality", "target", "text_hash"),
)
Index("ix_learned_phrases_consultation", learned_phrases.c.consultation)

suggested_phrases = Table(
    "suggested_phrases",
    metadata,
    identity(),
    municipality(),
    word("origin", SuggestionOrigin),
    word("state", SuggestionState),
    Column("target", String(ENTRY_LENGTH), nullable=True),
    sealed("text", optional=True),
    digest("text_hash"),
    Column("times", Integer, nullable=False),
    reference("consultation", "consultations.id", optional=True, index=True),
    moment("at"),
    reference("decided_by", "accounts.id", optional=True),
    moment("decided_at", optional=True),
    UniqueConstraint("municipality", "text_hash"),
)
Index("ix_suggested_phrases_open", suggested_phrases.c.municipality, suggested_phrases.c.state)

"""Consultations with their memo, history, answers, notes, restricted members, words and unmet needs."""

from enum import StrEnum

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from knowledge.destinations import Category
from routing.consultation import Actor, Channel, ChosenBy, ConsultationState, MatchStatus, Outcome, Subject
from routing.decision import DecisionKind
from routing.urgency import Level
from storage.tables.kinds import (
    HASH_LENGTH,
    ID_LENGTH,
    NAME_LENGTH,
    identity,
    metadata,
    moment,
    municipality,
    reference,
    sealed,
    word,
)


class NeedReason(StrEnum):
    """Why a need counts as unmet."""

    UNMATCHED = "unmatched"
    HANDED_BACK = "handed_back"
    DECLINED = "declined"
    CLOSED_UNMET = "closed_unmet"


consultations = Table(
    "consultations",
    metadata,
    identity(),
    municipality(),
    Column("number", Integer, nullable=False),
    reference("resident", "residents.id", optional=True, index=True),
    word("channel", Channel),
    moment("received_at"),
    moment("entered_at"),
    word("state", ConsultationState),
    word("level", Level),
    Column("urgency_rule", String(NAME_LENGTH), nullable=False),
    word("match_status", MatchStatus),
    word("category", Category, optional=True),
    Column("area", String(ID_LENGTH), nullable=True),
    moment("next_date", optional=True),
    moment("last_contact_at"),
    Column("window", String(ID_LENGTH), nullable=True),
    reference("owner", "accounts.id", optional=True),
    word("subject", Subject),
    Column("dangers", Text, nullable=False),
    Column("danger_topic", Boolean, nullable=False),
    Column("multiple_needs", Boolean, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("safe_to_contact", Boolean, nullable=False),
    Column("for_meeting", Boolean, nullable=False),
    Column("incomplete", Boolean, nullable=False),
    sealed("summary"),
    sealed("notifier", optional=True),
    Column("chosen", String(ID_LENGTH), nullable=True),
    word("chosen_by", ChosenBy, optional=True),
    word("outcome", Outcome, optional=True),
    moment("closed_at", optional=True),
    Column("version", Integer, nullable=False),
    moment("held_until", optional=True),
    reference("joined_into", "consultations.id", optional=True),
    moment("cleared_at", optional=True),
    UniqueConstraint("municipality", "number"),
)
Index("ix_consultations_municipality_received_at", consultations.c.municipality, consultations.c.received_at)
Index("ix_consultations_municipality_entered_at", consultations.c.municipality, consultations.c.entered_at)
Index(
    "ix_consultations_municipality_state",
    consultations.c.municipality,
    consultations.c.state,
    consultations.c.received_at,
)
Index("ix_consultations_closed_at", consultations.c.municipality, consultations.c.closed_at)
# Few are open at any time, however many there are: what stands in a day's lists comes from here.
Index(
    "ix_consultations_open",
    consultations.c.municipality,
    consultations.c.state,
    consultations.c.next_date,
    postgresql_where=consultations.c.closed_at.is_(None),
    sqlite_where=consultations.c.closed_at.is_(None),
)
Index("ix_consultations_owner", consultations.c.owner, consultations.c.closed_at)

consultation_changes = Table(
    "consultation_changes",
    metadata,
    reference("consultation", "consultations.id", key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    municipality(),
    moment("at"),
    word("actor", Actor),
    Column("account", String(ID_LENGTH), nullable=True),
    Column("fields", Text, nullable=False),
    sealed("values"),
)

answers = Table(
    "answers",
    metadata,
    identity(),
    municipality(),
    reference("consultation", "consultations.id", index=True),
    moment("at"),
    word("kind", DecisionKind),
    Column("flags", Text, nullable=False),
    Column("best", String(ID_LENGTH), nullable=True),
    Column("confidence", Float, nullable=True),
    sealed("decision"),
    Column("knowledge_version", Integer, nullable=False),
    Column("chosen", String(ID_LENGTH), nullable=True),
    word("chosen_by", ChosenBy, optional=True),
    moment("chosen_at", optional=True),
    moment("rejected_at", optional=True),
)

notes = Table(
    "notes",
    metadata,
    identity(),
    municipality(),
    reference("consultation", "consultations.id", index=True),
    reference("account", "accounts.id"),
    moment("at"),
    sealed("text"),
)

intakes = Table(
    "intakes",
    metadata,
    reference("consultation", "consultations.id", key=True),
    municipality(),
    reference("account", "accounts.id"),
    moment("at"),
    sealed("sheet"),
)

saved_filters = Table(
    "saved_filters",
    metadata,
    identity(),
    municipality(),
    reference("account", "accounts.id", index=True),
    moment("at"),
    Column("kept", Boolean, nullable=False),
    sealed("name"),
    sealed("query"),
)

restricted_members = Table(
    "restricted_members",
    metadata,
    reference("consultation", "consultations.id", key=True),
    reference("account", "accounts.id", key=True),
    municipality(),
    moment("pledged_at"),
    Column("pledge_version", String(NAME_LENGTH), nullable=False),
    reference("added_by", "accounts.id", optional=True),
)

words = Table(
    "words",
    metadata,
    municipality(key=True),
    Column("word", String(HASH_LENGTH), primary_key=True),
    reference("consultation", "consultations.id", key=True),
    Column("source", String(ID_LENGTH), primary_key=True),
)
Index("ix_words_source", words.c.source)
Index("ix_words_consultation", words.c.consultation)

unmet_needs = Table(
    "unmet_needs",
    metadata,
    identity(),
    municipality(),
    reference("consultation", "consultations.id"),
    word("reason", NeedReason),
    word("category", Category, optional=True),
    Column("area", String(ID_LENGTH), nullable=True),
    Column("destination", String(ID_LENGTH), nullable=True),
    moment("at"),
    UniqueConstraint("municipality", "consultation", "reason"),
)

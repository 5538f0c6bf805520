"""The people a matter is about, and what was said."""

from enum import StrEnum

from sqlalchemy import Column, Index, String, Table, UniqueConstraint

from routing.consultation import Actor
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


class Direction(StrEnum):
    """Whether a message came from the resident or went to them."""

    IN = "in"
    OUT = "out"


class MessageState(StrEnum):
    """`WAITING` for the rest of a thought; `ERASED` keeps the row, for counts, without its text."""

    WAITING = "waiting"
    HANDLED = "handled"
    ERASED = "erased"


persons = Table(
    "persons",
    metadata,
    identity(),
    municipality(),
    reference("household", "households.id", optional=True, index=True),
    reference("resident", "residents.id", optional=True, index=True),
    reference("consultation", "consultations.id", optional=True, index=True),
    sealed("particulars"),
    moment("created_at"),
)

messages = Table(
    "messages",
    metadata,
    identity(),
    municipality(),
    reference("resident", "residents.id", optional=True),
    reference("consultation", "consultations.id", optional=True),
    Column("event", String(160), nullable=True, index=True),
    word("direction", Direction),
    word("author", Actor),
    Column("account", String(ID_LENGTH), nullable=True),
    Column("kind", String(32), nullable=False),
    word("state", MessageState),
    sealed("text", optional=True),
    digest("line_message", optional=True),
    moment("at"),
    moment("received_at"),
    Column("outgoing", String(ID_LENGTH), nullable=True),
    Column("note", String(NAME_LENGTH), nullable=True),
    UniqueConstraint("municipality", "line_message"),
)
Index("ix_messages_consultation_at", messages.c.consultation, messages.c.at)
Index("ix_messages_resident_at", messages.c.resident, messages.c.at)
Index("ix_messages_municipality_at", messages.c.municipality, messages.c.at)

unsent_messages = Table(
    "unsent_messages",
    metadata,
    municipality(key=True),
    Column("line_message", String(64), primary_key=True),
    moment("at"),
)

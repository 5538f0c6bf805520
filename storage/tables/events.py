"""The inbox: LINE's events as they came, each once."""

from enum import StrEnum

from sqlalchemy import Column, Index, Integer, String, Table

from storage.tables.kinds import NAME_LENGTH, digest, metadata, moment, municipality, sealed, word


class EventState(StrEnum):
    """A waiting event may be under lease; the other two are ends."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


events = Table(
    "events",
    metadata,
    Column("id", String(160), primary_key=True),
    municipality(),
    digest("chat"),
    moment("at"),
    moment("received_at"),
    sealed("raw", optional=True),
    word("state", EventState),
    Column("backlog", Integer, nullable=False),
    moment("not_before"),
    Column("attempts", Integer, nullable=False),
    moment("lease_until", optional=True),
    Column("leased_by", String(NAME_LENGTH), nullable=True),
    Column("error", String(NAME_LENGTH), nullable=True),
    digest("line_message", optional=True, index=True),
    moment("finished_at", optional=True),
)
Index("ix_events_state_order", events.c.state, events.c.backlog, events.c.received_at)
Index("ix_events_chat_state", events.c.chat, events.c.state, events.c.at)
Index("ix_events_municipality_received_at", events.c.municipality, events.c.received_at)

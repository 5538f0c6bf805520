"""Work with a due time: follow-ups, waits for the next bubble, reminders."""

from enum import StrEnum

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from storage.tables.kinds import (
    ID_LENGTH,
    NAME_LENGTH,
    identity,
    metadata,
    moment,
    municipality,
    sealed,
    word,
)


class TimedState(StrEnum):
    """Waiting work may be under lease; the others are ends."""

    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    DEAD = "dead"


timed = Table(
    "timed",
    metadata,
    identity(),
    municipality(),
    Column("kind", String(48), nullable=False),
    Column("subject", String(ID_LENGTH), nullable=False),
    Column("dedupe_key", String(200), nullable=False),
    sealed("payload"),
    word("state", TimedState),
    moment("due_at"),
    Column("attempts", Integer, nullable=False),
    moment("lease_until", optional=True),
    Column("leased_by", String(NAME_LENGTH), nullable=True),
    Column("error", String(NAME_LENGTH), nullable=True),
    moment("finished_at", optional=True),
    UniqueConstraint("municipality", "dedupe_key"),
)
Index("ix_timed_state_due_at", timed.c.state, timed.c.due_at)
Index("ix_timed_municipality_kind", timed.c.municipality, timed.c.kind, timed.c.state)
Index("ix_timed_subject", timed.c.subject, timed.c.kind)

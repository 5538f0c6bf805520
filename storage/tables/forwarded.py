"""What another bot of the same account is to get: bodies of webhooks as they came, until it took them."""

from sqlalchemy import Column, Index, Integer, String, Table

from routing.sharing import ForwardState
from storage.tables.kinds import NAME_LENGTH, identity, metadata, moment, municipality, sealed, word

forwarded = Table(
    "forwarded",
    metadata,
    identity(),
    municipality(),
    sealed("body", optional=True),
    sealed("headers", optional=True),
    word("state", ForwardState),
    moment("received_at"),
    moment("due_at"),
    Column("attempts", Integer, nullable=False),
    moment("lease_until", optional=True),
    Column("leased_by", String(NAME_LENGTH), nullable=True),
    moment("finished_at", optional=True),
    Column("last_error", String(NAME_LENGTH), nullable=True),
)
Index("ix_forwarded_state_due_at", forwarded.c.state, forwarded.c.due_at)

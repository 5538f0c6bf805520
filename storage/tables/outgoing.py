"""The outbox: what is owed to people, every attempt to send it, and lanes that have to wait."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from routing.outgoing import CallOutcome, Lane, Medium, OutgoingState, Via
from storage.tables.kinds import (
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

outgoing = Table(
    "outgoing",
    metadata,
    identity(),
    municipality(),
    Column("dedupe_key", String(200), nullable=False),
    word("lane", Lane),
    Column("lane_rank", Integer, nullable=False),
    word("medium", Medium),
    word("state", OutgoingState),
    reference("resident", "residents.id", optional=True),
    reference("account", "accounts.id", optional=True),
    reference("consultation", "consultations.id", optional=True, index=True),
    reference("alert", "alerts.id", optional=True, index=True),
    digest("recipient_hash"),
    sealed("recipient", optional=True),
    sealed("payload", optional=True),
    sealed("reply_token", optional=True),
    moment("reply_expires_at", optional=True),
    Column("dangerous", Boolean, nullable=False),
    Column("silent", Boolean, nullable=False),
    moment("created_at"),
    Column("position", Integer, nullable=False),
    moment("due_at"),
    moment("useful_until", optional=True),
    Column("attempts", Integer, nullable=False),
    moment("first_tried_at", optional=True),
    moment("finished_at", optional=True),
    moment("lease_until", optional=True),
    Column("leased_by", String(NAME_LENGTH), nullable=True),
    Column("last_error", String(NAME_LENGTH), nullable=True),
    UniqueConstraint("municipality", "dedupe_key"),
)
Index("ix_outgoing_state_order", outgoing.c.state, outgoing.c.lane_rank, outgoing.c.due_at)
Index("ix_outgoing_recipient_state", outgoing.c.recipient_hash, outgoing.c.state, outgoing.c.created_at)
Index("ix_outgoing_resident_state", outgoing.c.resident, outgoing.c.state)
Index("ix_outgoing_municipality_created_at", outgoing.c.municipality, outgoing.c.created_at)

outgoing_attempts = Table(
    "outgoing_attempts",
    metadata,
    reference("outgoing", "outgoing.id", key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    municipality(),
    moment("at"),
    word("via", Via),
    word("outcome", CallOutcome, optional=True),
    Column("request_id", String(NAME_LENGTH), nullable=False),
    Column("reason", String(NAME_LENGTH), nullable=False),
)

lane_waits = Table(
    "lane_waits",
    metadata,
    municipality(key=True),
    Column("medium", String(32), primary_key=True),
    Column("lane", String(32), primary_key=True),
    moment("waits_until"),
    Column("reason", String(NAME_LENGTH), nullable=False),
)

"""Relays: what clerks of windows write down and pass on."""

from sqlalchemy import Column, Index, Integer, String, Table

from routing.consent import ConsentState
from routing.relay import RelayState
from storage.tables.kinds import (
    ID_LENGTH,
    identity,
    metadata,
    moment,
    municipality,
    reference,
    sealed,
    word,
)

relays = Table(
    "relays",
    metadata,
    identity(),
    municipality(),
    reference("account", "accounts.id"),
    Column("window", String(ID_LENGTH), nullable=False),
    word("state", RelayState),
    word("consent", ConsentState),
    sealed("note"),
    reference("consultation", "consultations.id", optional=True, index=True),
    moment("created_at"),
    moment("changed_at"),
    moment("sent_at", optional=True),
    Column("version", Integer, nullable=False),
)
Index("ix_relays_window", relays.c.municipality, relays.c.window, relays.c.state, relays.c.changed_at)

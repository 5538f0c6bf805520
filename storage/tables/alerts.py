"""Alerts and every attempt to reach a person."""

from sqlalchemy import Column, Index, Integer, String, Table

from routing.alert import AlertState, AttemptFate
from routing.outgoing import Medium
from routing.urgency import Level
from storage.tables.kinds import (
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

alerts = Table(
    "alerts",
    metadata,
    identity(),
    municipality(),
    reference("consultation", "consultations.id", index=True),
    word("level", Level),
    word("state", AlertState),
    moment("raised_at"),
    moment("deadline"),
    Column("escalation_step", Integer, nullable=False),
    moment("next_step_at", optional=True),
    reference("acknowledged_by", "accounts.id", optional=True),
    moment("acknowledged_at", optional=True),
    sealed("action"),
    moment("action_at", optional=True),
    Column("version", Integer, nullable=False),
)
Index("ix_alerts_next_step_at", alerts.c.next_step_at)
Index("ix_alerts_municipality_state", alerts.c.municipality, alerts.c.state)

alert_attempts = Table(
    "alert_attempts",
    metadata,
    identity(),
    municipality(),
    reference("alert", "alerts.id", index=True),
    Column("step", Integer, nullable=False),
    reference("account", "accounts.id"),
    word("medium", Medium),
    word("fate", AttemptFate),
    moment("at"),
    Column("outgoing", String(ID_LENGTH), nullable=True, index=True),
    Column("reason", String(NAME_LENGTH), nullable=False),
)

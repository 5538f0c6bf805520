"""Who is on duty, tests of reaching them, windows, and which digests were made."""

from sqlalchemy import Column, Date, Float, Index, Integer, String, Table, Text, UniqueConstraint

from knowledge.windows import WindowStatus
from routing.outgoing import Medium
from storage.tables.kinds import (
    ID_LENGTH,
    NAME_LENGTH,
    identity,
    metadata,
    moment,
    municipality,
    reference,
    word,
)

shifts = Table(
    "shifts",
    metadata,
    identity(),
    municipality(),
    reference("account", "accounts.id"),
    Column("hours", Text, nullable=False),
    Column("area", String(ID_LENGTH), nullable=True),
    Column("order", Integer, nullable=False),
)
Index("ix_shifts_municipality", shifts.c.municipality)

absences = Table(
    "absences",
    metadata,
    identity(),
    municipality(),
    reference("account", "accounts.id"),
    moment("starts_at"),
    moment("ends_at"),
)
Index("ix_absences_municipality_ends_at", absences.c.municipality, absences.c.ends_at)

windows = Table(
    "windows",
    metadata,
    municipality(key=True),
    Column("id", String(ID_LENGTH), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("kind", String(NAME_LENGTH), nullable=False),
    Column("area", String(ID_LENGTH), nullable=False),
    word("status", WindowStatus),
    Column("address", Text, nullable=False),
    Column("phone", String(NAME_LENGTH), nullable=False),
    Column("hours", Text, nullable=False),
    Column("applied_on", Date, nullable=True),
    Column("certified_on", Date, nullable=True),
    Column("withdrawn_on", Date, nullable=True),
    Column("latitude", Float, nullable=True),
    Column("longitude", Float, nullable=True),
)

alert_tests = Table(
    "alert_tests",
    metadata,
    identity(),
    municipality(),
    reference("account", "accounts.id"),
    reference("made_by", "accounts.id"),
    moment("at"),
    word("medium", Medium),
    Column("dedupe_key", String(200), nullable=False),
)
Index("ix_alert_tests_municipality_at", alert_tests.c.municipality, alert_tests.c.at)

digests = Table(
    "digests",
    metadata,
    identity(),
    municipality(),
    reference("account", "accounts.id"),
    Column("day", Date, nullable=False),
    moment("covers_from", optional=True),
    moment("covers_until"),
    moment("made_at"),
    UniqueConstraint("municipality", "account", "day"),
)

"""Signs of life, counters without content, and what retention has removed."""

from sqlalchemy import BigInteger, Column, Date, String, Table

from storage.tables.kinds import ID_LENGTH, NAME_LENGTH, metadata, moment

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", String(NAME_LENGTH), primary_key=True),
    moment("last_ok", optional=True),
    moment("last_failed", optional=True),
    Column("last_error", String(NAME_LENGTH), nullable=True),
)

counters = Table(
    "counters",
    metadata,
    Column("municipality", String(ID_LENGTH), primary_key=True),
    Column("name", String(NAME_LENGTH), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

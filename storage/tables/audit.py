"""The audit trail (append-only, held by triggers of the database) and the ledger of erasures."""

from enum import StrEnum

from sqlalchemy import Column, Index, Integer, String, Table, Text

from routing.consultation import Actor
from storage.tables.kinds import (
    COUNTER,
    HASH_LENGTH,
    ID_LENGTH,
    NAME_LENGTH,
    digest,
    metadata,
    moment,
    municipality,
    word,
)


class ErasedKind(StrEnum):
    """What an entry of the ledger of erasures is about."""

    RESIDENT = "resident"
    MESSAGE = "message"
    CONSULTATION = "consultation"


audit = Table(
    "audit",
    metadata,
    Column("number", COUNTER, primary_key=True, autoincrement=True),
    Column("municipality", String(ID_LENGTH), nullable=True),
    moment("at"),
    word("actor", Actor),
    Column("account", String(ID_LENGTH), nullable=True),
    Column("action", String(64), nullable=False),
    Column("subject_kind", String(32), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("fields", Text, nullable=False),
    digest("address", optional=True),
)
Index("ix_audit_municipality_at", audit.c.municipality, audit.c.at)
Index("ix_audit_subject", audit.c.subject)

audit_purge = Table(
    "audit_purge",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    moment("before"),
)

erasures = Table(
    "erasures",
    metadata,
    municipality(key=True),
    word("kind", ErasedKind, key=True),
    Column("subject", String(HASH_LENGTH), primary_key=True),
    moment("at"),
    Column("reason", String(NAME_LENGTH), nullable=False),
)

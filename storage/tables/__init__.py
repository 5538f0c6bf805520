"""The tables, by subject. Importing this package makes `metadata` complete."""

from storage.tables import (
    accounts,
    alerts,
    audit,
    chat,
    consultations,
    duty,
    events,
    knowledge,
    municipalities,
    outgoing,
    referrals,
    residents,
    targets,
    timed,
    upkeep,
    wording,
)
from storage.tables.kinds import metadata

__all__ = [
    "accounts",
    "alerts",
    "audit",
    "chat",
    "consultations",
    "duty",
    "events",
    "knowledge",
    "metadata",
    "municipalities",
    "outgoing",
    "referrals",
    "residents",
    "targets",
    "timed",
    "upkeep",
    "wording",
]

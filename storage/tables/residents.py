"""Residents and households."""

from enum import StrEnum

from sqlalchemy import Boolean, Column, String, Table, UniqueConstraint

from storage.tables.kinds import (
    ID_LENGTH,
    digest,
    identity,
    metadata,
    moment,
    municipality,
    reference,
    sealed,
    word,
)


class Talk(StrEnum):
    """Who answers in a chat now."""

    BOT = "bot"
    COORDINATOR = "coordinator"


households = Table("households", metadata, identity(), municipality(), moment("created_at"))

residents = Table(
    "residents",
    metadata,
    identity(),
    municipality(),
    digest("line_user_hash", optional=True),
    sealed("line_user", optional=True),
    Column("area", String(ID_LENGTH), nullable=True),
    Column("language", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    moment("blocked_at", optional=True),
    moment("greeted_at", optional=True),
    reference("household", "households.id", optional=True),
    Column("window", String(ID_LENGTH), nullable=True),
    moment("window_until", optional=True),
    sealed("awaiting", optional=True),
    moment("awaiting_until", optional=True),
    word("talk", Talk),
    moment("talk_until", optional=True),
    moment("created_at"),
    moment("last_seen_at"),
    moment("erasure_asked_at", optional=True),
    moment("erased_at", optional=True),
    UniqueConstraint("municipality", "line_user_hash"),
)

"""Municipalities: every other row belongs to one."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from storage.tables.kinds import ID_LENGTH, NAME_LENGTH, metadata, moment, sealed

municipalities = Table(
    "municipalities",
    metadata,
    Column("slug", String(ID_LENGTH), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("active", Boolean, nullable=False),
    moment("created_at"),
    sealed("channel_secrets"),
    sealed("access_token"),
    Column("settings", Text, nullable=False),
    Column("last_number", Integer, nullable=False),
    Column("knowledge_version", Integer, nullable=False),
    Column("learned_version", Integer, nullable=False),
)

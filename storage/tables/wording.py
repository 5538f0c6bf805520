"""Sentences of the bot that somebody is rewording and that nobody is told yet."""

from sqlalchemy import Column, Integer, String, Table, Text

from storage.tables.kinds import NAME_LENGTH, metadata, moment, municipality, reference

text_drafts = Table(
    "text_drafts",
    metadata,
    municipality(key=True),
    Column("key", String(NAME_LENGTH), primary_key=True),
    Column("sentence", Text, nullable=False),
    Column("base", Integer, nullable=False),
    moment("at"),
    reference("account", "accounts.id"),
)

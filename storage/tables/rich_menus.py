"""The menus that LINE was given for a municipality, one for each kind."""

from sqlalchemy import Boolean, Column, String, Table

from storage.tables.kinds import HASH_LENGTH, NAME_LENGTH, WORD_LENGTH, metadata, moment, municipality

rich_menus = Table(
    "rich_menus",
    metadata,
    municipality(key=True),
    Column("kind", String(WORD_LENGTH), primary_key=True),
    Column("fingerprint", String(HASH_LENGTH), nullable=False),
    Column("menu", String(NAME_LENGTH), nullable=True),
    Column("former", String(NAME_LENGTH), nullable=True),
    Column("shown", Boolean, nullable=False),
    moment("tried_at"),
)

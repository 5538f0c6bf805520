"""Targets of fiscal years, with the results that people enter."""

from sqlalchemy import Column, Integer, String, Table, Text

from knowledge.targets import Measure
from storage.tables.kinds import ID_LENGTH, NAME_LENGTH, metadata, moment, municipality, reference, word

targets = Table(
    "targets",
    metadata,
    municipality(key=True),
    Column("id", String(ID_LENGTH), primary_key=True),
    Column("fiscal_year", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Column("programme", String(NAME_LENGTH), nullable=False),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("unit", String(ID_LENGTH), nullable=False),
    word("measure", Measure),
    Column("planned", Integer, nullable=True),
    Column("actual", Integer, nullable=True),
    Column("note", Text, nullable=False),
    moment("changed_at", optional=True),
    reference("changed_by", "accounts.id", optional=True),
)

"""Every test of storage runs on SQLite and on PostgreSQL."""

import pytest

from storage.database import Database
from tests.databases import (
    database,
    postgres_database,
    postgres_template,
    sqlite_database,
    sqlite_template,
)
from tests.storage.rows import TOWN, town

__all__ = ["database", "postgres_database", "postgres_template", "sqlite_database", "sqlite_template"]


@pytest.fixture
def desk(database: Database) -> Database:
    """A database with one municipality in it."""
    with database.transaction() as tx:
        tx.municipalities.add(town(TOWN))
    return database

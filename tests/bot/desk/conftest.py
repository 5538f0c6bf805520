"""Desks of towns for the tests of use cases."""

import pytest

from storage.database import Database
from tests.bot.desk.chat import Chat, open_desk


@pytest.fixture
def chat(database: Database) -> Chat:
    """The desk of ほおずき市 on both databases, with two coordinators on duty day and night."""
    return open_desk(database, on_duty=("hana", "sora"))


@pytest.fixture
def one_desk(sqlite_database: Database) -> Chat:
    """The same on SQLite alone, for what does not depend on the database."""
    return open_desk(sqlite_database, on_duty=("hana", "sora"))


@pytest.fixture
def empty_desk(sqlite_database: Database) -> Chat:
    """The desk of ほおずき市 with nobody in its rota."""
    return open_desk(sqlite_database)

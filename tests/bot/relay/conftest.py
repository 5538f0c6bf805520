"""Shops for the tests of the relay pages."""

import pytest

from storage.database import Database
from tests.bot.desk.chat import open_desk
from tests.bot.relay.shop import Shop, open_shop


@pytest.fixture
def shop(database: Database) -> Shop:
    """ほおずき市 with a pharmacy, on both databases."""
    return open_shop(open_desk(database, on_duty=("hana", "sora")))


@pytest.fixture
def one_shop(sqlite_database: Database) -> Shop:
    """The same on SQLite alone, for what does not depend on the database."""
    return open_shop(open_desk(sqlite_database, on_duty=("hana", "sora")))

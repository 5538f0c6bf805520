"""A desk with the pages of sheets beside it."""

import pytest

from storage.database import Database
from tests.bot.desk.chat import Chat, open_desk
from tests.bot.sheet.receivers import Receiver, receiver_of


@pytest.fixture
def chat(database: Database) -> Chat:
    """The desk of ほおずき市 on both databases."""
    return open_desk(database, on_duty=("hana", "sora"))


@pytest.fixture
def receiver(sqlite_database: Database) -> Receiver:
    """A destination with a sheet in its mailbox that may show everything, and a browser."""
    return receiver_of(open_desk(sqlite_database, on_duty=("hana", "sora")))

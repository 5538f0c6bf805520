"""A town with a console on SQLite: founded once, then copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import open_database
from tests.bot.console.door import Door, Furniture, furnish, open_door
from tests.databases import RING


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Path, Furniture]:
    """A database file with the town in it, and what stands in it."""
    path = tmp_path_factory.mktemp("town") / "town.sqlite3"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}", RING)
    furniture = furnish(database)
    # Closing the last connection empties the write-ahead log, so the file is whole.
    database.close()
    return path, furniture


@pytest.fixture
def door(tmp_path: Path, furnished: tuple[Path, Furniture]) -> Iterator[Door]:
    """The console of a small town with people of every role."""
    template, furniture = furnished
    path = tmp_path / "town.sqlite3"
    shutil.copy(template, path)
    database = open_database(f"sqlite:///{path}", RING)
    yield open_door(database, furniture)
    database.close()

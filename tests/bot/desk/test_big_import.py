"""A long list comes in while people write: everybody is answered, from the old list or the new one, never from half.

Small here; thirty thousand rows with MADOGUCHI_TEST_SIZE=full.
"""

import os
import threading

import pytest

from bot.bootstrap.desk import texts_of
from bot.desk.directories import Directories
from bot.desk.importing import confirm_import, present_files, preview_import
from bot.desk.town import Town
from bot.desk.towns import Towns
from bot.randomness import SystemRandomness
from knowledge.opendata.reading import OpenDataFile, read_open_data
from routing.consultation import Actor, MunicipalitySlug
from storage.database import Database
from storage.history import By
from storage.transaction import Transaction
from tests.bot.desk.chat import Chat, open_desk
from tests.clocks import OFFICE_HOURS
from tests.knowledge.opendata import lists

ROWS = 30_000 if os.environ.get("MADOGUCHI_TEST_SIZE") == "full" else 300


def bring(database: Database, slug: MunicipalitySlug, rows: int) -> None:
    content = lists.csv_of(lists.OLD_CARE, *lists.many(rows))
    with database.reading() as tx:
        files, base = present_files(tx, slug)
    preview = preview_import(
        files, base, slug, lambda now: read_open_data(OpenDataFile("care.csv", content), now)
    )
    with database.transaction() as tx:
        by = By(Actor.OPERATOR, OFFICE_HOURS)
        confirm_import(tx, preview, source="care.csv", by=by, randomness=SystemRandomness())


@pytest.mark.timeout(600)
def test_everybody_is_answered_during_an_import_and_no_list_is_ever_half(chat: Chat) -> None:
    directories, sizes, wrong = Directories(texts_of), set(), []
    with chat.database.reading() as tx:
        before = len(directories.of(tx, chat.slug).directory)
    importing = threading.Thread(target=bring, args=(chat.database, chat.slug, ROWS))
    importing.start()
    asked = 0
    while importing.is_alive() or asked < 2:
        asked += 1
        answer = chat.say(f"resident-{asked}", "庭の草が伸びて困っています")
        if "シルバー人材センター" not in answer:
            wrong.append(answer)
        with chat.database.reading() as tx:
            sizes.add(len(directories.of(tx, chat.slug).directory))
    importing.join()
    with chat.database.reading() as tx:
        sizes.add(len(directories.of(tx, chat.slug).directory))
    assert wrong == []
    assert sizes <= {before, before + ROWS}
    assert before + ROWS in sizes


def test_while_a_new_version_is_being_read_messages_are_answered_from_the_old_one(
    sqlite_database: Database,
) -> None:
    reading, go_on = threading.Event(), threading.Event()

    class Slow(Towns):
        def _make(self, tx: Transaction, slug: MunicipalitySlug, version: int, learned: int) -> Town:
            if version > 1:
                reading.set()
                assert go_on.wait(30)
            return super()._make(tx, slug, version, learned)

    desk = open_desk(sqlite_database, on_duty=("hana",))
    towns = Slow(texts_of)
    with sqlite_database.reading() as tx:
        assert towns.of(tx, desk.slug).version == 1
    bring(sqlite_database, desk.slug, 3)
    reader = threading.Thread(target=towns.get_ready, args=(sqlite_database, desk.slug))
    reader.start()
    assert reading.wait(30)
    with sqlite_database.reading() as tx:
        assert towns.of(tx, desk.slug).version == 1
    go_on.set()
    reader.join()
    with sqlite_database.reading() as tx:
        assert towns.of(tx, desk.slug).version == 2

"""Processes that come and go while people write: stopped gracefully, upgraded one by one, many beside one another."""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from bot.bootstrap.desk import texts_of
from bot.desk.importing import confirm_import, present_files, preview_import
from bot.desk.towns import Towns
from bot.randomness import SystemRandomness
from knowledge.csv_folder import read_csv_folder
from routing.consultation import Actor
from storage.database import Database
from storage.history import By
from storage.schema import NEWEST, SchemaError, is_current, upgrade
from storage.tables.accounts import accounts
from storage.tables.duty import digests
from tests.bot.desk.chat import FILES, open_desk
from tests.faults.processes import until
from tests.faults.running import Town, running_processes
from tests.knowledge.towns import with_cells

FULL = os.environ.get("MADOGUCHI_TEST_SIZE") == "full"
MANY = 4 if FULL else 2
"""Worker processes, and as many of the web."""


@contextmanager
def people_writing(town: Town, *, pause: float) -> Iterator[None]:
    """Let people write one after another until the block ends."""
    over = threading.Event()

    def write() -> None:
        for number in range(400):
            if over.is_set():
                return
            town.say(town.people[number % len(town.people)])
            time.sleep(pause)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def leases(town: Town) -> frozenset[str]:
    with town.database.reading() as tx:
        return tx.leases.holders(now=datetime.now(UTC))


def expand(database: Database) -> None:
    """Do to the tables what a migration of the next release may do: add a table, add a column, move the mark."""
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE added_later (id VARCHAR(36) PRIMARY KEY)"))
        connection.execute(text("ALTER TABLE outgoing ADD COLUMN added_later VARCHAR(36)"))
        connection.execute(text("ALTER TABLE events ADD COLUMN added_later INTEGER DEFAULT 0"))
        connection.execute(
            text("UPDATE alembic_version SET version_num = :next"), {"next": step_after(NEWEST)}
        )


def step_after(step: str, by: int = 1) -> str:
    return f"{int(step) + by:04}"


@pytest.mark.timeout(300)
def test_under_load_processes_end_gracefully_and_go_on_over_a_schema_that_grew_meanwhile(
    database: Database, tmp_path: Path
) -> None:
    with running_processes(database, tmp_path, people=20) as town:
        (worker,) = town.workers
        with people_writing(town, pause=0.1):
            until(lambda: town.done_events() >= 5, "some are answered")
            assert worker.end() == 0
            assert leases(town) == frozenset()
            expand(database)
            assert town.web.end() == 0
            worker.start()
            town.web.start()
            town.web.wait_ready()
            seen = town.done_events()
            until(lambda: town.done_events() >= seen + 5, "more are answered over the new schema")
        town.settle(patience=90)
        town.check_promises()
        assert town.tally["uncertain answers"] == 0
        assert "schema.ahead" in town.web.log.read_text() + worker.log.read_text()


def test_a_schema_of_two_steps_ahead_is_left_alone_and_named(database: Database) -> None:
    assert is_current(database)
    with database.engine.begin() as connection:
        far = {"far": step_after(NEWEST, 2)}
        connection.execute(text("UPDATE alembic_version SET version_num = :far"), far)
    with pytest.raises(SchemaError, match=far["far"]):
        upgrade(database)


@pytest.mark.postgres
@pytest.mark.timeout(300)
def test_s11_many_workers_and_webs_make_one_digest_for_each_coordinator_and_one_answer_for_each_message(
    postgres_database: Database, tmp_path: Path
) -> None:
    with running_processes(
        postgres_database, tmp_path, people=12, workers=MANY, webs=MANY, start_workers=False
    ) as town:
        long_ago = datetime.now(UTC) - timedelta(days=20)
        with postgres_database.engine.begin() as connection:
            connection.execute(update(accounts).values(created_at=long_ago))
        for person in town.people * 2:
            town.say(person)
        town.start_workers()
        for worker in town.workers:
            worker.wait_ready()
        town.settle(patience=90)
        town.check_promises()
        with postgres_database.engine.begin() as connection:
            made = Counter(connection.execute(select(digests.c.account)).scalars())
        assert set(made.values()) == {1}
        assert len(made) >= 2


def test_new_knowledge_counts_in_every_process_with_its_next_message(database: Database) -> None:
    chat = open_desk(database)
    elsewhere = Towns(texts_of)
    with database.reading() as tx:
        before = elsewhere.of(tx, chat.slug)
        files, base = present_files(tx, chat.slug)
    first = before.profile.destinations[0]
    wanted = with_cells(FILES["hoozuki"], "destinations.csv", first.id, phone="0999-01-9876")
    preview = preview_import(files, base, chat.slug, lambda now: read_csv_folder(wanted, now))
    by = By(Actor.OPERATOR, chat.clock.now())
    with database.transaction() as tx:
        confirm_import(tx, preview, source="import", by=by, randomness=SystemRandomness())
    with database.reading() as tx:
        after = elsewhere.of(tx, chat.slug)
    assert after.version == before.version + 1
    assert "9876" in str(after.desks[first.id].phone)

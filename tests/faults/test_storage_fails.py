"""The database is full, read-only or away: LINE is told 500 so that it delivers again, and nothing is half done."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from bot.app import create_app
from bot.bootstrap.health import health_of
from bot.desk.handle import handle_next
from bot.desk.intake import StoringIntake
from bot.desk.standstill import alarm_if_still
from bot.desk.upkeep import beat
from bot.line.signature import sign
from bot.line.webhook import webhook_blueprint
from storage.database import Database, open_database
from storage.errors import StorageUnavailableError
from storage.tables.events import EventState
from tests.bot.desk.chat import SECRET, Chat, open_desk
from tests.databases import RING

BULB = "電球が切れて困っています"


@pytest.fixture
def chat(sqlite_database: Database) -> Chat:
    return open_desk(sqlite_database, on_duty=("hana",))


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """Let the database have no page more than it has: SQLite then says that the disk is full."""

    def no_more(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(database.engine, "connect", no_more)
    database.close()
    yield
    event.remove(database.engine, "connect", no_more)
    database.close()


@contextmanager
def read_only(database: Database) -> Iterator[Database]:
    """Open the same file so that nobody can write through it."""
    opened = open_database(f"sqlite:///file:{database.engine.url.database}?mode=ro&uri=true", RING)
    yield opened
    opened.close()


def web_of(chat: Chat, database: Database) -> FlaskClient:
    blueprint = webhook_blueprint(StoringIntake(database), clock=chat.clock)
    return create_app([blueprint], health=lambda: health_of(database, chat.clock)).test_client()


def counts(chat: Chat) -> dict[EventState, int]:
    with chat.database.reading() as tx:
        return tx.events.counts()


def test_a_full_disk_stores_all_or_nothing_and_the_redelivery_is_stored_once(chat: Chat) -> None:
    batch = [chat.text(f"p{number}", BULB * 100) for number in range(50)]
    with full_disk(chat.database):
        assert chat.post(*batch) == 500
        assert counts(chat) == {}
    assert chat.post(*batch) == 200
    assert chat.post(*batch) == 200
    assert counts(chat) == {EventState.WAITING: 50}


def test_a_read_only_database_makes_line_deliver_again(chat: Chat) -> None:
    body = json.dumps({"destination": "U0", "events": [chat.text("aki", BULB)]}).encode()
    signed = {"X-Line-Signature": sign(body, SECRET)}
    with read_only(chat.database) as database:
        web = web_of(chat, database)
        assert web.post(f"/line/{chat.slug}/webhook", data=body, headers=signed).status_code == 500
        assert web.get("/healthz").status_code == 503
    assert chat.post_body(body) == 200
    chat.work()
    assert len(chat.line.sent) == 1


def test_a_worker_that_cannot_write_is_mailed_within_a_minute_or_two(chat: Chat) -> None:
    beat(chat.desk)
    with full_disk(chat.database):
        chat.clock.advance(seconds=61)
        assert "no worker" in alarm_if_still(chat.desk, chat.mailer)[0]
    assert [mail.to for mail in chat.mailer.sent] == ["hana@desk.example"]


def test_an_event_that_meets_a_full_disk_while_it_is_handled_is_handled_later(chat: Chat) -> None:
    chat.post(*[chat.text(f"p{number}", BULB) for number in range(20)])
    with full_disk(chat.database):
        for _ in range(20):
            try:
                handle_next(chat.desk, "w")
            except StorageUnavailableError:
                break
    for _ in range(3):
        chat.wait(minutes=2)
    assert len(chat.line.sent) == 20
    assert counts(chat) == {EventState.DONE: 20}


def test_a_database_that_is_away_makes_line_deliver_again(chat: Chat) -> None:
    away = open_database("postgresql://nobody@127.0.0.1:9/none", RING)
    web = web_of(chat, away)
    body = b'{"destination": "U0", "events": []}'
    sent = web.post(f"/line/{chat.slug}/webhook", data=body, headers={"X-Line-Signature": sign(body, SECRET)})
    assert sent.status_code == 500
    assert web.get("/healthz").json == {"ok": False, "reasons": ["the database does not answer"]}

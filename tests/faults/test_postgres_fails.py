"""PostgreSQL is full or read-only: LINE is told 500 so that it delivers again, somebody gets mail, nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.bootstrap.health import health_of
from bot.desk.handle import handle_next
from bot.desk.health import look
from bot.desk.standstill import alarm_if_still
from bot.desk.upkeep import beat
from storage.database import Database
from storage.errors import StorageUnavailableError
from storage.tables.events import EventState
from tests.bot.desk.chat import Chat, open_desk

BULB = "電球が切れて困っています"
DISK_FULL, READ_ONLY = "53100", "25006"
"""The server's own codes for a disk that is full and for a database that takes no writes. Source: PostgreSQL's
appendix of error codes, classes 53 and 25."""

pytestmark = pytest.mark.postgres


@pytest.fixture
def chat(postgres_database: Database) -> Chat:
    return open_desk(postgres_database, on_duty=("hana",))


def run(database: Database, *statements: str) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@contextmanager
def refusing(chat: Chat, code: str) -> Iterator[None]:
    """Let every write fail by a code of the server, at the row that finds no room or no right to be written."""
    run(
        chat.database,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{code}'; END$$",
        *(
            f"CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION refuse()"
            for t in ("events", "outgoing", "messages", "heartbeats", "consultations")
        ),
    )
    yield
    run(chat.database, "DROP FUNCTION refuse CASCADE")


BROKEN = pytest.mark.parametrize("code", [DISK_FULL, READ_ONLY], ids=["full", "read-only"])


def counts(chat: Chat) -> dict[EventState, int]:
    with chat.database.reading() as tx:
        return tx.events.counts()


@BROKEN
def test_all_or_nothing_is_stored_and_the_redelivery_is_stored_once(chat: Chat, code: str) -> None:
    batch = [chat.text(f"p{number}", BULB) for number in range(20)]
    with refusing(chat, code):
        assert chat.post(*batch) == 500
        assert counts(chat) == {}
    assert chat.post(*batch) == 200
    assert chat.post(*batch) == 200
    assert counts(chat) == {EventState.WAITING: 20}


@BROKEN
def test_the_alarm_is_mailed_within_two_minutes_and_health_tells(chat: Chat, code: str) -> None:
    beat(chat.desk)
    assert look(chat.database, chat.clock.now()) == ()
    with refusing(chat, code):
        with pytest.raises(StorageUnavailableError):
            beat(chat.desk)
        chat.clock.advance(seconds=61)
        assert "no worker" in alarm_if_still(chat.desk, chat.mailer)[0]
        assert health_of(chat.database, chat.clock).reasons
    assert [mail.to for mail in chat.mailer.sent] == ["hana@desk.example"]


@BROKEN
def test_what_was_stored_before_is_handled_afterwards_once(chat: Chat, code: str) -> None:
    assert chat.post(*[chat.text(f"p{number}", BULB) for number in range(5)]) == 200
    with refusing(chat, code):
        for _ in range(3):
            with pytest.raises(StorageUnavailableError):
                handle_next(chat.desk, "w")
    for _ in range(3):
        chat.wait(minutes=2)
    assert counts(chat) == {EventState.DONE: 5}
    assert len(chat.line.sent) == 5

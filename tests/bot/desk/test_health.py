"""Signs of life: what is wrong shows within a minute, in `/healthz`, `/metrics` and a mail, without content."""

import pytest

from bot.bootstrap.health import health_of
from bot.bootstrap.metrics import metrics_of
from bot.desk.health import look
from bot.desk.standstill import alarm_if_still
from bot.desk.upkeep import beat
from routing.outgoing import CallOutcome
from storage.database import Database
from tests.bot.desk.chat import Chat, line_id, open_desk

BULB = "電球が切れて困っています"
DANGER = "隣のおじいさんが三日も姿を見せません。新聞もたまっています"


@pytest.fixture
def chat(sqlite_database: Database) -> Chat:
    chat = open_desk(sqlite_database, on_duty=("hana",))
    beat(chat.desk)
    return chat


def wrong(chat: Chat) -> str:
    return "; ".join(look(chat.database, chat.clock.now()))


def test_a_desk_at_work_is_well(database: Database) -> None:
    chat = open_desk(database, on_duty=("hana",))
    beat(chat.desk)
    chat.say("aki", BULB)
    assert health_of(chat.database, chat.clock).reasons == ()


def test_a_worker_that_stands_still_shows_after_a_minute(chat: Chat) -> None:
    chat.clock.advance(seconds=59)
    assert wrong(chat) == ""
    chat.clock.advance(seconds=2)
    assert "no worker" in wrong(chat)


def test_an_event_that_nobody_takes_up_shows_after_a_minute(chat: Chat) -> None:
    chat.post(chat.text("aki", BULB))
    chat.clock.advance(seconds=61)
    beat(chat.desk)
    assert wrong(chat) == "an event has waited for more than a minute"
    chat.work()
    assert wrong(chat) == ""


def test_a_message_that_waits_for_line_is_no_standstill_of_the_inbox(chat: Chat) -> None:
    chat.line.tell(*[CallOutcome.UNREACHABLE] * 50)
    chat.say("aki", BULB)
    beat(chat.desk)
    assert wrong(chat) == ""


def test_metrics_tell_counts_and_ages_and_nothing_personal(chat: Chat) -> None:
    chat.say("aki", DANGER)
    chat.post(chat.text("bun", BULB))
    chat.clock.advance(seconds=30)
    told = metrics_of(chat.database, chat.clock)
    assert "madoguchi_up 1.0" in told
    assert 'madoguchi_age_seconds{of="inbox"} 30.0' in told
    assert 'madoguchi_events{state="waiting"} 1.0' in told
    assert 'madoguchi_alerts_open{state="sent"} 1.0' in told
    for personal in ("aki", line_id("aki"), "新聞", chat.slug, "hana"):
        assert personal not in told


def test_a_database_that_does_not_answer_is_told_and_nothing_breaks(chat: Chat) -> None:
    chat.database.close()
    path = chat.database.engine.url.database
    assert path is not None
    with open(path, "r+b") as file:  # noqa: PTH123 - the file is spoilt on purpose
        file.write(b"no database" * 100)
    assert wrong(chat) == "the database does not answer"
    assert "madoguchi_up 0.0" in metrics_of(chat.database, chat.clock)
    assert alarm_if_still(chat.desk, chat.mailer) == ("the database does not answer",)


def test_a_standstill_is_mailed_once_an_hour_to_those_responsible(chat: Chat) -> None:
    assert alarm_if_still(chat.desk, chat.mailer) == ()
    chat.clock.advance(minutes=5)
    assert alarm_if_still(chat.desk, chat.mailer)
    assert alarm_if_still(chat.desk, chat.mailer)
    (mail,) = chat.mailer.sent
    assert (mail.to, "5分" in mail.body) == ("hana@desk.example", True)
    chat.clock.advance(minutes=61)
    alarm_if_still(chat.desk, chat.mailer)
    assert len(chat.mailer.sent) == 2

"""Clocks: midnight and month's end in Tokyo on a server of any zone, a leap day, and a clock that is set back."""

import os
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.desk.escalation import escalate_due
from bot.desk.handle import LEASE as HANDLING
from bot.desk.handle import handle_next
from bot.desk.quota import first_of_month
from bot.desk.rounds import send_due_rounds
from bot.desk.upkeep import rescue
from routing.outgoing import CallOutcome
from storage.database import Database
from tests.bot.desk.chat import Chat, line_id, open_desk
from tests.bot.desk.test_digest import BULB, at, digests_to, report
from tests.clocks import TOKYO, StillClock

DANGER = "隣のおじいさんが三日も姿を見せません。新聞もたまっています"


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def zone_of_the_server(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let this process stand in a zone, as a container in UTC does."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def desk_at(database: Database, *moment: int) -> Chat:
    return open_desk(database, on_duty=("hana", "sora"), clock=StillClock(at(*moment)))


@pytest.mark.usefixtures("zone_of_the_server")
@pytest.mark.parametrize(
    ("last", "first"),
    [
        ((2026, 11, 17), (2026, 11, 18)),
        ((2027, 3, 31), (2027, 4, 1)),
        ((2028, 2, 28), (2028, 2, 29)),
        ((2028, 2, 29), (2028, 3, 1)),
    ],
)
def test_s11_the_last_second_and_the_first_fall_on_their_days_on_a_server_of_any_zone(
    sqlite_database: Database, last: tuple[int, int, int], first: tuple[int, int, int]
) -> None:
    chat = desk_at(sqlite_database, *last, 23, 59, 59)
    chat.say("aki", BULB)
    chat.clock.set(at(*first, 0, 0, 0))
    chat.say("bun", BULB)
    for day in (last, first):
        assert "新しい相談 1件" in report(chat, datetime(*day, tzinfo=TOKYO).date())


@pytest.mark.usefixtures("zone_of_the_server")
def test_s11_the_digest_comes_at_half_past_eight_in_tokyo_on_a_server_of_any_zone(
    sqlite_database: Database,
) -> None:
    chat = desk_at(sqlite_database, 2028, 2, 28, 18, 0)
    chat.say("aki", BULB)
    chat.clock.set(at(2028, 2, 29, 8, 29, 59))
    assert chat.digest() == 0
    chat.clock.set(at(2028, 2, 29, 8, 30, 0))
    assert chat.digest() == 2


@pytest.mark.usefixtures("zone_of_the_server")
def test_the_month_of_line_turns_at_midnight_in_tokyo() -> None:
    assert str(first_of_month(at(2027, 3, 31, 23, 59, 59))) == "2027-03-01"
    assert str(first_of_month(at(2027, 4, 1, 0, 0, 0))) == "2027-04-01"


def test_an_event_received_before_the_clock_was_set_back_is_answered_at_once(database: Database) -> None:
    chat = desk_at(database, 2026, 11, 24, 10, 0)
    assert chat.post(chat.text("aki", BULB)) == 200
    chat.clock.advance(hours=-1)
    chat.work()
    assert [sent.to for sent in chat.line.sent if line_id("aki") in sent.to]


def test_an_answer_owed_before_the_clock_was_set_back_goes_out_at_once_and_once(database: Database) -> None:
    chat = desk_at(database, 2026, 11, 24, 10, 0)
    assert chat.post(chat.text("aki", BULB)) == 200
    assert handle_next(chat.desk, "w")
    chat.clock.advance(hours=-1)
    chat.work()
    chat.wait(hours=2)
    assert len(chat.line.sent) == 1


def test_a_failing_line_is_not_called_without_rest_after_the_clock_was_set_back(database: Database) -> None:
    chat = desk_at(database, 2026, 11, 24, 10, 0)
    assert chat.post(chat.text("aki", BULB)) == 200
    assert handle_next(chat.desk, "w")
    chat.clock.advance(hours=-1)
    chat.line.tell(*[CallOutcome.UNREACHABLE] * 50)
    chat.work()
    assert len(chat.line.calls) == 1


@pytest.mark.parametrize("rescued", [True, False])
def test_what_a_worker_held_that_died_before_the_clock_was_set_back_is_taken_up(
    database: Database, *, rescued: bool
) -> None:
    chat = desk_at(database, 2026, 11, 24, 10, 0)
    assert chat.post(chat.text("aki", BULB)) == 200
    with chat.database.transaction() as tx:
        assert tx.events.claim(now=chat.clock.now(), lease=HANDLING, worker="dies") is not None
    chat.clock.advance(hours=-1)
    if rescued:
        assert rescue(chat.desk, lambda name: name == "dies") == 1
    chat.work()
    assert len(chat.line.sent) == 1


def test_a_lease_of_now_holds_after_the_clock_was_set_back(database: Database) -> None:
    chat = desk_at(database, 2026, 11, 24, 10, 0)
    assert chat.post(chat.text("aki", BULB)) == 200
    chat.clock.advance(hours=-1)
    with chat.database.transaction() as tx:
        assert tx.events.claim(now=chat.clock.now(), lease=HANDLING, worker="one") is not None
    with chat.database.transaction() as tx:
        assert tx.events.claim(now=chat.clock.now(), lease=HANDLING, worker="two") is None


def test_s10_an_alert_calls_the_next_in_time_although_the_clock_was_set_back(database: Database) -> None:
    chat = desk_at(database, 2026, 11, 24, 10, 0)
    chat.say("aki", DANGER)
    chat.clock.advance(hours=-1)
    for _ in range(3):
        escalate_due(chat.desk)
        chat.work()
    assert chat.line.pushed_to(line_id("sora")) == []
    chat.clock.advance(minutes=15)
    escalate_due(chat.desk)
    chat.work()
    assert len(chat.line.pushed_to(line_id("sora"))) == 1


def test_s11_a_clock_set_back_over_the_digests_hour_makes_no_second_digest(database: Database) -> None:
    chat = desk_at(database, 2026, 11, 16, 18, 0)
    chat.say("aki", BULB)
    chat.clock.set(at(2026, 11, 17, 9, 0))
    assert chat.digest() == 2
    chat.clock.set(at(2026, 11, 17, 8, 0))
    assert chat.digest() == 0
    chat.clock.set(at(2026, 11, 17, 8, 30))
    assert chat.digest() == 0
    chat.clock.set(at(2026, 11, 18, 8, 30))
    assert chat.digest() == 2
    assert len(digests_to(chat, "hana")) == 2


def test_a_clock_set_back_over_a_round_makes_no_second_round(database: Database) -> None:
    chat = desk_at(database, 2026, 11, 24, 10, 0)
    chat.say("aki", DANGER)
    chat.tap("hana", "確認しました")
    chat.clock.set(at(2026, 11, 24, 13, 5))
    assert send_due_rounds(chat.desk) == 2
    chat.clock.set(at(2026, 11, 24, 12, 5))
    assert send_due_rounds(chat.desk) == 0
    chat.clock.set(at(2026, 11, 24, 13, 1))
    assert send_due_rounds(chat.desk) == 0

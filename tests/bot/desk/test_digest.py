"""The daily digest by a clock that is moved: one for each coordinator and day, late rather than never."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.desk.digest import compose_day, send_due_digests
from bot.desk.quota import month_of, watch_quota
from bot.desk.turn import Turn
from routing.quota import Month
from storage.database import Database
from storage.selection import Selection
from tests.bot.desk.chat import FILES, Chat, line_id, open_desk, words
from tests.clocks import TOKYO, StillClock

BULB = "電球が切れて困っています"
MONDAY_EVENING = datetime(2026, 11, 16, 18, 0, tzinfo=TOKYO)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=TOKYO)  # type: ignore[misc, arg-type]  # the zone is given


@pytest.fixture
def chat(sqlite_database: Database) -> Chat:
    return open_desk(sqlite_database, on_duty=("hana", "sora"), clock=StillClock(MONDAY_EVENING))


def digests_to(chat: Chat, person: str) -> list[str]:
    pushed = [words(sent.messages) for sent in chat.line.pushed_to(line_id(person))]
    return [text for text in pushed if "相談まとめ" in text]


def report(chat: Chat, day: date) -> str:
    with chat.database.reading() as tx:
        return compose_day(Turn(chat.desk, tx, chat.desk.towns.of(tx, chat.slug), chat.clock.now()), day).text


def test_s11_one_digest_a_day_at_the_hour_whatever_is_restarted(database: Database) -> None:
    chat = open_desk(database, on_duty=("hana", "sora"), clock=StillClock(MONDAY_EVENING))
    chat.say("aki", BULB)
    chat.clock.set(at(2026, 11, 17, 8, 29, 59))
    assert chat.digest() == 0
    chat.clock.set(at(2026, 11, 17, 8, 30))
    assert chat.digest() == 2
    for minutes in (0, 1, 60, 600):
        chat.clock.advance(minutes=minutes)
        assert chat.digest() == 0
    (digest,) = digests_to(chat, "hana")
    assert "新しい相談 1件" in digest
    assert len([mail for mail in chat.mailer.sent if mail.to == "sora@desk.example"]) == 1


def test_s11_a_memo_before_midnight_and_one_at_midnight_fall_on_different_days(chat: Chat) -> None:
    chat.clock.set(at(2026, 11, 17, 23, 59, 59))
    chat.say("aki", BULB)
    chat.clock.set(at(2026, 11, 18, 0, 0, 0))
    chat.say("bun", BULB)
    assert "新しい相談 1件" in report(chat, date(2026, 11, 17))
    assert "新しい相談 1件" in report(chat, date(2026, 11, 18))
    assert "新しい相談はありませんでした" not in report(chat, date(2026, 11, 17))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((2027, 3, 31), (2027, 4, 1)),
        ((2028, 2, 28), (2028, 2, 29)),
        ((2028, 2, 29), (2028, 3, 1)),
        ((2026, 12, 31), (2027, 1, 1)),
    ],
)
def test_s11_the_turn_of_month_leap_day_and_year_part_memos_in_tokyo(
    chat: Chat, first: tuple[int, int, int], second: tuple[int, int, int]
) -> None:
    chat.clock.set(at(*first, 23, 59, 59))
    chat.say("aki", BULB)
    chat.clock.set(at(*second, 0, 0, 0))
    chat.say("bun", BULB)
    assert "新しい相談 1件" in report(chat, date(*first))
    assert "新しい相談 1件" in report(chat, date(*second))


def test_s11_the_counts_of_a_day_are_those_of_the_database(chat: Chat) -> None:
    for person in ("aki", "bun", "chi"):
        chat.say(person, BULB)
    start = at(2026, 11, 16)
    with chat.database.reading() as tx:
        counted = tx.consultations.count(
            Selection(chat.slug, received_from=start, received_until=start + timedelta(days=1))
        )
    assert counted == 3
    assert f"新しい相談 {counted}件" in report(chat, date(2026, 11, 16))


def test_a_digest_comes_late_rather_than_never(chat: Chat) -> None:
    chat.say("aki", BULB)
    chat.clock.set(at(2026, 11, 17, 16, 45))
    assert chat.digest() == 2


def test_after_two_days_off_one_digest_covers_both(chat: Chat) -> None:
    chat.clock.set(at(2026, 11, 20, 8, 30))
    chat.digest()
    chat.clock.set(at(2026, 11, 21, 12, 0))
    chat.say("aki", BULB)
    chat.clock.set(at(2026, 11, 22, 12, 0))
    chat.say("bun", BULB)
    assert chat.digest() == 0
    # Monday the 23rd is a holiday.
    chat.clock.set(at(2026, 11, 24, 8, 30))
    assert chat.digest() == 2
    assert "新しい相談 2件" in digests_to(chat, "hana")[-1]
    assert len(digests_to(chat, "hana")) == 2


def test_a_worker_that_was_down_for_two_days_sends_one(chat: Chat) -> None:
    chat.clock.set(at(2026, 11, 17, 8, 30))
    chat.digest()
    chat.say("aki", BULB)
    chat.clock.set(at(2026, 11, 19, 11, 0))
    assert chat.digest() == 2
    assert len(digests_to(chat, "hana")) == 2


def test_a_clock_set_back_an_hour_brings_no_second_digest(chat: Chat) -> None:
    chat.clock.set(at(2026, 11, 17, 8, 40))
    assert chat.digest() == 2
    chat.clock.set(at(2026, 11, 17, 7, 40))
    assert chat.digest() == 0
    chat.clock.set(at(2026, 11, 17, 8, 40))
    assert chat.digest() == 0
    assert len(digests_to(chat, "hana")) == 1


def test_a_memo_is_in_exactly_one_digest(chat: Chat) -> None:
    moments = [(17, 8, 29, 59), (17, 8, 30, 0), (17, 23, 59, 59), (18, 0, 0, 0), (18, 8, 29, 59)]
    told = 0
    for number, (day, hour, minute, second) in enumerate(moments):
        chat.clock.set(at(2026, 11, day, hour, minute, second))
        chat.digest()
        chat.say(f"p{number}", BULB)
    chat.clock.set(at(2026, 11, 19, 8, 30))
    chat.digest()
    for digest in digests_to(chat, "hana"):
        told += sum(
            int(line.split()[1][:-1]) for line in digest.splitlines() if line.startswith("新しい相談 ")
        )
    assert told == len(moments)


def test_s11_an_empty_day_brings_nothing_where_the_town_says_so_and_the_next_covers_it(
    sqlite_database: Database,
) -> None:
    hoozuki = FILES["hoozuki"]
    plan = hoozuki.contents["municipality.toml"]
    assert b'empty = "note"' in plan
    quiet = {**hoozuki.contents, "municipality.toml": plan.replace(b'empty = "note"', b'empty = "nothing"')}
    clock = StillClock(MONDAY_EVENING)
    files = replace(hoozuki, contents=quiet)
    chat = open_desk(sqlite_database, on_duty=("hana",), clock=clock, files=files)
    chat.clock.set(at(2026, 11, 17, 8, 30))
    chat.digest()
    assert (digests_to(chat, "hana"), chat.mailer.sent) == ([], [])
    chat.say("aki", BULB)
    chat.clock.set(at(2026, 11, 18, 8, 30))
    chat.digest()
    (digest,) = digests_to(chat, "hana")
    assert "新しい相談 1件" in digest


def test_s11_an_empty_day_brings_a_short_note(chat: Chat) -> None:
    chat.clock.set(at(2026, 11, 17, 8, 30))
    chat.digest()
    assert "新しい相談はありませんでした" in digests_to(chat, "hana")[0]


def test_a_digest_carries_no_word_of_a_matter(chat: Chat) -> None:
    chat.say("aki", BULB)
    chat.clock.set(at(2026, 11, 17, 8, 30))
    chat.digest()
    everything = digests_to(chat, "hana")[0] + "".join(mail.body for mail in chat.mailer.sent)
    assert "電球" not in everything


def test_a_town_that_fails_stops_no_other(chat: Chat) -> None:
    with chat.database.transaction() as tx:
        tx.municipalities.set_active(chat.slug, active=False)
    chat.clock.set(at(2026, 11, 17, 8, 30))
    assert chat.digest() == 0


def test_little_of_the_month_left_moves_digests_to_mail_and_says_so(chat: Chat) -> None:
    chat.line.limit = 30
    assert watch_quota(chat.desk, chat.lines) == 1
    with chat.database.reading() as tx:
        assert month_of(tx, chat.slug, chat.clock.now()) == Month(30, 0)
    chat.line.limit = 1000
    watch_quota(chat.desk, chat.lines)
    with chat.database.reading() as tx:
        assert month_of(tx, chat.slug, chat.clock.now()) == Month(1000, 0)
    chat.line.limit = 20
    watch_quota(chat.desk, chat.lines)
    chat.clock.set(at(2026, 11, 17, 8, 30))
    assert chat.digest() == 2
    assert digests_to(chat, "hana") == []
    (mail,) = [mail for mail in chat.mailer.sent if mail.to == "hana@desk.example"]
    assert "今月のLINE残り 20通" in mail.body


def test_alerts_still_go_by_line_when_only_the_reserve_is_left(chat: Chat) -> None:
    chat.line.limit = 20
    watch_quota(chat.desk, chat.lines)
    chat.say("aki", "隣のおじいさんが三日も姿を見せません。新聞もたまっています")
    assert len(chat.line.pushed_to(line_id("hana"))) == 1


def test_two_runs_at_once_make_one_digest(database: Database) -> None:
    chat = open_desk(database, on_duty=("hana",), clock=StillClock(MONDAY_EVENING))
    chat.clock.set(at(2026, 11, 17, 8, 30))
    assert send_due_digests(chat.desk) + send_due_digests(chat.desk) == 1


def test_numbers_and_destinations_that_nobody_checked_for_long_are_told(chat: Chat) -> None:
    assert "確かめてから180日" not in report(chat, date(2026, 11, 16))
    chat.clock.set(at(2027, 6, 1, 9, 0))
    told = report(chat, date(2027, 6, 1))
    assert re.search(r"緊急の電話番号 \d+件が、確かめてから180日を過ぎました", told)
    assert re.search(r"相談先 \d+件が、確かめてから180日を過ぎました", told)

"""Alerts by a clock that is moved: who is called when, until somebody has written down what was done."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.desk.alert_answers import close_alert, record_action
from bot.desk.escalation import close_settled, escalate_due
from bot.desk.rounds import send_due_rounds
from bot.desk.safety_clock import confirm_safety, safety_deadline
from routing.alert import AlertState, AttemptFate
from routing.consultation import AccountId, Actor, ConsultationState, IllegalStepError, Outcome
from routing.duty import Absence
from routing.outgoing import CallOutcome, Medium, OutgoingState
from routing.urgency import Level
from storage.alerts import AlertAttempt
from storage.database import Database
from storage.history import By
from tests.bot.desk.chat import Chat, employ, line_id, open_desk, words
from tests.clocks import TOKYO, StillClock

DANGER = "隣のおじいさんが三日も姿を見せません。新聞もたまっています"
LIFE = "母が倒れて息をしていません"
CHILD = "隣の子どもが毎晩殴られて泣いています"
OFFICE = "mon-fri 08:30-17:15"


@pytest.fixture
def chat(sqlite_database: Database) -> Chat:
    return open_desk(sqlite_database, on_duty=("hana", "sora", "umi"))


def tick(chat: Chat, **span: float) -> None:
    """Let time pass, take what steps are due, and send."""
    chat.clock.advance(**span)
    escalate_due(chat.desk)
    chat.work()


def alerts_to(chat: Chat, person: str) -> list[str]:
    """Return the first lines of what a coordinator got by LINE."""
    return [words(sent.messages).splitlines()[0] for sent in chat.line.pushed_to(line_id(person))]


def mails_to(chat: Chat, person: str) -> int:
    return sum(mail.to == f"{person}@desk.example" for mail in chat.mailer.sent)


def attempts(chat: Chat) -> tuple[AlertAttempt, ...]:
    with chat.database.reading() as tx:
        return tx.alerts.attempts(chat.alerts()[0].id)


def act(chat: Chat, person: str) -> None:
    with chat.database.transaction() as tx:
        alert = tx.alerts.get(chat.alerts()[0].id)
        assert record_action(tx, alert, AccountId(f"account-{person}"), "訪問した", chat.clock.now())


def test_s10_an_alert_is_sent_once_again_after_the_interval_and_then_to_the_next(database: Database) -> None:
    chat = open_desk(database, on_duty=("hana", "sora", "umi"))
    chat.say("aki", DANGER)
    tick(chat)
    tick(chat, seconds=30)
    assert (len(alerts_to(chat, "hana")), mails_to(chat, "hana")) == (1, 1)
    assert alerts_to(chat, "sora") == []
    tick(chat, minutes=15)
    tick(chat, seconds=30)
    assert ["まだ確認されていません" in line for line in alerts_to(chat, "hana")] == [False, True]
    assert ["次の担当者へ" in line for line in alerts_to(chat, "sora")] == [True]
    tick(chat, minutes=15)
    assert (len(alerts_to(chat, "hana")), len(alerts_to(chat, "sora")), len(alerts_to(chat, "umi"))) == (
        3,
        2,
        1,
    )


def test_s10_after_the_acknowledgement_nobody_else_is_called_and_a_restart_sends_nothing(chat: Chat) -> None:
    chat.say("aki", DANGER)
    assert "確認しました" in chat.tap("hana", "確認しました")
    again = Chat(chat.database, chat.desk, chat.clock, chat.profile, chat.web, chat.lines, chat.mailer)
    tick(again, minutes=15)
    tick(again, minutes=15)
    assert (len(alerts_to(chat, "hana")), alerts_to(chat, "sora")) == (1, [])


def test_s10_a_failed_push_is_tried_again_and_every_attempt_has_its_fate(chat: Chat) -> None:
    chat.post(chat.text("aki", DANGER))
    # Three calls fail: the resident's answer by its token, its push, and the alert.
    chat.line.tell(*[CallOutcome.SERVER_ERROR] * 3)
    chat.work()
    assert {a.medium: a.fate for a in attempts(chat)} == {
        Medium.LINE: AttemptFate.QUEUED,
        Medium.MAIL: AttemptFate.ACCEPTED,
    }
    tick(chat, seconds=7)
    assert {a.fate for a in attempts(chat)} == {AttemptFate.ACCEPTED}
    assert len(alerts_to(chat, "hana")) == 1


def test_s10_two_workers_take_a_step_once(database: Database) -> None:
    chat = open_desk(database, on_duty=("hana", "sora"))
    chat.say("aki", DANGER)
    chat.clock.advance(minutes=15)
    with chat.database.reading() as tx:
        (due,) = tx.alerts.due(chat.clock.now())
    assert escalate_due(chat.desk) == 1
    with chat.database.transaction() as tx:
        assert not tx.alerts.take_step(due, until=chat.clock.now())
    chat.work()
    assert len(alerts_to(chat, "sora")) == 1


def test_where_no_channel_reaches_anybody_the_next_is_called_at_once(chat: Chat) -> None:
    chat.mailer.gone.add("hana@desk.example")
    chat.line.friends = {line_id("aki"), line_id("sora")}
    chat.say("aki", DANGER)
    tick(chat, seconds=1)
    assert len(alerts_to(chat, "sora")) == 1


def test_when_all_were_called_everybody_on_duty_is_called_every_hour(chat: Chat) -> None:
    chat.say("aki", DANGER)
    for _ in range(3):
        tick(chat, minutes=15)
    before = len(alerts_to(chat, "umi"))
    tick(chat, minutes=30)
    assert len(alerts_to(chat, "umi")) == before
    tick(chat, minutes=30)
    assert len(alerts_to(chat, "umi")) == before + 1


def test_twenty_messages_of_one_person_are_one_alert(chat: Chat) -> None:
    for _ in range(20):
        chat.say("aki", DANGER)
    assert len(chat.alerts()) == 1
    assert len(alerts_to(chat, "hana")) == 1


def test_danger_to_life_after_a_lesser_alert_sounds_again_for_all(chat: Chat) -> None:
    chat.say("aki", DANGER)
    chat.tap("hana", "確認しました")
    chat.say("aki", LIFE)
    (alert,) = chat.alerts()
    if alert.consultation == chat.consultations()[0].id:
        assert (alert.level, alert.state) == (Level.EMERGENCY, AlertState.SENT)
        assert "緊急" in alerts_to(chat, "sora")[-1]


def test_whoever_acknowledged_is_asked_what_was_done_and_then_all_are(chat: Chat) -> None:
    chat.say("aki", DANGER)
    chat.tap("hana", "確認しました")
    tick(chat, minutes=15)
    tick(chat, minutes=46)
    assert "対応が書かれていません" in alerts_to(chat, "hana")[-1]
    assert alerts_to(chat, "sora") == []
    tick(chat, minutes=60)
    assert "対応が書かれていません" in alerts_to(chat, "sora")[-1]
    assert chat.alerts()[0].state is AlertState.SENT


def test_a_recorded_action_ends_the_calling(chat: Chat) -> None:
    chat.say("aki", DANGER)
    act(chat, "hana")
    for _ in range(30):
        tick(chat, minutes=30)
    assert len(alerts_to(chat, "hana")) == 1
    assert chat.alerts() == ()


def test_an_alert_is_closed_with_its_consultation_once_its_action_stands(database: Database) -> None:
    chat = open_desk(database, on_duty=("hana", "sora"))
    chat.say("aki", DANGER)
    (alert,) = chat.alerts()
    close_consultation(chat)
    assert close_settled(chat.desk) == 0
    act(chat, "hana")
    assert (close_settled(chat.desk), close_settled(chat.desk)) == (1, 0)
    with chat.database.reading() as tx:
        assert tx.alerts.get(alert.id).state is AlertState.CLOSED
    tick(chat, hours=3)
    assert len(alerts_to(chat, "hana")) == 1


def test_an_alert_without_a_recorded_action_cannot_be_closed(chat: Chat) -> None:
    chat.say("aki", DANGER)
    for _ in range(2):
        with chat.database.transaction() as tx, pytest.raises(IllegalStepError):
            close_alert(tx, tx.alerts.get(chat.alerts()[0].id))
        chat.tap("hana", "確認しました")


def close_consultation(chat: Chat) -> None:
    case = chat.only()
    closed = replace(
        case, state=ConsultationState.CLOSED, outcome=Outcome.CONNECTED, closed_at=chat.clock.now()
    )
    with chat.database.transaction() as tx:
        tx.consultations.save(closed, By(Actor.COORDINATOR, chat.clock.now(), AccountId("account-hana")))


def test_with_nobody_on_duty_the_alert_waits_and_is_sent_when_duty_begins(sqlite_database: Database) -> None:
    night = StillClock(datetime(2026, 11, 21, 2, 0, tzinfo=TOKYO))
    chat = open_desk(sqlite_database, clock=night)
    employ(chat, "hana", "sora", hours=OFFICE)
    answer = chat.say("aki", DANGER)
    assert "110" in answer
    assert chat.alerts()[0].state is AlertState.NOBODY_ON_DUTY
    chat.clock.set(datetime(2026, 11, 23, 12, 0, tzinfo=TOKYO))  # a holiday
    tick(chat)
    assert alerts_to(chat, "hana") == []
    chat.clock.set(datetime(2026, 11, 24, 8, 29, 59, tzinfo=TOKYO))
    tick(chat)
    tick(chat, seconds=1)
    assert len(alerts_to(chat, "hana")) == 1
    assert chat.alerts()[0].state is AlertState.SENT


def test_an_absent_coordinator_is_passed_over_and_a_change_of_the_rota_is_seen(chat: Chat) -> None:
    now = chat.clock.now()
    with chat.database.transaction() as tx:
        away = Absence(AccountId("account-hana"), now - timedelta(hours=1), now + timedelta(days=1))
        tx.duty.add_absence("absence-1", chat.slug, away)
    chat.say("aki", DANGER)
    assert (alerts_to(chat, "hana"), len(alerts_to(chat, "sora"))) == ([], 1)


def test_an_empty_rota_that_is_filled_later_is_seen_within_minutes(sqlite_database: Database) -> None:
    chat = open_desk(sqlite_database)
    chat.say("aki", DANGER)
    employ(chat, "hana")
    tick(chat, minutes=5)
    assert len(alerts_to(chat, "hana")) == 1


def test_a_fixed_round_tells_the_number_of_open_urgent_cases_once(chat: Chat) -> None:
    chat.say("aki", DANGER)
    chat.tap("hana", "確認しました")
    send_due_rounds(chat.desk)
    chat.work()
    assert len(alerts_to(chat, "hana")) == 1  # raised after the round of nine o'clock
    chat.clock.set(datetime(2026, 11, 24, 13, 5, tzinfo=TOKYO))
    assert send_due_rounds(chat.desk) == 3
    assert send_due_rounds(chat.desk) == 0
    chat.work()
    assert "13:00の確認" in alerts_to(chat, "umi")[-1]


def test_a_child_must_be_seen_within_48_hours_holidays_included(sqlite_database: Database) -> None:
    friday = StillClock(datetime(2026, 11, 20, 17, 0, tzinfo=TOKYO))
    chat = open_desk(sqlite_database, clock=friday)
    employ(chat, "hana", "sora", hours=OFFICE)
    chat.say("aki", CHILD)
    case = chat.only()
    with chat.database.reading() as tx:
        assert safety_deadline(tx, case.id) == friday.now() + timedelta(hours=48)
    before = len(alerts_to(chat, "sora"))
    chat.wait(hours=24)
    assert len(alerts_to(chat, "sora")) == before + 1
    chat.wait(hours=24)
    assert "48時間を過ぎました" in alerts_to(chat, "sora")[-1]


def test_a_child_that_was_seen_ends_the_clock(chat: Chat) -> None:
    chat.say("aki", CHILD)
    case = chat.only()
    with chat.database.transaction() as tx:
        assert confirm_safety(tx, case, AccountId("account-hana"), chat.clock.now())
        assert not confirm_safety(tx, case, AccountId("account-hana"), chat.clock.now())
    before = len(alerts_to(chat, "hana"))
    chat.wait(hours=48)
    assert len(alerts_to(chat, "hana")) == before


def test_line_down_for_half_an_hour_alerts_go_by_mail_within_a_minute_and_the_rest_afterwards_in_order_once(
    database: Database,
) -> None:
    chat = open_desk(database, on_duty=("hana", "sora"))
    chat.line.tell(*[CallOutcome.UNREACHABLE] * 5000)
    people = [f"p{n}" for n in range(4)]
    mailed_after = []
    for minute in range(30):
        if minute % 7 == 0:
            for person in people:
                chat.post(chat.text(person, f"電球が切れて困っています。{minute}"))
        if minute in {3, 17}:
            chat.post(chat.text(f"danger-{minute}", DANGER))
            began, before = chat.clock.now(), len(chat.mailer.sent)
            tick(chat)
            while len(chat.mailer.sent) == before:
                tick(chat, seconds=5)
            mailed_after.append(chat.clock.now() - began)
        tick(chat, minutes=1)
    assert all(span < timedelta(minutes=1) for span in mailed_after)
    assert len(mailed_after) == 2
    assert chat.line.sent == []
    chat.line._told.clear()
    for _ in range(90):
        tick(chat, minutes=1)
    assert len(chat.line.sent) == len({sent.retry_key for sent in chat.line.sent if sent.retry_key})
    with chat.database.reading() as tx:
        assert {state for _, state in tx.outgoing.counts()} <= {OutgoingState.ACCEPTED, OutgoingState.VOID}
    for person in people:
        pushed = chat.line.pushed_to(line_id(person))
        said = [message.outgoing for message in chat.messages(person) if message.outgoing is not None]
        assert [sent.retry_key for sent in pushed] == said
        assert len(said) == 5
    for minute in (3, 17):
        (answer,) = chat.line.pushed_to(line_id(f"danger-{minute}"))
        assert "110" in words(answer.messages)


def test_alerts_carry_no_word_of_the_matter(chat: Chat) -> None:
    chat.say("aki", DANGER)
    for _ in range(4):
        tick(chat, minutes=15)
    everything = "".join(
        words(sent.messages)
        for name in ("hana", "sora", "umi")
        for sent in chat.line.pushed_to(line_id(name))
    ) + "".join(mail.subject + mail.body for mail in chat.mailer.sent)
    assert "新聞" not in everything
    assert "おじいさん" not in everything

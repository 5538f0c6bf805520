"""Delivery against a LINE that fails in every way: nothing twice, nothing lost, nothing held up."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.handle import handle_next
from bot.ports import CallResult
from routing.outgoing import CallOutcome, Lane, Medium, OutgoingId, OutgoingState, Via
from storage.database import Database
from storage.outgoing import OutgoingRecord, Owed
from tests.bot.desk.chat import Chat, line_id, open_desk, words
from tests.fakes import FakeLine

BULB = "電球が切れて困っています"
DANGER = "隣の家で子どもが殴られて泣いています"


@pytest.fixture
def chat(sqlite_database: Database) -> Chat:
    return open_desk(sqlite_database)


def owe(chat: Chat, name: str, **fields: object) -> Owed:
    now = chat.clock.now()
    plain = Owed(
        id=OutgoingId(chat.desk.randomness.new_id()),
        municipality=chat.slug,
        dedupe_key=name,
        lane=Lane.NORMAL,
        medium=Medium.LINE,
        recipient=line_id("aki"),
        payload=json.dumps([{"type": "text", "text": name}]),
        created_at=now,
        due_at=now,
    )
    owed = replace(plain, **fields)  # type: ignore[arg-type]
    with chat.database.transaction() as tx:
        assert tx.outgoing.add(owed)
    return owed


def found(chat: Chat, owed: Owed) -> OutgoingRecord:
    with chat.database.reading() as tx:
        return tx.outgoing.get(owed.id)


def state(chat: Chat, owed: Owed) -> OutgoingState:
    return found(chat, owed).state


def uncertain(chat: Chat) -> int:
    with chat.database.reading() as tx:
        return len(tx.outgoing.in_state(chat.slug, OutgoingState.UNCERTAIN))


def ask(chat: Chat, person: str, text: str) -> None:
    assert chat.post(chat.text(person, text)) == 200
    chat.work()


def test_an_answer_goes_by_its_reply_token_and_costs_nothing(database: Database) -> None:
    chat = open_desk(database)
    assert chat.say("aki", BULB)
    assert [sent.via for sent in chat.line.sent] == [Via.REPLY]


def test_an_answer_whose_token_is_spent_is_pushed_with_its_own_id_as_key(chat: Chat) -> None:
    assert chat.post(chat.text("aki", BULB)) == 200
    chat.clock.advance(seconds=55)
    chat.work()
    (sent,) = chat.line.sent
    assert sent.via is Via.PUSH
    assert len(sent.retry_key) == 36


def test_an_answer_that_another_bot_used_the_token_of_is_pushed(chat: Chat) -> None:
    chat.line.tell(CallOutcome.TOKEN_INVALID)
    ask(chat, "aki", BULB)
    assert [sent.via for sent in chat.line.sent] == [Via.PUSH]
    assert uncertain(chat) == 0


def test_a_server_error_at_the_reply_is_asked_again_by_the_same_token(chat: Chat) -> None:
    chat.line.tell(CallOutcome.SERVER_ERROR)
    ask(chat, "aki", BULB)
    assert chat.line.sent == []
    chat.wait(seconds=3)
    assert [sent.via for sent in chat.line.sent] == [Via.REPLY]
    assert uncertain(chat) == 0


def test_a_reply_that_arrived_without_an_answer_is_uncertain_and_never_pushed(database: Database) -> None:
    chat = open_desk(database)
    chat.line.tell(CallOutcome.NO_ANSWER, after_accepting=True)
    ask(chat, "aki", BULB)
    chat.wait(seconds=3)
    chat.wait(hours=2)
    assert chat.line.calls == ["reply", "reply"]
    assert len(chat.line.sent) == 1
    assert uncertain(chat) == 1


def test_an_uncertain_answer_is_repeated_at_the_next_contact_once(chat: Chat) -> None:
    chat.line.tell(*[CallOutcome.NO_ANSWER] * 9)
    ask(chat, "aki", BULB)
    for _ in range(8):
        chat.wait(seconds=10)
    assert uncertain(chat) == 1
    chat.line._told.clear()
    assert "前のお返事" in chat.say("aki", "買い物に行けなくて困っています")
    assert uncertain(chat) == 0
    assert "前のお返事" not in chat.say("aki", "買い物に行けなくて困っています")


def test_an_unknown_reply_about_danger_is_pushed_at_once_with_its_key(chat: Chat) -> None:
    chat.line.tell(CallOutcome.NO_ANSWER)
    ask(chat, "aki", DANGER)
    assert chat.line.calls == ["reply", "push"]
    (sent,) = chat.line.pushed_to(line_id("aki"))
    assert "110" in words(sent.messages)


def test_a_worker_that_died_during_a_reply_leaves_it_to_the_token(chat: Chat) -> None:
    assert chat.post(chat.text("aki", BULB)) == 200
    assert handle_next(chat.desk, "w")
    with chat.database.transaction() as tx:
        claimed = tx.outgoing.claim(now=chat.clock.now(), lease=timedelta(seconds=10), worker="dies")
        assert claimed is not None
        tx.outgoing.reply_started(claimed)
    chat.wait(seconds=11)
    assert [sent.via for sent in chat.line.sent] == [Via.REPLY]


def test_a_worker_that_died_during_a_reply_long_ago_leaves_it_uncertain(chat: Chat) -> None:
    assert chat.post(chat.text("aki", BULB)) == 200
    assert handle_next(chat.desk, "w")
    with chat.database.transaction() as tx:
        claimed = tx.outgoing.claim(now=chat.clock.now(), lease=timedelta(seconds=60), worker="dies")
        assert claimed is not None
        tx.outgoing.reply_started(claimed)
    chat.wait(seconds=61)
    assert chat.line.calls == []
    assert uncertain(chat) == 1


def test_a_push_is_repeated_with_its_key_and_reaches_the_person_once(chat: Chat) -> None:
    message = owe(chat, "a")
    chat.line.tell(CallOutcome.NO_ANSWER, after_accepting=True)
    chat.work()
    assert state(chat, message) is OutgoingState.QUEUED
    chat.wait(seconds=7)
    assert state(chat, message) is OutgoingState.ACCEPTED
    assert len(chat.line.sent) == 1


def test_a_push_is_not_repeated_when_line_may_have_forgotten_its_key(chat: Chat) -> None:
    message = owe(chat, "a")
    chat.line.tell(CallOutcome.NO_ANSWER, after_accepting=True)
    chat.work()
    chat.wait(hours=25)
    assert len(chat.line.sent) == 1
    assert (state(chat, message), found(chat, message).last_error) == (
        OutgoingState.DEAD,
        "not sent within the life of its retry key",
    )


def test_a_dead_message_goes_out_when_a_person_says_so(chat: Chat) -> None:
    message = owe(chat, "a")
    chat.line.tell(CallOutcome.REJECTED)
    chat.work()
    assert state(chat, message) is OutgoingState.DEAD
    with chat.database.transaction() as tx:
        assert tx.outgoing.try_again(message.id, now=chat.clock.now())
    chat.work()
    assert state(chat, message) is OutgoingState.ACCEPTED


def test_a_rate_limit_holds_its_lane_and_no_other(chat: Chat) -> None:
    owe(chat, "slow")
    owe(chat, "behind", recipient=line_id("bun"))
    chat.line.tell(CallOutcome.RATE_LIMITED)
    chat.work()
    owe(chat, "urgent", lane=Lane.URGENT)
    chat.work()
    assert [words(sent.messages) for sent in chat.line.sent] == ["urgent"]
    chat.wait(seconds=61)
    assert sorted(words(sent.messages) for sent in chat.line.sent) == ["behind", "slow", "urgent"]


def test_a_wrong_access_token_loses_nothing(chat: Chat) -> None:
    message = owe(chat, "a")
    chat.line.authorised = False
    for _ in range(5):
        chat.work()
        chat.clock.advance(seconds=61)
    assert (state(chat, message), found(chat, message).attempts) == (OutgoingState.QUEUED, 0)
    chat.line.authorised = True
    chat.work()
    assert state(chat, message) is OutgoingState.ACCEPTED


def test_a_town_without_a_channel_waits_for_one_and_others_go_on(chat: Chat) -> None:
    message = owe(chat, "a")
    mail = owe(
        chat, "b", medium=Medium.MAIL, recipient="a@desk.example", payload='{"subject": "s", "body": "b"}'
    )
    chat.lines.without.add(chat.slug)
    chat.work()
    assert (state(chat, message), state(chat, mail)) == (OutgoingState.QUEUED, OutgoingState.ACCEPTED)
    chat.lines.without.clear()
    chat.wait(minutes=2)
    assert state(chat, message) is OutgoingState.ACCEPTED


@pytest.mark.parametrize("payload", ["not json", '{"subject": "s"}', "[]"])
def test_an_unreadable_message_is_dead_and_a_hundred_behind_it_go_on(chat: Chat, payload: str) -> None:
    poison = owe(chat, "poison", payload=payload, medium=Medium.LINE if payload == "[]" else Medium.MAIL)
    good = [owe(chat, f"good-{n}", recipient=line_id(f"p{n}")) for n in range(10)]
    chat.work()
    assert state(chat, poison) is OutgoingState.DEAD
    assert {state(chat, message) for message in good} == {OutgoingState.ACCEPTED}


class Broken(FakeLine):
    def push(self, **_: object) -> CallResult:
        raise RuntimeError("broken")


def test_a_sender_that_raises_counts_as_no_answer(chat: Chat) -> None:
    message = owe(chat, "a")
    chat.lines.channels[chat.slug] = Broken()
    chat.work()
    assert state(chat, message) is OutgoingState.QUEUED
    chat.lines.channels[chat.slug] = FakeLine()
    chat.wait(seconds=7)
    assert state(chat, message) is OutgoingState.ACCEPTED


def test_what_comes_too_late_is_void(chat: Chat) -> None:
    message = owe(chat, "a", useful_until=chat.clock.now() + timedelta(minutes=1))
    chat.wait(minutes=2)
    assert state(chat, message) is OutgoingState.VOID
    assert chat.line.calls == []


def test_a_message_to_somebody_who_is_gone_is_dead(chat: Chat) -> None:
    message = owe(chat, "a")
    chat.line.friends = set()
    chat.work()
    assert (state(chat, message), found(chat, message).last_error) == (
        OutgoingState.DEAD,
        "recipient_gone: 400",
    )


def test_a_refused_connection_keeps_the_token_for_the_next_try(chat: Chat) -> None:
    chat.line.tell(CallOutcome.UNREACHABLE)
    ask(chat, "aki", BULB)
    chat.wait(seconds=7)
    assert [sent.via for sent in chat.line.sent] == [Via.REPLY]

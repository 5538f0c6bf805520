"""Beside another bot: what we do not answer goes to it unchanged, once, and is not lost while it is away."""

import json

import pytest

from bot.desk.forwarding import LEASE, Forwarding
from bot.line.signature import genuine, sign
from routing.outgoing import CallOutcome
from routing.sharing import ForwardState, OtherBot
from storage.database import Database
from storage.tables.events import EventState
from tests.bot.desk.chat import SECRET, Chat, Json, line_id, open_desk
from tests.fakes import FakeForwarder

URL = "https://bot.example/callback"
BULB = "電球が切れて困っています"
GARBAGE = "ごみ分別"


@pytest.fixture
def chat(database: Database) -> Chat:
    chat = open_desk(database)
    share(chat, OtherBot(URL, (GARBAGE,)))
    return chat


@pytest.fixture
def other() -> FakeForwarder:
    return FakeForwarder()


def share(chat: Chat, other: OtherBot | None) -> None:
    with chat.database.transaction() as tx:
        tx.municipalities.set_other_bot(chat.slug, other)


def body_of(*events: Json) -> bytes:
    return json.dumps({"destination": "U0", "events": list(events)}, ensure_ascii=False).encode()


def post(chat: Chat, body: bytes) -> None:
    assert chat.post_body(body, **{"X-Line-Signature": sign(body, SECRET), "User-Agent": "LineBot"}) == 200


def forward(chat: Chat, other: FakeForwarder, worker: str = "w") -> None:
    forwarding = Forwarding(chat.desk, other)
    while forwarding.forward_next(worker):
        pass


def states(chat: Chat) -> dict[ForwardState, int]:
    with chat.database.reading() as tx:
        return tx.forwarded.counts(chat.slug)


def stored(chat: Chat) -> int:
    with chat.database.reading() as tx:
        return sum(tx.events.counts().values())


def beacon(chat: Chat) -> Json:
    return chat.event("aki", "beacon", beacon={"hwid": "d41d8cd98f", "type": "enter"})


def test_a_body_of_the_other_bot_goes_to_it_byte_for_byte_under_lines_own_signature(
    chat: Chat, other: FakeForwarder
) -> None:
    body = body_of(chat.text("aki", GARBAGE))
    post(chat, body)
    chat.work()
    forward(chat, other)
    ((url, got, headers),) = other.taken
    assert (url, got) == (URL, body)
    assert headers["X-Line-Signature"] == sign(body, SECRET)
    assert headers["User-Agent"] == "LineBot"
    assert (chat.line.sent, stored(chat)) == ([], 0)


def test_a_worry_is_ours_alone(chat: Chat, other: FakeForwarder) -> None:
    assert "民生委員" in chat.say("aki", BULB)
    forward(chat, other)
    assert other.taken == []


def test_of_a_body_for_both_each_gets_its_own_and_the_signature_still_holds(
    chat: Chat, other: FakeForwarder
) -> None:
    mine, theirs = chat.text("aki", BULB), beacon(chat)
    post(chat, body_of(mine, theirs))
    chat.work()
    forward(chat, other)
    ((_, body, headers),) = other.taken
    assert json.loads(body) == {"destination": "U0", "events": [theirs]}
    assert genuine(body, headers["X-Line-Signature"], (SECRET,))
    assert len(chat.line.sent) == 1


def test_who_blocks_the_account_is_gone_for_both(chat: Chat, other: FakeForwarder) -> None:
    body = body_of(chat.event("aki", "unfollow"))
    post(chat, body)
    forward(chat, other)
    assert [got for _, got, _ in other.taken] == [body]
    assert stored(chat) == 1


def test_a_redelivered_or_doubled_body_is_forwarded_once(chat: Chat, other: FakeForwarder) -> None:
    event = beacon(chat)
    post(chat, body_of(event))
    forward(chat, other)
    post(chat, body_of(event))
    post(chat, body_of(event | {"deliveryContext": {"isRedelivery": True}}))
    forward(chat, other)
    assert len(other.taken) == 1


def test_another_bot_that_is_away_gets_everything_later_and_holds_up_no_answer(
    chat: Chat, other: FakeForwarder
) -> None:
    other.tell(*[CallOutcome.UNREACHABLE] * 3)
    post(chat, body_of(beacon(chat)))
    forward(chat, other)
    assert "民生委員" in chat.say("bun", BULB)
    for _ in range(3):
        chat.clock.advance(minutes=10)
        forward(chat, other)
    assert (len(other.taken), states(chat)) == (1, {ForwardState.ACCEPTED: 1})


def test_what_is_never_taken_is_given_up_with_its_reason_and_can_be_tried_again(
    chat: Chat, other: FakeForwarder
) -> None:
    other.tell(*[CallOutcome.SERVER_ERROR] * 8)
    post(chat, body_of(beacon(chat)))
    for _ in range(8):
        forward(chat, other)
        chat.clock.advance(hours=2)
    assert states(chat) == {ForwardState.DEAD: 1}
    with chat.database.transaction() as tx:
        assert tx.forwarded.last_error(chat.slug).startswith("server_error")
        assert tx.forwarded.try_again(chat.slug, now=chat.clock.now()) == 1
    forward(chat, other)
    assert len(other.taken) == 1


def test_a_worker_that_dies_leaves_the_body_to_the_next(chat: Chat, other: FakeForwarder) -> None:
    post(chat, body_of(beacon(chat)))
    with chat.database.transaction() as tx:
        assert tx.forwarded.claim(now=chat.clock.now(), lease=LEASE, worker="dies") is not None
    forward(chat, other)
    assert other.taken == []
    with chat.database.transaction() as tx:
        assert tx.leases.give_back(["dies"]) == 1
    forward(chat, other)
    assert len(other.taken) == 1


def test_one_body_that_fails_holds_up_no_other(chat: Chat, other: FakeForwarder) -> None:
    other.tell(CallOutcome.REJECTED)
    for _ in range(3):
        post(chat, body_of(beacon(chat)))
    forward(chat, other)
    assert len(other.taken) == 2


def test_without_another_bot_everything_is_ours_and_what_still_waits_is_given_up(
    chat: Chat, other: FakeForwarder
) -> None:
    post(chat, body_of(beacon(chat)))
    share(chat, None)
    forward(chat, other)
    assert (other.calls, states(chat)) == (0, {ForwardState.DEAD: 1})
    assert chat.say("aki", GARBAGE)


def test_nothing_of_what_was_handed_over_is_kept(chat: Chat, other: FakeForwarder) -> None:
    post(chat, body_of(chat.text("aki", GARBAGE)))
    forward(chat, other)
    with chat.database.open_ground() as ground:
        rows = ground.connection.exec_driver_sql("SELECT body, headers FROM forwarded").all()
    assert [tuple(row) for row in rows] == [(None, None)]


def test_another_bot_in_front_that_forwards_unchanged_is_taken_for_line(chat: Chat) -> None:
    share(chat, None)
    body = body_of(chat.text("aki", BULB))
    post(chat, body)
    post(chat, body)
    chat.line.tell(CallOutcome.TOKEN_INVALID)  # the bot in front has answered by the token
    chat.work()
    assert [sent.to for sent in chat.line.sent] == [line_id("aki")]
    with chat.database.reading() as tx:
        assert tx.events.counts() == {EventState.DONE: 1}


def test_a_body_that_the_bot_in_front_wrote_anew_is_refused(chat: Chat) -> None:
    body = body_of(chat.text("aki", BULB))
    assert chat.post_body(body + b" ", **{"X-Line-Signature": sign(body, SECRET)}) == 400
    assert stored(chat) == 0

"""What LINE would never send: nothing crashes, neighbours are still handled, and content stays out of the log."""

import json
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.tables.events import EventState
from tests.bot.desk.chat import Chat

GOOD = "庭の草を刈ってくれる人をさがしています"
SECRET_WORD = "ひみつのことば"


def answered(chat: Chat, *bad: object, person: str = "aki") -> None:
    """Send bad events around a good one; the good one must be answered."""
    assert chat.post(*bad, chat.text(person, GOOD), *bad) == 200
    chat.work()
    assert "シルバー人材センター" in chat.heard(person)
    with chat.database.reading() as tx:
        assert EventState.DEAD not in tx.events.counts()


def without(event: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in event.items() if name not in names}


def test_events_that_lack_parts_leave_their_neighbours_alone(chat: Chat) -> None:
    whole = chat.text("ben", SECRET_WORD)
    answered(
        chat,
        *(
            without(whole, name)
            for name in ("type", "webhookEventId", "source", "message", "timestamp", "mode")
        ),
        without(whole, "type", "source", "message", "replyToken", "webhookEventId"),
        whole | {"source": {"type": "user"}},
        whole | {"message": {}},
        whole | {"message": {"id": "1", "type": "text"}},
        {},
    )


def test_wrong_types_everywhere_leave_their_neighbours_alone(chat: Chat) -> None:
    odd: list[object] = [None, 0, -1.5, "x", [], [[]], {}, {"x": {}}, True]
    whole = chat.text("ben", SECRET_WORD)
    events = [whole | {name: value} for name in whole for value in odd if name != "webhookEventId"]
    events += [whole | {"webhookEventId": value} for value in odd]
    answered(chat, *events, 1, "x", None, [], [whole])


def test_unknown_kinds_of_events_and_messages_are_kept_and_harm_nobody(chat: Chat) -> None:
    kinds = ["telepathy", "", "x" * 5000, "message ", "MESSAGE", "membership", "module", "botSuspended"]
    answered(
        chat, *(chat.event("ben", kind) for kind in kinds), chat.message("ben", "hologram", text=SECRET_WORD)
    )


def test_a_deep_nest_and_unstorable_signs_leave_their_neighbours_alone(chat: Chat) -> None:
    deep = "[" * 20_000 + "]" * 20_000
    parts = [
        json.dumps(chat.text("ben", "\ud800\udfff\ud800 NUL\x00 \u202e")),
        json.dumps(chat.text("ben", "a")).replace('"a"', deep),
        json.dumps(chat.text("aki", GOOD)),
        json.dumps(chat.text("ben", "n")).replace('"n"', "1e999"),
    ]
    assert chat.post_body(f'{{"events": [{", ".join(parts)}]}}'.encode()) == 200
    chat.work()
    assert "シルバー人材センター" in chat.heard("aki")
    assert chat.heard("ben")


NO_BATCH = (b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"events": 1}', b"{}", b'{"events": [}')


@pytest.mark.parametrize("body", NO_BATCH)
def test_a_body_that_is_no_batch_is_refused(one_desk: Chat, body: bytes) -> None:
    assert one_desk.post_body(body) == 400


def test_five_megabytes_are_refused_without_being_read_into_the_database(one_desk: Chat) -> None:
    assert one_desk.post_body(b'{"events": ["' + b"x" * 5_000_000 + b'"]}') == 413
    with one_desk.database.reading() as tx:
        assert sum(tx.events.counts().values()) == 0


def test_the_log_has_no_word_of_what_was_sent(one_desk: Chat, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        one_desk.say("aki", SECRET_WORD)
        one_desk.post(SECRET_WORD, {"type": SECRET_WORD, "message": {"type": SECRET_WORD}})
        one_desk.post_body(SECRET_WORD.encode())
        one_desk.work()
    assert SECRET_WORD not in caplog.text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    message=st.dictionaries(st.sampled_from(["id", "type", "text", "latitude", "longitude"]), json_values),
    kind=st.sampled_from(["message", "postback", "unsend", "follow", "unfollow", "join", "messageEdited"]),
    more=st.dictionaries(st.sampled_from(["postback", "unsend", "source", "replyToken"]), json_values),
)
def test_any_event_is_taken_and_handled(
    one_desk: Chat, message: dict[str, object], kind: str, more: dict[str, object]
) -> None:
    assert one_desk.post(one_desk.event("ben", kind) | {"message": message} | more) == 200
    one_desk.work()
    with one_desk.database.reading() as tx:
        counts = tx.events.counts()
    assert counts.get(EventState.DEAD, 0) == counts.get(EventState.WAITING, 0) == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_is_answered(one_desk: Chat, text: str) -> None:
    person = f"person-{len(one_desk.line.sent)}-{hash(text)}"
    one_desk.say(person, text)
    one_desk.wait(seconds=7)
    assert one_desk.heard(person)

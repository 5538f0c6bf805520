import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.line.batches import UnreadableBodyError, split_batch
from tests.bot.line.wire import NEIGHBOUR, USER, body_of, text_event

NOW = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
DEEP = b'{"webhookEventId":"01DEEP","a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"


def test_each_event_of_a_batch_is_kept_byte_for_byte() -> None:
    body = b'{"events" : [ {"type": "message",  "webhookEventId":"01A"} ,{"webhookEventId":"01B"}], "destination":"U"}'
    batch = split_batch(body, NOW)
    assert [event.raw for event in batch.events] == [
        b'{"type": "message",  "webhookEventId":"01A"}',
        b'{"webhookEventId":"01B"}',
    ]


def test_order_counts_within_one_chat_and_the_chat_is_named() -> None:
    group = text_event(source={"type": "group", "groupId": "C1", "userId": USER}, event_id="01G")
    batch = split_batch(body_of(text_event(), text_event(user=NEIGHBOUR, event_id="01B"), group), NOW)
    assert [event.chat for event in batch.events] == [f"user:{USER}", f"user:{NEIGHBOUR}", "group:C1"]
    assert batch.events[0].at == datetime.fromtimestamp(1_795_000_000, UTC)


def test_the_connection_check_is_an_empty_batch() -> None:
    assert split_batch(b'{"destination":"U1","events":[]}', NOW).events == ()
    assert split_batch(b'{"destination":"U1","events": [ ] }', NOW).events == ()


def test_old_dummy_events_of_the_connection_check_are_left_out() -> None:
    batch = split_batch(body_of(text_event(replyToken="0" * 32), text_event(replyToken="f" * 32)), NOW)
    assert (batch.events, batch.dummies) == ((), 2)


@pytest.mark.parametrize(
    "broken",
    [b"null", b"3", b'"text"', b"[]", b"true", b"[1,[2]]", b"nonsense", b""],
)
def test_what_is_no_event_is_dropped_and_its_neighbours_stay(broken: bytes) -> None:
    good = json.dumps(text_event()).encode()
    body = b'{"events":[' + good + b"," + broken + b"," + good.replace(b"01AAA", b"01BBB") + b"]}"
    batch = split_batch(body, NOW)
    assert ([event.id for event in batch.events], batch.dropped) == (["01AAA", "01BBB"], 1)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"type": 3, "webhookEventId": None, "source": [], "timestamp": "soon"},
        {"type": "message", "message": None},
        {"type": "somethingNew", "webhookEventId": "01NEW"},
        {"text": "\ud83d and \x00"},
        {"replyToken": [], "source": {"userId": {}}, "deliveryContext": 0},
    ],
)
def test_an_object_is_kept_whatever_it_lacks(odd: object) -> None:
    batch = split_batch(body_of(text_event(), odd), NOW)
    assert len(batch.events) == 2
    assert batch.events[1].id


def test_an_event_without_id_gets_the_same_one_when_it_comes_again() -> None:
    event = text_event()
    del event["webhookEventId"]
    again = event | {"deliveryContext": {"isRedelivery": True}}
    first, second = split_batch(body_of(event), NOW), split_batch(body_of(again), NOW)
    assert first.events[0].id == second.events[0].id
    assert first.events[0].id.startswith("sha256-")
    assert second.events[0].redelivered


def test_nesting_without_end_stays_the_matter_of_one_event() -> None:
    good = json.dumps(text_event()).encode()
    batch = split_batch(b'{"events":[' + DEEP + b"," + good + b"]}", NOW)
    assert [event.id for event in batch.events][1:] == ["01AAA"]
    assert batch.events[0].raw == DEEP


def test_two_arrays_of_events_are_both_kept() -> None:
    body = b'{"events":[{"webhookEventId":"01A"}],"events":[{"webhookEventId":"01B"}]}'
    assert [event.id for event in split_batch(body, NOW).events] == ["01A", "01B"]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert len(split_batch(b"\xef\xbb\xbf" + body_of(text_event()), NOW).events) == 1


def test_brackets_and_commas_inside_text_do_no_harm() -> None:
    batch = split_batch(body_of(text_event('],[{"\\"}'), text_event(event_id="01B")), NOW)
    assert [event.id for event in batch.events] == ["01AAA", "01B"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b'{"events":null}',
        b'{"events":{}}',
        b'{"events":"a"}',
        b'{"events":[}',
        b'{"events":[]',
        b'{"events":[{"a":"]}',
        b'{"events":[]} {"events":[]}',
        b'{"events":["' + b'\\"' * 100_000,
        '{"events":[]}'.encode("utf-16"),
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_a_frame_that_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableBodyError):
        split_batch(body, NOW)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_splitter(body: bytes) -> None:
    with contextlib.suppress(UnreadableBodyError):
        split_batch(body, NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=6))
def test_good_events_survive_any_neighbours(neighbours: list[object]) -> None:
    batch = split_batch(body_of(*neighbours, text_event()), NOW)
    objects = sum(isinstance(neighbour, dict) for neighbour in neighbours)
    assert batch.events[-1].id == "01AAA"
    assert len(batch.events) == objects + 1
    assert batch.dropped == len(neighbours) - objects


def test_a_plain_body_is_read_the_same_by_the_short_way_and_by_the_careful_one() -> None:
    received = datetime(2026, 11, 20, tzinfo=UTC)
    for event in (text_event(), text_event('かっこ ]}],[{ と " と \\ と 改行\n'), text_event(mode="standby")):
        short = body_of(event)
        assert split_batch(short, received) == split_batch(b" " + short, received)
        assert len(split_batch(short, received).events) == 1
    two = body_of(text_event(), text_event(event_id="01B"))
    assert [event.id for event in split_batch(two, received).events] == ["01AAA", "01B"]

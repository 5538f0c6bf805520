import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.incoming import (
    ButtonTapped,
    Edited,
    Followed,
    Happening,
    Incoming,
    InvitedToGroup,
    LocationSent,
    MediaKind,
    MediaSent,
    StickerSent,
    TextSaid,
    Unfollowed,
    Unreadable,
    Unsent,
)
from bot.line.events import read_event
from tests.bot.line.wire import USER, text_event


def message(**fields: object) -> dict[str, Any]:
    return text_event(message={"id": "5001", **fields})


def event(kind: str, **fields: object) -> dict[str, Any]:
    bare = text_event() | {"type": kind} | fields
    if kind != "messageEdited":
        del bare["message"]
    return bare


CASES: list[tuple[dict[str, Any], Happening]] = [
    (text_event("電球"), TextSaid("5001", "電球")),
    (message(type="text", text="前の", quotedMessageId="4999"), TextSaid("5001", "前の", "4999")),
    (message(type="text", text="\ud83d\x00あ"), TextSaid("5001", "\ufffd\ufffdあ")),
    (message(type="text", text="😀"), TextSaid("5001", "😀")),
    (message(type="text"), Unreadable("message:text", "no text")),
    (message(type="text", text=5), Unreadable("message:text", "no text")),
    (message(type="sticker", packageId="1", keywords=["Hi", 3]), StickerSent("5001", ("Hi",))),
    (message(type="sticker", stickerResourceType="BRAND_NEW"), StickerSent("5001")),
    (message(type="image"), MediaSent("5001", MediaKind.IMAGE)),
    (message(type="video"), MediaSent("5001", MediaKind.VIDEO)),
    (message(type="audio"), MediaSent("5001", MediaKind.AUDIO)),
    (message(type="file", fileName="a.pdf"), MediaSent("5001", MediaKind.FILE)),
    (
        message(type="location", latitude=33.5, longitude=133, title="駅", address="旭"),
        LocationSent("5001", 33.5, 133.0, "駅", "旭"),
    ),
    (message(type="location", latitude="33"), Unreadable("message:location", "no place on earth")),
    (message(type="location", latitude=91, longitude=0), Unreadable("message:location", "no place on earth")),
    (message(type="hologram"), Unreadable("message:hologram")),
    (message(type="<b>" * 40), Unreadable("message:unknown")),
    (event("postback", postback={"data": "do=person"}), ButtonTapped("do=person")),
    (
        event("postback", postback={"data": "d", "params": {"datetime": "2026-11-20T01:00", "x": 1}}),
        ButtonTapped("d", (("datetime", "2026-11-20T01:00"),)),
    ),
    (event("postback", postback={"params": 3}), Unreadable("postback", "no data")),
    (event("follow", follow={"isUnblocked": True}), Followed(unblocked=True)),
    (event("follow"), Followed()),
    (event("unfollow"), Unfollowed()),
    (event("unsend", unsend={"messageId": "77"}), Unsent("77")),
    (event("unsend", unsend={"messageId": 77}), Unsent("77")),
    (event("unsend"), Unreadable("unsend", "no message id")),
    (event("messageEdited", message={"id": "5", "type": "text", "text": "new"}), Edited("5", "new")),
    (event("join"), InvitedToGroup()),
    *[
        (event(kind), Unreadable(kind))
        for kind in [
            "memberJoined",
            "leave",
            "memberLeft",
            "beacon",
            "accountLink",
            "membership",
            "videoPlayComplete",
            "module",
            "activated",
            "deactivated",
            "botSuspended",
            "botResumed",
            "delivery",
            "somethingNew",
        ]
    ],
    ({}, Unreadable("unknown")),
    ({"type": None, "source": 3, "message": []}, Unreadable("unknown")),
]


@pytest.mark.parametrize(("raw", "happening"), CASES)
def test_every_kind_of_event_is_read(raw: dict[str, Any], happening: Happening) -> None:
    assert read_event(raw).happening == happening
    assert read_event(json.dumps(raw).encode()).happening == happening


def test_where_it_comes_from_is_read() -> None:
    origin = read_event(text_event()).origin
    assert (origin.user, origin.group, origin.reply_token) == (USER, "", "token-01AAA")
    assert (origin.event_id, origin.at) == ("01AAA", datetime.fromtimestamp(1_795_000_000, UTC))
    assert (origin.redelivered, origin.standby) == (False, False)


@pytest.mark.parametrize("source", [{"type": "group", "groupId": "C9"}, {"type": "room", "roomId": "C9"}])
def test_a_group_is_known_even_when_the_writer_is_not(source: dict[str, str]) -> None:
    origin = read_event(text_event(source=source)).origin
    assert (origin.user, origin.group) == ("", "C9")


def test_an_event_in_standby_is_marked_and_has_no_token() -> None:
    raw = text_event(mode="standby")
    del raw["replyToken"]
    origin = read_event(raw).origin
    assert (origin.standby, origin.reply_token, origin.user) == (True, "", USER)


def test_the_stored_row_lends_its_id_and_time_where_the_event_has_none() -> None:
    received = datetime(2026, 11, 20, tzinfo=UTC)
    origin = read_event(b"{not json", stored_id="sha256-1", received_at=received).origin
    assert (origin.event_id, origin.at) == ("sha256-1", received)


def test_only_what_a_person_sent_deserves_an_answer() -> None:
    assert Unreadable("message:hologram").sent_by_person
    assert not Unreadable("beacon").sent_by_person


def test_nesting_without_end_is_unreadable() -> None:
    deep = b'{"type":"message","a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    assert read_event(deep).happening == Unreadable("unknown", "no JSON object")


ANY = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = ("type", "mode", "timestamp", "source", "webhookEventId", "deliveryContext", "replyToken", "message")
MORE = ("postback", "follow", "unsend")


@given(raw=ANY | st.binary(max_size=60))
def test_no_json_breaks_the_reader(raw: object) -> None:
    data = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    assert isinstance(read_event(data), Incoming)


@given(
    spoilt=st.dictionaries(st.sampled_from((*FIELDS, *MORE)), ANY, max_size=4), kind=st.sampled_from(CASES)
)
def test_no_spoilt_field_breaks_the_reader(
    spoilt: dict[str, object], kind: tuple[dict[str, Any], object]
) -> None:
    assert isinstance(read_event(kind[0] | spoilt), Incoming)


@given(
    name=st.sampled_from(
        ("type", "id", "text", "latitude", "longitude", "keywords", "data", "params", "messageId")
    ),
    value=ANY,
    kind=st.sampled_from(CASES),
)
def test_no_spoilt_part_breaks_the_reader(
    name: str, value: object, kind: tuple[dict[str, Any], object]
) -> None:
    raw = json.loads(json.dumps(kind[0]))
    for part in ("message", "postback", "unsend", "source"):
        if isinstance(raw.get(part), dict):
            raw[part][name] = value
    assert isinstance(read_event(raw), Incoming)

"""Reading one raw event: any JSON in, an `Incoming` out, never an exception.

LINE adds kinds, fields and values without notice, and its own SDK loses the user and the reply token of what it
does not know; so each field is taken if it is what it should be, and left out otherwise.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime

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
    Origin,
    StickerSent,
    TextSaid,
    Unfollowed,
    Unreadable,
    Unsent,
)
from bot.line.raw import Json, event_id, moment_of, parse_object, part, plain_id, redelivered, source_of

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_KIND = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def read_event(raw: Json | bytes, *, stored_id: str = "", received_at: datetime | None = None) -> Incoming:
    """Return what an event says; `Unreadable` for what we do not know or what lacks a needed part.

    `stored_id` and `received_at` (aware, UTC) are those of the stored row; they count where the event names
    no id or no time of its own.
    """
    event = parse_object(raw) if isinstance(raw, bytes) else raw
    identity = stored_id or event_id(event, raw if isinstance(raw, bytes) else b"")
    fallback = received_at or datetime.fromtimestamp(0, UTC)
    if event is None:
        return Incoming(Origin(event_id=identity, at=fallback), Unreadable("unknown", "no JSON object"))
    return Incoming(_origin(event, identity, fallback), _happening(event))


def _origin(event: Json, identity: str, fallback: datetime) -> Origin:
    kind, chat = source_of(event)
    return Origin(
        event_id=identity,
        at=moment_of(event) or fallback,
        user=plain_id(part(event, "source").get("userId")),
        group=chat if kind in {"group", "room"} else "",
        reply_token=plain_id(event.get("replyToken")),
        redelivered=redelivered(event),
        standby=event.get("mode") == "standby",
    )


def _happening(event: Json) -> Happening:
    kind = _kind(event.get("type"))
    read = _EVENTS.get(kind)
    if read is None:
        return Unreadable(kind)
    try:
        return read(event)
    except _MissingError as missing:
        return Unreadable(missing.kind or kind, missing.problem)


class _MissingError(Exception):
    """A needed part is missing; becomes `Unreadable`."""

    def __init__(self, problem: str, kind: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.kind = kind


def _kind(value: object) -> str:
    """Return a kind that is safe to log and to count by; what LINE would never send is `unknown`."""
    return value if isinstance(value, str) and _KIND.fullmatch(value) else "unknown"


def _text(value: object) -> str:
    """Return text that every store takes: lone surrogates and NUL become the replacement character."""
    return _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else ""


def _message(event: Json) -> Happening:
    message = part(event, "message")
    kind = _kind(message.get("type"))
    read = _MESSAGES.get(kind)
    if read is None:
        return Unreadable(f"message:{kind}")
    try:
        return read(plain_id(message.get("id")), message)
    except _MissingError as missing:
        raise _MissingError(missing.problem, f"message:{kind}") from missing


def _text_message(identity: str, message: Json) -> Happening:
    text = message.get("text")
    if not isinstance(text, str):
        raise _MissingError("no text")
    return TextSaid(identity, _text(text), plain_id(message.get("quotedMessageId")))


def _sticker(identity: str, message: Json) -> Happening:
    keywords = message.get("keywords")
    words = (
        tuple(_text(word) for word in keywords if isinstance(word, str)) if isinstance(keywords, list) else ()
    )
    return StickerSent(identity, words)


def _media(kind: MediaKind) -> Callable[[str, Json], Happening]:
    return lambda identity, _message: MediaSent(identity, kind)


def _location(identity: str, message: Json) -> Happening:
    latitude, longitude = _degrees(message.get("latitude"), 90), _degrees(message.get("longitude"), 180)
    return LocationSent(
        identity, latitude, longitude, _text(message.get("title")), _text(message.get("address"))
    )


def _degrees(value: object, limit: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -limit <= value <= limit:
        raise _MissingError("no place on earth")
    degrees = float(value)
    if math.isnan(degrees):
        raise _MissingError("no place on earth")
    return degrees


def _postback(event: Json) -> Happening:
    postback = part(event, "postback")
    data = postback.get("data")
    if not isinstance(data, str):
        raise _MissingError("no data")
    params = part(postback, "params")
    pairs = tuple((_text(name), _text(value)) for name, value in params.items() if isinstance(value, str))
    return ButtonTapped(_text(data), pairs)


def _followed(event: Json) -> Happening:
    return Followed(unblocked=part(event, "follow").get("isUnblocked") is True)


def _unsent(event: Json) -> Happening:
    message = plain_id(part(event, "unsend").get("messageId"))
    if not message:
        raise _MissingError("no message id")
    return Unsent(message)


def _edited(event: Json) -> Happening:
    message = part(event, "message")
    identity, text = plain_id(message.get("id")), message.get("text")
    if not identity or not isinstance(text, str):
        raise _MissingError("no message id or text")
    return Edited(identity, _text(text))


_MESSAGES: dict[str, Callable[[str, Json], Happening]] = {
    "text": _text_message,
    "sticker": _sticker,
    "location": _location,
} | {kind.value: _media(kind) for kind in MediaKind}

# What is not listed (memberJoined, leave, beacon, accountLink, membership, videoPlayComplete, module ...) is
# stored and counted by its kind: no resident waits for an answer to it.
_EVENTS: dict[str, Callable[[Json], Happening]] = {
    "message": _message,
    "messageEdited": _edited,
    "postback": _postback,
    "follow": _followed,
    "unfollow": lambda _event: Unfollowed(),
    "unsend": _unsent,
    "join": lambda _event: InvitedToGroup(),
}

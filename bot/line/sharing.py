"""Sharing a webhook's body out between our desk and another bot of the same account.

A body that is wholly the other bot's goes on byte for byte, under LINE's own signature. Where one body carries events
of both, the other bot's events keep their bytes and are signed with the channel secret, as LINE would have done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.desk.buttons import read_button
from bot.desk.incoming import RawEvent
from bot.line.raw import Json, parse_object, part, plain_id, source_of
from bot.line.signature import sign
from routing.sharing import Door, OtherBot, Parcel, Seen, Share, share_of

SIGNATURE = "X-Line-Signature"
PASSED_ON = (SIGNATURE, "Content-Type", "User-Agent")
"""The headers LINE sends with a webhook. Source: LINE's page on receiving messages."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The events we handle, and what the other bot gets; None where there is nothing for it."""

    ours: tuple[RawEvent, ...]
    theirs: Parcel | None = None


def shared_out(body: bytes, events: Sequence[RawEvent], door: Door, headers: Mapping[str, str]) -> Shared:
    """Return who gets which events of a body; without another bot everything is ours."""
    if door.other_bot is None:
        return Shared(tuple(events))
    shares = [(event, _share(event.raw, door.other_bot)) for event in events]
    theirs = [event for event, share in shares if share is not Share.OURS]
    ours = tuple(event for event, share in shares if share is not Share.THEIRS)
    if not theirs:
        return Shared(ours)
    given = {name: headers[name] for name in PASSED_ON if name in headers}
    if len(theirs) < len(events):
        body = _body_of(body, theirs)
        given[SIGNATURE] = sign(body, next(secret for secret in door.secrets if secret))
    return Shared(ours, Parcel(body, given, tuple(event.id for event in theirs)))


def _share(raw: bytes, other: OtherBot) -> Share:
    event = parse_object(raw)
    return Share.OURS if event is None else share_of(_seen(event), other)


def _seen(event: Json) -> Seen:
    kind, message = event.get("type"), part(event, "message")
    text = message.get("text") if message.get("type") == "text" else ""
    data = part(event, "postback").get("data")
    return Seen(
        kind=kind if isinstance(kind, str) else "",
        text=text if isinstance(text, str) else "",
        our_button=isinstance(data, str) and read_button(data) is not None,
        in_group=source_of(event)[0] in {"group", "room"},
        standby=event.get("mode") == "standby",
    )


def _body_of(body: bytes, events: Iterable[RawEvent]) -> bytes:
    """Return a body with these events alone, each as it came."""
    destination = plain_id((parse_object(body) or {}).get("destination"))
    return b'{"destination":"%b","events":[%b]}' % (
        destination.encode().replace(b"\\", b"").replace(b'"', b""),
        b",".join(event.raw for event in events),
    )

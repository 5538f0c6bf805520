"""Splitting a webhook body into its events without letting one spoil its neighbours.

The body is cut at brackets and commas and each piece is read on its own, so that nesting without end, a wrong
type or a missing field stays the matter of one event, and each event is kept byte for byte.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.desk.incoming import RawEvent
from bot.line.raw import Json, event_id, moment_of, parse_object, part, plain_id, redelivered, source_of

BOM = b"\xef\xbb\xbf"
# A string, or a sign that shapes the tree; a quote alone is a string that never ends.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},"]', re.DOTALL)
_EVENTS = re.compile(rb'"events"\s*:\s*(.*)', re.DOTALL)
# Two events in it would be no JSON object together, so they are cut apart with care.
_PLAIN = re.compile(rb'\{"destination":\s?"[A-Za-z0-9]*",\s?"events":\s?\[(\{.*\})\]\}', re.DOTALL)
_DUMMY_TOKENS = frozenset({"0" * 32, "f" * 32})


class UnreadableBodyError(ValueError):
    """The body is not an object with an array of events; nothing of it can be stored. Answer 400."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The events of one body, how many pieces were no event at all, and how many were LINE's old test dummies."""

    events: tuple[RawEvent, ...]
    dropped: int = 0
    dummies: int = 0


def split_batch(body: bytes, received_at: datetime) -> Batch:
    """Return the events of a webhook body; an empty array (LINE's connection check) gives an empty batch.

    Every JSON object in the array is kept, whatever it lacks and however deep it is; other values are dropped
    and counted. Raise `UnreadableBodyError` when the frame itself cannot be read.
    """
    plain = _plain_event(body)
    if plain is not None:
        return Batch((_raw_event(plain[0], plain[1], received_at),))
    events: list[RawEvent] = []
    dropped = dummies = 0
    for piece in _pieces(body.removeprefix(BOM)):
        event = parse_object(piece)
        if event is not None and plain_id(event.get("replyToken")) in _DUMMY_TOKENS:
            dummies += 1
        elif _enclosed(piece, b"{}"):
            events.append(_raw_event(event, piece, received_at))
        else:
            dropped += 1
    return Batch(tuple(events), dropped, dummies)


def _plain_event(body: bytes) -> tuple[Json, bytes] | None:
    """Return the event of a body in LINE's own shape with one good event in it, as nearly all are; None for others."""
    found = _PLAIN.fullmatch(body)
    event = parse_object(found.group(1)) if found is not None else None
    if found is None or event is None or plain_id(event.get("replyToken")) in _DUMMY_TOKENS:
        return None
    return event, found.group(1)


def _raw_event(event: Json | None, piece: bytes, received_at: datetime) -> RawEvent:
    identity = event_id(event, piece)
    kind, chat = source_of(event or {})
    return RawEvent(
        id=identity,
        chat=f"{kind}:{chat}" if kind else f"event:{identity}",
        at=moment_of(event or {}) or received_at,
        raw=piece,
        message=plain_id(part(event or {}, "message").get("id")),
        redelivered=redelivered(event or {}),
    )


def _pieces(body: bytes) -> Iterator[bytes]:
    """Yield what stands between the commas of every `events` array of the body's object."""
    arrays = [found.group(1) for member in _inside(body, b"{}") if (found := _EVENTS.match(member))]
    if not arrays:
        raise UnreadableBodyError("no array of events")
    for array in arrays:
        yield from _inside(array, b"[]")


def _inside(text: bytes, brackets: bytes) -> list[bytes]:
    """Return the pieces between the commas of one object or array; raise `UnreadableBodyError` for else."""
    text = text.strip()
    if not _enclosed(text, brackets):
        raise UnreadableBodyError("not the kind of JSON that was expected")
    inner = text[1:-1]
    if not inner.strip():
        return []
    pieces: list[bytes] = []
    depth = begins = 0
    for token in _TOKEN.finditer(inner):
        sign = token.group()
        if sign in b"{[":
            depth += 1
        elif sign in b"}]":
            depth -= 1
        elif sign == b"," and depth == 0:
            pieces.append(inner[begins : token.start()].strip())
            begins = token.end()
        if depth < 0 or sign == b'"':
            raise UnreadableBodyError("brackets or quotes do not match")
    if depth:
        raise UnreadableBodyError("brackets do not match")
    return [*pieces, inner[begins:].strip()]


def _enclosed(text: bytes, brackets: bytes) -> bool:
    return len(text) >= 2 and text[:1] == brackets[:1] and text[-1:] == brackets[1:]

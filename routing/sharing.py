"""One account, two bots: which events are ours, which are the other bot's, and when forwarding is given up.

A municipality has one LINE account and one webhook. Where ours is the webhook, everything that we do not answer goes
on to the other bot, so that its rich menu, its beacons and its words keep working.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from routing.outgoing import CallOutcome, delay_after

MOST_ATTEMPTS = 8
"""The delays of the outbox: the last try is about three hours after the first."""

TO_BOTH = frozenset({"unfollow", "unsend"})
OUR_KINDS = frozenset({"message", "follow", "join"})


class Share(StrEnum):
    """Whose an event is; `BOTH` for what no bot may miss: a block, and a message taken back."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


class ForwardState(StrEnum):
    """A waiting body may be under lease; the other two are ends."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class OtherBot:
    """The other bot of an account: where it listens, and the exact messages that are meant for it.

    Whole messages only: a word that were enough at the beginning could swallow a cry for help.
    """

    url: str
    words: tuple[str, ...] = ()

    def is_called(self, text: str) -> bool:
        """Tell whether a message is one of the other bot's, whatever its width, case and outer spaces."""
        return plain(text) in {plain(word) for word in self.words}


@dataclass(frozen=True, slots=True)
class Door:
    """What a webhook needs to know of its municipality: the secrets that count, and the other bot of the account."""

    secrets: tuple[str, ...] = field(repr=False)
    other_bot: OtherBot | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A body for the other bot with the headers it is signed by; `events` are LINE's ids of the events in it."""

    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be seen of an event without reading more: LINE's kind, its text if it is one, who it came by."""

    kind: str
    text: str = ""
    our_button: bool = False
    in_group: bool = False
    standby: bool = False


@dataclass(frozen=True, slots=True)
class AfterForward:
    """What to write on a forwarded body: its state, and when to try again."""

    state: ForwardState
    retry_in: timedelta | None = None


def share_of(seen: Seen, other: OtherBot) -> Share:
    """Return whose an event is; what cannot be read is ours, because nobody else would look at it."""
    if seen.kind in TO_BOTH:
        return Share.BOTH
    return Share.OURS if not seen.kind or _is_ours(seen, other) else Share.THEIRS


def _is_ours(seen: Seen, other: OtherBot) -> bool:
    if seen.standby:
        return False
    if seen.in_group:
        # We greet a group that invites us, and keep out of what people say there.
        return seen.kind == "join"
    if seen.kind == "postback":
        return seen.our_button
    return seen.kind in OUR_KINDS and not (seen.text and other.is_called(seen.text))


def after_forward(outcome: CallOutcome, *, attempts: int, jitter: float) -> AfterForward:
    """Return what follows a call: `attempts` counts this one. Whatever is not taken is tried again for three hours."""
    if outcome is CallOutcome.ACCEPTED:
        return AfterForward(ForwardState.ACCEPTED)
    if attempts >= MOST_ATTEMPTS:
        return AfterForward(ForwardState.DEAD)
    return AfterForward(ForwardState.WAITING, delay_after(attempts, jitter))


def plain(text: str) -> str:
    """Return a message as it is compared: full and half width the same, without case and outer spaces."""
    return unicodedata.normalize("NFKC", text).strip().casefold()

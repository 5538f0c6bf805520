"""What reaches the desk from a chat, read from LINE's events without trusting them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event as LINE sent it, to be stored before anybody reads it.

    `id` is its `webhookEventId`, or is made from its content where that is missing. `chat` is the key within
    which order counts (`user:U...`, `group:C...`, `room:R...`; an event without a source is a chat of its own).
    `at` is LINE's time of the event in UTC, or the time of receipt. `raw` is the event's JSON, byte for byte.
    `message` is the id of the message in it, by which an unsend finds it.
    """

    id: str
    chat: str
    at: datetime
    raw: bytes
    message: str = ""
    redelivered: bool = False


@dataclass(frozen=True, slots=True)
class StoredCount:
    """What became of a batch: rows written now, and events that were there already."""

    new: int
    known: int


class MediaKind(StrEnum):
    """Messages that a machine cannot read."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event comes from. `user` is LINE's user id or empty; `group` is set in groups and rooms.

    `standby` events were given to another module: they are recorded and never answered.
    """

    event_id: str
    at: datetime
    user: str = ""
    group: str = ""
    reply_token: str = ""
    redelivered: bool = False
    standby: bool = False


@dataclass(frozen=True, slots=True)
class TextSaid:
    """A text message; `text` is as LINE sent it, with lone surrogates and NUL replaced."""

    message: str
    text: str
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class StickerSent:
    """A sticker; its keywords are a hint at most."""

    message: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaSent:
    """A photo, film, voice message or file."""

    message: str
    kind: MediaKind


@dataclass(frozen=True, slots=True)
class LocationSent:
    """A shared location; degrees WGS84."""

    message: str
    latitude: float
    longitude: float
    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ButtonTapped:
    """A postback; `data` is what our own button carried, and `params` what a picker added."""

    data: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """Somebody added the account, or unblocked it."""

    unblocked: bool = False


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """Somebody blocked the account: nothing may be sent any more."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message was taken back: it must disappear everywhere. It may arrive before the message was handled."""

    message: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A text message was changed (groups only); the largest timestamp wins."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class InvitedToGroup:
    """The account was added to a group or a room."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An event of a kind we do not know, or one with parts missing; stored, counted, kindly answered if it can be."""

    kind: str
    problem: str = ""

    @property
    def sent_by_person(self) -> bool:
        """Tell whether a person sent something that deserves an answer; `kind` is then `message:...`."""
        return self.kind.startswith("message:")


Happening = (
    TextSaid
    | StickerSent
    | MediaSent
    | LocationSent
    | ButtonTapped
    | Followed
    | Unfollowed
    | Unsent
    | Edited
    | InvitedToGroup
    | Unreadable
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event: where it comes from, and what happened."""

    origin: Origin
    happening: Happening = field(default_factory=lambda: Unreadable("unknown"))

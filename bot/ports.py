"""The seams between the desk and the world: what the desk needs, said as protocols."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from routing.outgoing import CallOutcome

JsonObject = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one call came to; `request_id` is the other side's id of the call, `reason` is free of content."""

    outcome: CallOutcome
    request_id: str = ""
    reason: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What `/healthz` tells: reasons why the desk is not well, free of content; none means well."""

    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """The month's messages: `limit` None means unlimited."""

    limit: int | None
    used: int


class LineSender(Protocol):
    """Sends to one LINE channel. Never raises for what the network or LINE does: that is in the result."""

    def reply(self, *, reply_token: str, messages: Sequence[JsonObject]) -> CallResult:
        """Answer with a reply token: once, free of charge, no retry key."""
        ...

    def push(
        self, *, to: str, messages: Sequence[JsonObject], retry_key: str, silent: bool = False
    ) -> CallResult:
        """Push to a LINE user id; the same `retry_key` never reaches the person twice within a day."""
        ...

    def show_loading(self, *, chat: str, seconds: int) -> CallResult:
        """Show the three dots in a 1:1 chat until a message arrives."""
        ...

    def quota(self) -> Quota | None:
        """Return the month's quota, or None when LINE does not say."""
        ...


class LineSenders(Protocol):
    """Finds the sender of a municipality's channel."""

    def of(self, municipality: str) -> LineSender:
        """Return the sender; raise `LookupError` when the municipality has no channel."""
        ...


class MenuChannel(Protocol):
    """The menus under the chats of one LINE channel. Never raises for what the network or LINE does."""

    def make(self, body: JsonObject, picture: bytes) -> str | None:
        """Create a menu with its picture (PNG) and return LINE's id; None, and nothing is left, when it cannot be."""
        ...

    def show_everybody(self, menu: str) -> bool:
        """Show a menu to everybody who has no other; tell whether LINE took it, as all that follow do."""
        ...

    def show(self, user: str, menu: str) -> bool:
        """Show a menu to one LINE user."""
        ...

    def show_usual(self, user: str) -> bool:
        """Show a LINE user the menu of everybody again."""
        ...

    def remove(self, menu: str) -> bool:
        """Remove a menu; one that is not there counts as removed."""
        ...


class MenuChannels(Protocol):
    """Finds the menus of a municipality's channel."""

    def menus_of(self, municipality: str) -> MenuChannel:
        """Return them; raise `LookupError` when the municipality has no channel."""
        ...


class Forwarder(Protocol):
    """Hands webhooks to another bot. Never raises for what that bot does: that is in the result."""

    def forward(self, *, url: str, body: bytes, headers: Mapping[str, str]) -> CallResult:
        """POST a body with these headers, unchanged; accepted by any 2xx, as LINE takes it."""
        ...


class Mailer(Protocol):
    """Sends plain-text e-mail. Never raises for what the server does: that is in the result."""

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> CallResult:
        """Send one message; the same `message_id` marks a repeat for the reader's mail program."""
        ...


class Randomness(Protocol):
    """Ids, tokens and jitter; tests hand in one that counts."""

    def new_id(self) -> str:
        """Return a new UUID, 36 characters in lower case."""
        ...

    def token(self) -> str:
        """Return an unguessable URL-safe token of at least 128 bits."""
        ...

    def jitter(self) -> float:
        """Return a number from 0 to 1."""
        ...


class WakeUp(Protocol):
    """Tells the worker that there is something to do now."""

    def wake(self) -> None:
        """Wake whoever waits; cheap, and harmless when nobody does."""
        ...

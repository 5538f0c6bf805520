"""What the desk says in a chat, as parts that a channel turns into its own messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.ports import JsonObject


@dataclass(frozen=True, slots=True)
class Button:
    """A button that sends `data` back to us; `shown` is what then stands in the chat as said."""

    label: str
    data: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens a page or dials (`tel:`)."""

    label: str
    uri: str


@dataclass(frozen=True, slots=True)
class Say:
    """A plain text bubble."""

    text: str


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One emergency number: shown as text, and as a button that dials; `note` says hours and cost."""

    name: str
    number: str
    note: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that fit a danger, before anything else; one large card."""

    heading: str
    lines: tuple[NumberLine, ...]
    footnote: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One destination, large: everything a person needs to decide, in their words.

    `phone` empty means that there is no number to show; `map_uri` empty means no address is known.
    `badge` is a short word above the name (for example that this is the nearest one). `open_now` only colours
    the line that `opening` says in words; None where it is not known.
    """

    name: str
    description: str
    opening: str
    phone: str
    phone_note: str
    map_uri: str
    address: str
    why: str
    caution: str
    buttons: tuple[Button, ...]
    badge: str = ""
    open_now: bool | None = None


@dataclass(frozen=True, slots=True)
class Cards:
    """The best destination first, others below it."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A short question with large buttons below it."""

    text: str
    buttons: tuple[Button | LinkButton, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody who works here is told: a heading, plain lines, and buttons."""

    heading: str
    lines: tuple[str, ...]
    buttons: tuple[Button | LinkButton, ...] = ()


Part = Say | Numbers | Cards | Question | Notice


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A small button above the keyboard that vanishes with the next message; `location` asks for a place."""

    label: str
    data: str = ""
    shown: str = ""
    location: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything said at once, at most five bubbles when rendered.

    `neutral` keeps the matter out of anything a lock screen or a chat list shows: the first bubble and every
    altText say only that there is an answer.
    """

    parts: tuple[Part, ...]
    quick_replies: tuple[QuickReply, ...] = ()
    neutral: bool = False


def with_parts(reply: Reply, *parts: Part) -> Reply:
    """Return the reply with more parts at its end."""
    return Reply((*reply.parts, *parts), reply.quick_replies, reply.neutral)


def words_of_buttons(reply: Reply) -> dict[str, str]:
    """Return what typed words can mean: label and data of small buttons, of questions, and of the first card."""
    said = {quick.label: quick.data for quick in reply.quick_replies if quick.data}
    for part in reply.parts:
        shown: Sequence[Button | LinkButton] = ()
        if isinstance(part, Question):
            shown = part.buttons
        elif isinstance(part, Cards) and part.cards:
            shown = part.cards[0].buttons
        said |= {button.label: button.data for button in shown if isinstance(button, Button)}
    return said


class Renderer(Protocol):
    """Turns a reply into the messages of a channel, within that channel's limits."""

    def render(self, reply: Reply) -> Sequence[JsonObject]:
        """Return one to five message objects that pass the channel's limits."""
        ...

    def problems(self, messages: Sequence[JsonObject]) -> Sequence[str]:
        """Return which of the channel's limits messages break; empty when the channel would take them."""
        ...

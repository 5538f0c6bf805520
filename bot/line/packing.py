"""Packing what is said into one call: LINE takes five messages, and everything should go into one reply.

Words that follow each other are joined first, then cards become carousels, then words become cards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.line.blocks import Flex
from bot.line.cards import say_bubble
from bot.line.fit import split
from bot.line.limits import MESSAGES, TEXT
from bot.line.limits_checks import weight
from bot.line.limits_flex import CAROUSEL_BUBBLES, CAROUSEL_BYTES
from bot.line.units import units

COMFORTABLE = 1000
_ROOM_FOR_FRAME = 200


@dataclass(frozen=True, slots=True)
class Words:
    """A plain text bubble to be."""

    text: str


@dataclass(frozen=True, slots=True)
class Bubbles:
    """One card, or several beside each other; `alt` is what a lock screen shows."""

    bubbles: tuple[Flex, ...]
    alt: str


Item = Words | Bubbles


def spread(text: str) -> list[Words]:
    """Return text as bubbles of a comfortable length, cut where a reader pauses."""
    return [Words(piece) for piece in split(text, most_units=COMFORTABLE)]


def pack(items: Sequence[Item], *, quiet_alt: str) -> list[Flex]:
    """Return one to five messages. `quiet_alt` is the altText of words that had to become cards.

    What does not even fit into five full carousels is left out from the end.
    """
    packed = list(items)
    squeezes: tuple[Callable[[list[Item]], list[Item]], ...] = (
        _join_words,
        _join_bubbles,
        lambda rest: _join_bubbles([_as_card(item, quiet_alt) for item in rest]),
    )
    for squeeze in squeezes:
        if len(packed) > MESSAGES:
            packed = squeeze(packed)
    return [_message(item) for item in packed[:MESSAGES]]


def _join_words(items: list[Item]) -> list[Item]:
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if isinstance(item, Words) and isinstance(last, Words):
            together = f"{last.text}\n\n{item.text}"
            if units(together) <= TEXT:
                joined[-1] = Words(together)
                continue
        joined.append(item)
    return joined


def _join_bubbles(items: list[Item]) -> list[Item]:
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if isinstance(item, Bubbles) and isinstance(last, Bubbles):
            together = last.bubbles + item.bubbles
            if fits_one_carousel(together):
                joined[-1] = Bubbles(together, last.alt)
                continue
        joined.append(item)
    return joined


def _as_card(item: Item, alt: str) -> Item:
    if isinstance(item, Bubbles):
        return item
    return Bubbles(tuple(say_bubble(piece) for piece in split(item.text, most_units=COMFORTABLE)), alt)


def fits_one_carousel(bubbles: Sequence[Flex]) -> bool:
    """Tell whether LINE would take these bubbles as one carousel."""
    return len(bubbles) <= CAROUSEL_BUBBLES and weight(list(bubbles)) + _ROOM_FOR_FRAME < CAROUSEL_BYTES


def in_carousels(bubbles: Sequence[Flex], alt: str) -> list[Bubbles]:
    """Return bubbles that belong together as few messages as LINE allows."""
    groups: list[list[Flex]] = []
    for one in bubbles:
        if groups and fits_one_carousel([*groups[-1], one]):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [Bubbles(tuple(group), alt) for group in groups]


def _message(item: Item) -> Flex:
    if isinstance(item, Words):
        return {"type": "text", "text": item.text}
    contents: Flex = item.bubbles[0]
    if len(item.bubbles) > 1:
        contents = {"type": "carousel", "contents": list(chain(item.bubbles))}
    return {"type": "flex", "altText": item.alt, "contents": contents}

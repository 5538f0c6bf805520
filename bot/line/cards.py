"""Cards for people of any age: one destination large, others compact, emergency numbers, a question."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from bot.desk.reply import Button, Card, LinkButton, Notice, NumberLine, Numbers, Question
from bot.line.blocks import Flex, beside, bubble, button, number, panel, rule, stack, words
from bot.line.fit import clean
from bot.line.links import dial
from bot.line.palette import (
    ACTION,
    CALL,
    CAUTION,
    CLOSED,
    DANGER,
    DANGER_NUMBER,
    OPEN,
    OTHER,
    PLAIN,
    QUIET,
    UNSAID,
    Pair,
)
from bot.texts import Texts

OTHERS_PER_BUBBLE = 4
NUMBERS_PER_BUBBLE = 6
BUTTONS_PER_BUBBLE = 8
BUTTONS_PER_CARD = 4

Item = TypeVar("Item")


def destination_bubble(card: Card, texts: Texts) -> Flex:
    """Return one destination as a large vertical card."""
    body = [
        *words(card.badge, size="md", bold=True, colour=ACTION.ground, most=60),
        *words(card.name, size="xl", bold=True, most=200),
        *_opening(card),
        *words(card.description, most=600),
        *_telephone(card, texts),
        *_place(card, texts),
        *words(card.why, size="md", colour=QUIET.letters, most=300),
        *panel(words(card.caution, size="md", colour=CAUTION.letters, most=300), CAUTION),
    ]
    footer = [
        box
        for index, wanted in enumerate(card.buttons[:BUTTONS_PER_CARD])
        for box in button(wanted, OTHER if index else ACTION)
    ]
    return bubble(body or words("…"), footer=footer)


def _opening(card: Card) -> list[Flex]:
    pair = {True: OPEN, False: CLOSED, None: UNSAID}[card.open_now]
    return panel(words(card.opening, bold=True, colour=pair.letters, most=120), pair)


def _telephone(card: Card, texts: Texts) -> list[Flex]:
    call = button(LinkButton(texts.say("resident.button.call"), f"tel:{card.phone}"), CALL)
    return [*number(card.phone), *words(card.phone_note, size="md", most=200), *call]


def _place(card: Card, texts: Texts) -> list[Flex]:
    way = button(LinkButton(texts.say("resident.button.map"), card.map_uri), OTHER)
    return [*words(card.address, size="md", most=200), *way]


def other_bubbles(cards: Sequence[Card], texts: Texts) -> list[Flex]:
    """Return further destinations, compact and below each other: name, opening, number, call, choose."""
    heading = words(texts.say("resident.answer.others"), bold=True, most=120)
    return [
        bubble([*heading, *(part for card in some for part in (rule(), _compact(card, texts)))])
        for some in _in_groups(cards, OTHERS_PER_BUBBLE)
    ]


def _compact(card: Card, texts: Texts) -> Flex:
    call = button(LinkButton(texts.say("resident.button.call"), f"tel:{card.phone}"), CALL)
    choose = [box for wanted in card.buttons[:1] for box in button(wanted, OTHER)]
    taps = [*call, *choose]
    return stack(
        [
            *(words(card.name, bold=True, most=120) or words("…")),
            *words(card.opening, size="md", colour=QUIET.letters, most=120),
            *words(card.phone, bold=True, most=40),
            *([beside(taps)] if taps else []),
        ]
    )


def number_bubbles(numbers: Numbers, texts: Texts) -> list[Flex]:
    """Return the emergency numbers, white on red: each with its own large number and its own button."""
    lines = [line for line in numbers.lines if clean(line.name) or clean(line.number)]
    heading = words(numbers.heading, size="xl", bold=True, colour=DANGER.letters, most=120)
    header = stack(heading) | {"backgroundColor": DANGER.ground, "paddingAll": "14px"} if heading else None
    groups = list(_in_groups(lines, NUMBERS_PER_BUBBLE)) or [()]
    return [
        bubble(
            list(_separated([_number(line, texts) for line in some])) or words("…"),
            header=header,
            footer=words(numbers.footnote, size="md", colour=PLAIN.letters, most=300),
        )
        for some in groups
    ]


def _number(line: NumberLine, texts: Texts) -> Flex:
    shown = clean(line.number)
    label = texts.say("resident.button.call_number", number=shown)
    chat = LinkButton(texts.say("resident.button.chat"), line.link)
    return stack(
        [
            *words(line.name, bold=True, most=120),
            *number(shown, colour=DANGER_NUMBER.letters),
            *words(line.note, size="md", most=200),
            *button(LinkButton(label, f"tel:{shown}"), DANGER),
            *button(chat, OTHER),
        ],
        spacing="md",
    )


def question_bubbles(question: Question) -> list[Flex]:
    """Return a short question with large buttons below it."""
    asked = words(question.text, size="xl", bold=True, most=600)
    boxes = [box for wanted in question.buttons for box in button(wanted, _pair_of(wanted))]
    groups = list(_in_groups(boxes, BUTTONS_PER_BUBBLE)) or [()]
    return [bubble([*(asked or words("…")), *some]) for some in groups]


def notice_bubbles(notice: Notice) -> list[Flex]:
    """Return a notice to staff: a bold heading, plain lines, and large buttons below."""
    said = [
        *words(notice.heading, size="lg", bold=True, most=300),
        *words("\n".join(notice.lines), most=2000),
    ]
    boxes = [box for wanted in notice.buttons for box in button(wanted, _pair_of(wanted))]
    groups = list(_in_groups(boxes, BUTTONS_PER_BUBBLE)) or [()]
    return [bubble([*(said or words("…")), *some]) for some in groups]


def _pair_of(wanted: Button | LinkButton) -> Pair:
    if isinstance(wanted, LinkButton):
        return CALL if dial(wanted.uri.removeprefix("tel:")) else ACTION
    return OTHER


def say_bubble(text: str) -> Flex:
    """Return plain words as a card, where a plain bubble would show them on a lock screen."""
    return bubble(words(text, most=2000))


def _separated(parts: Sequence[Flex]) -> Iterator[Flex]:
    for index, part in enumerate(parts):
        if index:
            yield rule()
        yield part


def _in_groups(items: Sequence[Item], most: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), most):
        yield items[start : start + most]

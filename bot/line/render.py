"""Turning a reply of the desk into LINE's message objects, always within LINE's limits."""

from collections.abc import Iterator, Sequence

from bot.desk.reply import Button, Cards, Notice, Numbers, Part, QuickReply, Reply, Say
from bot.line.blocks import Flex, label_of, postback
from bot.line.cards import (
    destination_bubble,
    notice_bubbles,
    number_bubbles,
    other_bubbles,
    question_bubbles,
    say_bubble,
)
from bot.line.fit import clean, shorten
from bot.line.limits import QUICK_REPLIES
from bot.line.limits import problems as limit_problems
from bot.line.limits_actions import QUICK_REPLY_LABEL
from bot.line.packing import Bubbles, Item, Words, in_carousels, pack, spread
from bot.ports import JsonObject
from bot.texts import Texts

# LINE takes 1,500; a chat list shows one line, and older material names 400.
LONGEST_ALT = 400


class LineRenderer:
    """Renders replies for LINE; a `Renderer` of `bot.desk.reply`.

    A neutral reply begins with a plain bubble that only says that there is an answer; everything else is a
    card whose altText says the same, because LINE shows plain bubbles on lock screens and in the chat list.
    Its buttons put no words of the person into the chat either, because the list shows those as well.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def render(self, reply: Reply) -> Sequence[Flex]:
        """Return one to five messages; raise `ButtonDataError` only for a button no tap could bring back."""
        neutral = self._texts.say("resident.safety.neutral")
        items = [item for part in reply.parts for item in self._items(part)]
        if reply.neutral:
            items = [Words(neutral), *(_veiled(item, neutral) for item in items)]
        messages = pack(items or [Words(neutral)], quiet_alt=neutral)
        quick = [_quick_reply(wanted) for wanted in reply.quick_replies[:QUICK_REPLIES]]
        if quick:
            messages[-1]["quickReply"] = {"items": quick}
        if reply.neutral:
            _hush(messages)
        return messages

    def problems(self, messages: Sequence[JsonObject]) -> Sequence[str]:
        """Return which of LINE's limits messages break."""
        return [str(found) for found in limit_problems(messages)]

    def _items(self, part: Part) -> Iterator[Item]:
        if isinstance(part, Say):
            yield from spread(clean(part.text))
        elif isinstance(part, Cards):
            yield from self._cards(part)
        elif isinstance(part, Numbers):
            names = "、".join(line.name for line in part.lines)
            alt = self._alt(part.heading, "resident.alt.numbers", names=clean(names))
            yield from in_carousels(number_bubbles(part, self._texts), alt)
        elif isinstance(part, Notice):
            yield from in_carousels(notice_bubbles(part), self._alt(part.heading))
        else:
            yield from in_carousels(question_bubbles(part), self._alt(part.text))

    def _cards(self, part: Cards) -> Iterator[Item]:
        if not part.cards:
            return
        best, *others = part.cards
        alt = self._alt(best.name, "resident.alt.cards", name=clean(best.name))
        yield Bubbles((destination_bubble(best, self._texts),), alt)
        if others:
            alt = self._alt(self._texts.say("resident.answer.others"))
            yield from in_carousels(other_bubbles(others, self._texts), alt)

    def _alt(self, plain: str, key: str = "", **fields: str) -> str:
        """Return an altText: the sentence of `key`, or `plain`, or the neutral one where nothing is left."""
        text = self._texts.say(key, **fields) if key else clean(plain)
        return shorten(text or self._texts.say("resident.safety.neutral"), most_units=LONGEST_ALT)


def _veiled(item: Item, neutral: str) -> Item:
    return (
        Bubbles((say_bubble(item.text),), neutral)
        if isinstance(item, Words)
        else Bubbles(item.bubbles, neutral)
    )


def _hush(value: object) -> None:
    """Take away what a tap would show in the chat as said."""
    if isinstance(value, list):
        for inner in value:
            _hush(inner)
    elif isinstance(value, dict):
        if value.get("type") == "postback":
            value.pop("displayText", None)
        for inner in value.values():
            _hush(inner)


def _quick_reply(wanted: QuickReply) -> Flex:
    label = label_of(wanted.label, most_graphemes=QUICK_REPLY_LABEL)
    action: Flex
    if wanted.location:
        action = {"type": "location", "label": label}
    elif wanted.data:
        action = postback(Button(wanted.label, wanted.data, wanted.shown), most_graphemes=QUICK_REPLY_LABEL)
    else:
        action = {
            "type": "message",
            "label": label,
            "text": shorten(clean(wanted.shown) or label, most_units=300),
        }
    return {"type": "action", "action": action}

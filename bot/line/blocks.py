"""The bricks of Flex cards: large wrapping text and large buttons that follow the phone's own text size.

Buttons are boxes with a tap, because LINE's own button cuts its label off after one line, and an 82-year-old
with large letters would see half a word.
"""

from collections.abc import Sequence

from bot.desk.reply import Button, LinkButton
from bot.line.fit import ELLIPSIS, clean, shorten
from bot.line.limits_actions import FLEX_LABEL
from bot.line.links import target
from bot.line.palette import LINE, PLAIN, Pair
from bot.line.units import units

Flex = dict[str, object]

LONGEST_DATA = 300
LONGEST_SHOWN = 300


class ButtonDataError(ValueError):
    """The data of a button is empty or longer than LINE carries: a mistake in the code. Do not retry."""


def words(
    text: str, *, size: str = "lg", bold: bool = False, colour: str = PLAIN.letters, most: int = 600
) -> list[Flex]:
    """Return a text component in a list, or an empty list where there is nothing to say."""
    shown = shorten(clean(text), most_units=most) if clean(text) else ""
    if not shown:
        return []
    weight = "bold" if bold else "regular"
    return [_text(shown, size, weight, colour) | {"wrap": True}]


def number(text: str, *, colour: str = PLAIN.letters) -> list[Flex]:
    """Return a telephone number on one line, as large as fits, or an empty list."""
    shown = shorten(clean(text), most_units=40) if clean(text) else ""
    if not shown:
        return []
    return [_text(shown, "xxl", "bold", colour) | {"adjustMode": "shrink-to-fit"}]


def _text(text: str, size: str, weight: str, colour: str) -> Flex:
    return {
        "type": "text",
        "text": text,
        "size": size,
        "weight": weight,
        "color": colour,
        "scaling": True,
    }


def panel(contents: Sequence[Flex], pair: Pair) -> list[Flex]:
    """Return texts on a coloured ground, or an empty list where there is nothing inside."""
    if not contents:
        return []
    return [stack(contents) | {"backgroundColor": pair.ground, "paddingAll": "10px", "cornerRadius": "8px"}]


def stack(contents: Sequence[Flex], *, spacing: str = "sm") -> Flex:
    """Return components below each other."""
    return {"type": "box", "layout": "vertical", "contents": list(contents), "spacing": spacing}


def beside(contents: Sequence[Flex]) -> Flex:
    """Return components beside each other; each one further to the right is a little wider."""
    shared = [component | {"flex": share} for share, component in enumerate(contents, start=2)]
    return {"type": "box", "layout": "horizontal", "contents": shared, "spacing": "md"}


def rule() -> Flex:
    """Return a line between two matters."""
    return {"type": "separator", "margin": "lg", "color": LINE}


def label_of(text: str, *, most_graphemes: int = FLEX_LABEL) -> str:
    """Return a label within LINE's limit; never empty."""
    return shorten(clean(text) or ELLIPSIS, most_units=120, most_graphemes=most_graphemes)


def postback(button: Button, *, most_graphemes: int = FLEX_LABEL) -> Flex:
    """Return the action that sends a button's data back and shows its words in the chat."""
    if not button.data or units(button.data) > LONGEST_DATA:
        raise ButtonDataError(f"the data of a button has 1 to {LONGEST_DATA} characters")
    label = label_of(button.label, most_graphemes=most_graphemes)
    shown = clean(button.shown) or label
    return {
        "type": "postback",
        "label": label,
        "data": button.data,
        "displayText": shorten(shown, most_units=LONGEST_SHOWN, most_graphemes=LONGEST_SHOWN),
    }


def button(wanted: Button | LinkButton, pair: Pair) -> list[Flex]:
    """Return a large button; an empty list for a link that leads nowhere."""
    if isinstance(wanted, Button):
        return [tappable(postback(wanted), pair)]
    uri = target(wanted.uri)
    return [tappable({"type": "uri", "label": label_of(wanted.label), "uri": uri}, pair)] if uri else []


def tappable(action: Flex, pair: Pair) -> Flex:
    """Return a box that looks and works like a button, with its label in full."""
    label = _text(str(action["label"]), "lg", "bold", pair.letters) | {"wrap": True, "align": "center"}
    return {
        "type": "box",
        "layout": "vertical",
        "contents": [label],
        "action": action,
        "backgroundColor": pair.ground,
        "borderColor": pair.letters if pair.ground == PLAIN.ground else pair.ground,
        "borderWidth": "2px",
        "cornerRadius": "10px",
        "paddingAll": "12px",
        "justifyContent": "center",
    }


def bubble(body: Sequence[Flex], *, header: Flex | None = None, footer: Sequence[Flex] = ()) -> Flex:
    """Return one card as wide as the chat."""
    card: Flex = {"type": "bubble", "size": "giga"}
    if header is not None:
        card["header"] = header
    if body:
        card["body"] = stack(body, spacing="md")
    if footer:
        # The footer's own frame is narrower than the body's: buttons should line up with the text above them.
        card["footer"] = stack(footer, spacing="md") | {"paddingAll": "20px", "paddingTop": "0px"}
    return card

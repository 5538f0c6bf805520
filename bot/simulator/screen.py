"""What a message shows on the phone: its words, its preview, and what can be tapped on it."""

from collections.abc import Iterator, Sequence

from bot.simulator import words
from bot.simulator.wire import JsonObject, obj, objects, text

_WITH_ALT_TEXT = frozenset({"flex", "template", "imagemap"})
_BLOCKS = ("header", "hero", "body", "footer")
_SHOWN = ("title", "text", "address", "fileName")


def preview(message: JsonObject) -> str:
    """Return the line of the chat list: the text, or the altText of a card."""
    kind = text(message, "type")
    if kind in ("text", "textV2"):
        return text(message, "text")
    if kind in _WITH_ALT_TEXT:
        return text(message, "altText")
    return words.PREVIEWS.get(kind, words.UNKNOWN_MESSAGE)


def shown_text(message: JsonObject) -> str:
    """Return all the words a reader sees on the message, a line for each piece, buttons included."""
    return "\n".join(_pieces(message))


def taps(message: JsonObject) -> list[JsonObject]:
    """Return the actions on the message itself, in reading order, without its quick replies."""
    kind = text(message, "type")
    if kind == "flex":
        return list(_actions_in(obj(message, "contents")))
    if kind == "template":
        return list(_actions_in(obj(message, "template")))
    return objects(message, "actions") if kind == "imagemap" else []


def quick_replies(message: JsonObject) -> list[JsonObject]:
    """Return the actions of the message's quick replies."""
    return [obj(item, "action") for item in objects(obj(message, "quickReply"), "items")]


def _pieces(part: JsonObject) -> Iterator[str]:
    spans = objects(part, "contents") if text(part, "type") == "text" else []
    if spans:
        yield "".join(text(span, "text") for span in spans)
        return
    yield from (text(part, name) for name in _SHOWN if text(part, name))
    if text(part, "type") == "button":
        yield from _label(obj(part, "action"))
    for child in _children(part, ("template", *_BLOCKS, "contents", "columns")):
        yield from _pieces(child)
    for action in objects(part, "actions"):
        yield from _label(action)


def _children(part: JsonObject, names: Sequence[str]) -> Iterator[JsonObject]:
    for name in names:
        found = obj(part, name)
        yield from [found] if found else objects(part, name)


def _label(action: JsonObject) -> list[str]:
    return [text(action, "label")] if text(action, "label") else []


def _actions_in(part: JsonObject) -> Iterator[JsonObject]:
    for name in ("action", "defaultAction"):
        if obj(part, name):
            yield obj(part, name)
    yield from objects(part, "actions")
    for child in _children(part, (*_BLOCKS, "contents", "columns")):
        yield from _actions_in(child)

"""Limits of Flex messages.

LINE gives 30 KB a bubble and 50 KB a carousel without saying what a KB is: UTF-8 bytes under 30,000 and 50,000
satisfy every reading.
"""

from collections.abc import Callable

from bot.line.limits_actions import FLEX_LABEL, action_problems
from bot.line.limits_checks import (
    Object,
    Problem,
    Problems,
    as_object,
    counted,
    https,
    in_units,
    items,
    one_of,
    weight,
)

BUBBLE_BYTES = 30_000
CAROUSEL_BYTES = 50_000
CAROUSEL_BUBBLES = 12
ALT_TEXT = 1500
TEXT = 2000
DEEPEST = 20
BUBBLE_SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
BLOCKS = {"header": ("box",), "hero": ("box", "image", "video"), "body": ("box",), "footer": ("box",)}


def flex_problems(message: Object, path: str) -> Problems:
    """Check a Flex message."""
    yield from in_units(message, "altText", path, most=ALT_TEXT)
    contents = as_object(message.get("contents"))
    inside = f"{path}.contents"
    if contents.get("type") == "bubble":
        yield from _bubble(contents, inside)
    elif contents.get("type") == "carousel":
        yield from counted(contents, "contents", inside, least=1, most=CAROUSEL_BUBBLES)
        if weight(contents) >= CAROUSEL_BYTES:
            yield Problem(inside, f"{weight(contents)} bytes, a carousel stays under {CAROUSEL_BYTES}")
        for bubble, place in items(contents.get("contents"), f"{inside}.contents"):
            yield from _bubble(bubble, place)
    else:
        yield Problem(f"{inside}.type", "neither bubble nor carousel")


def _bubble(bubble: Object, path: str) -> Problems:
    if weight(bubble) >= BUBBLE_BYTES:
        yield Problem(path, f"{weight(bubble)} bytes, a bubble stays under {BUBBLE_BYTES}")
    yield from one_of(bubble, "size", path, *BUBBLE_SIZES)
    if not any(name in bubble for name in BLOCKS):
        yield Problem(path, "a bubble without any block")
    for name, allowed in BLOCKS.items():
        if name in bubble:
            block = as_object(bubble[name])
            yield from one_of(block, "type", f"{path}.{name}", *allowed)
            yield from _component(block, f"{path}.{name}", depth=0)
    if "action" in bubble:
        yield from _action(bubble["action"], f"{path}.action")


def _component(component: Object, path: str, *, depth: int) -> Problems:
    kind = component.get("type")
    check = _COMPONENTS.get(kind) if isinstance(kind, str) else None
    if check is None:
        yield Problem(f"{path}.type", "no component of a bubble")
        return
    yield from check(component, path)
    if "action" in component and kind != "button":
        yield from _action(component["action"], f"{path}.action")
    if depth >= DEEPEST:
        yield Problem(path, "nested too deep")
        return
    if kind == "box":
        for inner, place in items(component.get("contents"), f"{path}.contents"):
            yield from _component(inner, place, depth=depth + 1)


def _action(value: object, path: str) -> Problems:
    yield from action_problems(value, path, label=FLEX_LABEL, label_required=False)


def _box(box: Object, path: str) -> Problems:
    if box.get("layout") not in {"horizontal", "vertical", "baseline"}:
        yield Problem(f"{path}.layout", "not one of horizontal, vertical, baseline")
    if not isinstance(box.get("contents"), list):
        yield Problem(f"{path}.contents", "missing")


def _text(text: Object, path: str) -> Problems:
    spans = list(items(text.get("contents"), f"{path}.contents"))
    yield from in_units(text, "text", path, most=TEXT, required=not spans)
    for span, place in spans:
        yield from one_of(span, "type", place, "span")
        yield from in_units(span, "text", place, most=TEXT)


def _button(button: Object, path: str) -> Problems:
    yield from one_of(button, "style", path, "primary", "secondary", "link")
    yield from action_problems(button.get("action"), f"{path}.action", label=FLEX_LABEL)


def _image(image: Object, path: str) -> Problems:
    yield from https(image, "url", path)


def _video(video: Object, path: str) -> Problems:
    yield from https(video, "url", path)
    yield from https(video, "previewUrl", path)
    alternative = as_object(video.get("altContent"))
    yield from _component(alternative, f"{path}.altContent", depth=DEEPEST)


def _nothing(_component: Object, _path: str) -> Problems:
    yield from ()


_COMPONENTS: dict[str, Callable[[Object, str], Problems]] = {
    "box": _box,
    "text": _text,
    "button": _button,
    "image": _image,
    "icon": _image,
    "video": _video,
    "separator": _nothing,
    "filler": _nothing,
}

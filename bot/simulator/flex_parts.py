"""The components of a Flex bubble and the properties each one may have."""

from bot.simulator.checks import (
    Check,
    Report,
    anything,
    boolean,
    either,
    matching,
    one_of,
    units,
    url,
    whole,
)
from bot.simulator.limits_actions import FLEX_LABEL, check_action
from bot.simulator.wire import JsonObject, text

_COLOUR = matching(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?", "a colour such as #FFFFFF")
_PX = r"\d{1,4}(\.\d+)?px"
_STEPS = ("none", "xs", "sm", "md", "lg", "xl", "xxl")
_LENGTH = either(one_of(*_STEPS), matching(_PX, "a length in px"))
_SHARE = either(one_of(*_STEPS), matching(rf"{_PX}|\d{{1,3}}(\.\d+)?%", "a length in px or %"))
_FONT = either(one_of("xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"), matching(_PX, "px"))
_IMAGE_SIZE = either(_FONT, one_of("full"), matching(r"\d{1,3}(\.\d+)?%", "%"))
_RATIO = matching(r"\d{1,6}(\.\d+)?:\d{1,6}(\.\d+)?", "a ratio such as 20:13")

_PLACE: dict[str, Check] = {
    "type": anything,
    "flex": whole(0),
    "margin": _LENGTH,
    "position": one_of("relative", "absolute"),
    **dict.fromkeys(("offsetTop", "offsetBottom", "offsetStart", "offsetEnd"), _SHARE),
}
_ALIGN: dict[str, Check] = {
    "align": one_of("start", "end", "center"),
    "gravity": one_of("top", "bottom", "center"),
}
_FACE: dict[str, Check] = {
    "text": units(2000),
    "size": _FONT,
    "color": _COLOUR,
    "weight": one_of("regular", "bold"),
    "style": one_of("normal", "italic"),
    "decoration": one_of("none", "underline", "line-through"),
}
_PADDING: dict[str, Check] = dict.fromkeys(
    ("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"), _SHARE
)

PARTS: dict[str, dict[str, Check]] = {
    "box": {
        **_PLACE,
        **_PADDING,
        "layout": one_of("horizontal", "vertical", "baseline"),
        "contents": anything,
        "spacing": _LENGTH,
        "backgroundColor": _COLOUR,
        "borderColor": _COLOUR,
        "borderWidth": either(
            one_of("none", "light", "normal", "medium", "semi-bold", "bold"), matching(_PX, "px")
        ),
        "cornerRadius": _LENGTH,
        **dict.fromkeys(
            ("width", "maxWidth", "height", "maxHeight"), matching(rf"{_PX}|\d{{1,3}}%", "px or %")
        ),
        "justifyContent": one_of(
            "flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"
        ),
        "alignItems": one_of("flex-start", "center", "flex-end"),
        "background": anything,
        "action": anything,
    },
    "button": {
        **_PLACE,
        "action": anything,
        "style": one_of("primary", "secondary", "link"),
        "color": _COLOUR,
        "height": one_of("sm", "md"),
        "gravity": _ALIGN["gravity"],
        "adjustMode": one_of("shrink-to-fit"),
        "scaling": boolean,
    },
    "text": {
        **_PLACE,
        **_ALIGN,
        **_FACE,
        "contents": anything,
        "wrap": boolean,
        "maxLines": whole(0),
        "lineSpacing": matching(_PX, "px"),
        "adjustMode": one_of("shrink-to-fit"),
        "scaling": boolean,
        "action": anything,
    },
    "span": {"type": anything, **_FACE},
    "image": {
        **_PLACE,
        **_ALIGN,
        "url": url("https"),
        "size": _IMAGE_SIZE,
        "aspectRatio": _RATIO,
        "aspectMode": one_of("cover", "fit"),
        "backgroundColor": _COLOUR,
        "action": anything,
        "animated": boolean,
    },
    "icon": {**_PLACE, "url": url("https"), "size": _FONT, "aspectRatio": _RATIO, "scaling": boolean},
    "video": {
        "type": anything,
        "url": url("https"),
        "previewUrl": url("https"),
        "altContent": anything,
        "aspectRatio": _RATIO,
        "action": anything,
    },
    "separator": {"type": anything, "margin": _LENGTH, "color": _COLOUR},
    "filler": {"type": anything, "flex": whole(0)},
}
_REQUIRED = {
    "box": ("layout", "contents"),
    "button": ("action",),
    "image": ("url",),
    "icon": ("url",),
    "span": ("text",),
    "video": ("url", "previewUrl", "altContent"),
}
_ALLOWED_IN = {
    "horizontal": frozenset({"box", "button", "image", "text", "separator", "filler"}),
    "vertical": frozenset({"box", "button", "image", "text", "separator", "filler"}),
    "baseline": frozenset({"icon", "text", "filler"}),
    "text": frozenset({"span"}),
}
_DEEPEST = 40


def check_part(report: Report, path: str, part: JsonObject, *, inside: str, depth: int = 0) -> None:
    """Check a component and all it holds; `inside` is the layout around it, empty for a block."""
    kind = text(part, "type")
    if kind not in PARTS or (inside and kind not in _ALLOWED_IN.get(inside, frozenset())):
        report.add(f"{path}.type", f"invalid component type in {inside or 'a block'}")
        return
    if depth > _DEEPEST:
        report.add(path, "nested too deeply")
        return
    report.fields(path, part, PARTS[kind], required=_REQUIRED.get(kind, ()), strict=True)
    if kind == "text" and not part.get("text") and not part.get("contents"):
        report.add(f"{path}.text", "must be specified")
    action = part.get("action")
    if isinstance(action, dict):
        where = f"{path}.action"
        check_action(report, where, action, label=FLEX_LABEL, label_required=kind == "button")
    _check_contents(report, path, part, inside=text(part, "layout") or kind, depth=depth)


def _check_contents(report: Report, path: str, part: JsonObject, *, inside: str, depth: int) -> None:
    contents = part.get("contents", [])
    if not isinstance(contents, list):
        report.add(f"{path}.contents", "must be a list")
        return
    for position, child in enumerate(contents):
        where = f"{path}.contents[{position}]"
        if isinstance(child, dict):
            check_part(report, where, child, inside=inside, depth=depth + 1)
        else:
            report.add(where, "must be a component")

"""Limits of Flex messages: containers, their size and their blocks."""

import json

from bot.simulator.checks import Check, Report, anything, matching, one_of
from bot.simulator.flex_parts import check_part
from bot.simulator.limits_actions import FLEX_LABEL, check_action
from bot.simulator.wire import JsonObject, obj, objects, text

BUBBLE_BYTES = 30_000
CAROUSEL_BYTES = 50_000
BUBBLES = 12

_BUBBLE: dict[str, Check] = {
    "type": anything,
    "size": one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
    "direction": one_of("ltr", "rtl"),
    "header": anything,
    "hero": anything,
    "body": anything,
    "footer": anything,
    "styles": anything,
    "action": anything,
}
_STYLE: dict[str, Check] = {
    "backgroundColor": matching(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?", "a colour such as #FFFFFF"),
    "separator": lambda value: None if isinstance(value, bool) else "must be a boolean",
    "separatorColor": matching(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?", "a colour such as #FFFFFF"),
}
_BLOCKS = {
    "header": frozenset({"box"}),
    "hero": frozenset({"box", "image", "video"}),
    "body": frozenset({"box"}),
    "footer": frozenset({"box"}),
}


def check_flex(report: Report, path: str, message: JsonObject) -> None:
    """Check the `contents` of a Flex message: one bubble, or a carousel of at most 12."""
    contents = obj(message, "contents")
    path = f"{path}.contents"
    kind = text(contents, "type")
    if kind == "bubble":
        _check_bubble(report, path, contents)
    elif kind == "carousel":
        _check_carousel(report, path, contents)
    else:
        report.add(path if not contents else f"{path}.type", "must be a bubble or a carousel")


def _check_carousel(report: Report, path: str, carousel: JsonObject) -> None:
    bubbles = objects(carousel, "contents")
    report.fields(path, carousel, {"type": anything, "contents": anything}, strict=True)
    if not 1 <= len(bubbles) <= BUBBLES:
        report.add(f"{path}.contents", f"Size must be between 1 and {BUBBLES}")
    if _bytes(carousel) > CAROUSEL_BYTES:
        report.add(path, f"must not be larger than {CAROUSEL_BYTES} bytes")
    if len({text(bubble, "size", "mega") for bubble in bubbles}) > 1:
        report.add(f"{path}.contents", "all bubbles of a carousel must have the same size")
    for position, bubble in enumerate(bubbles):
        where = f"{path}.contents[{position}]"
        if text(bubble, "type") != "bubble":
            report.add(f"{where}.type", "must be a bubble")
        _check_bubble(report, where, bubble)


def _check_bubble(report: Report, path: str, bubble: JsonObject) -> None:
    report.fields(path, bubble, _BUBBLE, strict=True)
    if _bytes(bubble) > BUBBLE_BYTES:
        report.add(path, f"must not be larger than {BUBBLE_BYTES} bytes")
    if not any(block in bubble for block in _BLOCKS):
        report.add(path, "at least one block must be specified")
    for block, kinds in _BLOCKS.items():
        part = bubble.get(block)
        if part is None:
            continue
        if not isinstance(part, dict) or text(part, "type") not in kinds:
            report.add(f"{path}.{block}", f"must be a component of type {', '.join(sorted(kinds))}")
        else:
            check_part(report, f"{path}.{block}", part, inside="")
    _check_styles(report, f"{path}.styles", obj(bubble, "styles"))
    action = bubble.get("action")
    if isinstance(action, dict):
        check_action(report, f"{path}.action", action, label=FLEX_LABEL, label_required=False)


def _check_styles(report: Report, path: str, styles: JsonObject) -> None:
    for block, style in styles.items():
        if block not in _BLOCKS:
            report.add(f"{path}.{block}", "unknown field")
        elif isinstance(style, dict):
            report.fields(f"{path}.{block}", style, _STYLE, strict=True)


def _bytes(part: JsonObject) -> int:
    compact = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    return len(compact.encode("utf-8", "surrogatepass"))

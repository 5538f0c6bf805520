"""Limits of text messages, plain and with placeholders."""

import re

from bot.simulator.checks import Report, units
from bot.simulator.units import utf16_units
from bot.simulator.wire import JsonObject, obj, objects, text, whole

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_KEY = re.compile(r"[0-9A-Za-z_]{1,20}")


def check_text(report: Report, path: str, message: JsonObject) -> None:
    """Check a text message: 5000 code units, at most 20 LINE emoji, each standing on a `$`."""
    report.fields(path, message, {"text": units(5000)}, required=("text",))
    emojis = objects(message, "emojis")
    if len(emojis) > 20:
        report.add(f"{path}.emojis", "Size must be between 0 and 20")
    content = text(message, "text")
    for position, emoji in enumerate(emojis):
        at = whole(emoji, "index")
        if at is None or _unit_at(content, at) != "$":
            report.add(f"{path}.emojis[{position}].index", "must be the place of a $ in the text")
        for name in ("productId", "emojiId"):
            if not text(emoji, name):
                report.add(f"{path}.emojis[{position}].{name}", "must be specified")


def check_text_v2(report: Report, path: str, message: JsonObject) -> None:
    """Check a textV2 message: 5000 code units, every brace escaped or a known placeholder."""
    report.fields(path, message, {"text": units(5000)}, required=("text",))
    substitution = obj(message, "substitution")
    if len(substitution) > 100:
        report.add(f"{path}.substitution", "Size must be between 0 and 100")
    for found in _PLACEHOLDER.finditer(text(message, "text")):
        key = found.group(1)
        if found.group() in ("{{", "}}"):
            continue
        if key is None:
            report.add(f"{path}.text", "a brace must be escaped by doubling it")
        elif not _KEY.fullmatch(key):
            report.add(f"{path}.text", f"invalid placeholder {{{key}}}")
        elif key not in substitution:
            report.add(f"{path}.substitution.{key}", "must be specified")
    for kind in ("mention", "emoji"):
        if sum(1 for value in substitution.values() if _is(value, kind)) > 20:
            report.add(f"{path}.substitution", f"at most 20 of type {kind}")


def _is(value: object, kind: str) -> bool:
    return isinstance(value, dict) and value.get("type") == kind


def _unit_at(content: str, index: int) -> str:
    """Return the character that starts at a UTF-16 index, or nothing."""
    seen = 0
    for character in content:
        if seen == index:
            return character
        seen += utf16_units(character)
    return ""

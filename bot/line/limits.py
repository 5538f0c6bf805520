"""LINE's limits on what is sent, checked before sending: LINE refuses a whole call for one broken limit.

`problems` knows every limit that LINE documents for message objects; its unit (UTF-16 code units or grapheme
clusters) stands with each check.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence

from bot.line.limits_actions import QUICK_REPLY_LABEL, action_problems
from bot.line.limits_checks import (
    Object,
    Problem,
    Problems,
    as_list,
    as_object,
    counted,
    https,
    in_units,
    items,
)
from bot.line.limits_flex import ALT_TEXT, flex_problems
from bot.line.limits_templates import template_problems
from bot.line.units import units

MESSAGES = 5
BODY_BYTES = 2_000_000
TEXT = 5000
EMOJIS = 20
QUICK_REPLIES = 13
_KEY = re.compile(r"[0-9A-Za-z_]{1,20}")


def problems(messages: Sequence[Mapping[str, object]]) -> list[Problem]:
    """Return every broken limit of the messages of one call, in order; empty when LINE would take them."""
    found: list[Problem] = []
    if not 1 <= len(messages) <= MESSAGES:
        found.append(Problem("messages", f"{len(messages)} items, allowed are 1 to {MESSAGES}"))
    # The SDK sends escaped JSON, six bytes for a Japanese character.
    if len(json.dumps(list(messages))) > BODY_BYTES:
        found.append(Problem("messages", f"longer than {BODY_BYTES} bytes"))
    for index, message in enumerate(messages):
        found.extend(_message(message, f"messages[{index}]", last=index == len(messages) - 1))
    return found


def _message(message: Object, path: str, *, last: bool) -> Problems:
    kind = message.get("type")
    check = _KINDS.get(kind) if isinstance(kind, str) else None
    if check is None:
        yield Problem(f"{path}.type", "no kind of message")
        return
    yield from check(message, path)
    if "quickReply" in message:
        yield from _quick_reply(as_object(message["quickReply"]), f"{path}.quickReply")
        if not last:
            yield Problem(f"{path}.quickReply", "shown only on the last message")
    if "sender" in message:
        sender = as_object(message["sender"])
        yield from in_units(sender, "name", f"{path}.sender", most=20, required=False)
        yield from https(sender, "iconUrl", f"{path}.sender", required=False)


def _quick_reply(reply: Object, path: str) -> Problems:
    yield from counted(reply, "items", path, least=1, most=QUICK_REPLIES)
    for item, place in items(reply.get("items"), f"{path}.items"):
        yield from https(item, "imageUrl", place, required=False)
        yield from action_problems(item.get("action"), f"{place}.action", label=QUICK_REPLY_LABEL, quick=True)


def _text(message: Object, path: str) -> Problems:
    yield from in_units(message, "text", path, most=TEXT)
    emojis = as_list(message.get("emojis"))
    if len(emojis) > EMOJIS:
        yield Problem(f"{path}.emojis", f"{len(emojis)} items, allowed are 0 to {EMOJIS}")
    encoded = str(message.get("text", "")).encode("utf-16-le", "surrogatepass")
    for emoji, place in items(emojis, f"{path}.emojis"):
        index = emoji.get("index")
        if not isinstance(index, int) or encoded[2 * index : 2 * index + 2] != b"$\x00":
            yield Problem(f"{place}.index", "does not point at a $ (counted in UTF-16 units)")


def _text_v2(message: Object, path: str) -> Problems:
    yield from in_units(message, "text", path, most=TEXT)
    substitution = as_object(message.get("substitution"))
    if len(substitution) > 100:
        yield Problem(f"{path}.substitution", "more than 100 objects")
    kinds = [as_object(value).get("type") for value in substitution.values()]
    for kind in ("mention", "emoji"):
        if kinds.count(kind) > 20:
            yield Problem(f"{path}.substitution", f"more than 20 of {kind}")
    if any(not _KEY.fullmatch(key) for key in substitution):
        yield Problem(f"{path}.substitution", "a key is not 1 to 20 of 0-9 A-Z a-z _")
    bare = re.sub(r"\{\{|\}\}", "", str(message.get("text", "")))
    used = set(re.findall(r"\{([^{}]*)\}", bare))
    if used - set(substitution) or re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", bare)):
        yield Problem(f"{path}.text", "a brace that is neither doubled nor a key of the substitution")


def _picture(message: Object, path: str) -> Problems:
    yield from https(message, "originalContentUrl", path)
    yield from https(message, "previewImageUrl", path)


def _audio(message: Object, path: str) -> Problems:
    yield from https(message, "originalContentUrl", path)
    duration = message.get("duration")
    if not isinstance(duration, int) or isinstance(duration, bool) or duration <= 0:
        yield Problem(f"{path}.duration", "not a number of milliseconds")


def _location(message: Object, path: str) -> Problems:
    yield from in_units(message, "title", path, most=100)
    yield from in_units(message, "address", path, most=100)
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = message.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
            yield Problem(f"{path}.{name}", "no place on earth")


def _sticker(message: Object, path: str) -> Problems:
    for name in ("packageId", "stickerId"):
        yield from in_units(message, name, path, most=20)


def _imagemap(message: Object, path: str) -> Problems:
    yield from in_units(message, "altText", path, most=ALT_TEXT)
    yield from https(message, "baseUrl", path)
    yield from counted(message, "actions", path, least=1, most=50)
    for action, place in items(message.get("actions"), f"{path}.actions"):
        for name, most in (("linkUri", 1000), ("text", 400)):
            value = action.get(name)
            if isinstance(value, str) and units(value) > most:
                yield Problem(f"{place}.{name}", f"longer than {most} UTF-16 units")


_KINDS: dict[str, Callable[[Object, str], Problems]] = {
    "text": _text,
    "textV2": _text_v2,
    "flex": flex_problems,
    "template": template_problems,
    "image": _picture,
    "video": _picture,
    "audio": _audio,
    "location": _location,
    "sticker": _sticker,
    "imagemap": _imagemap,
}

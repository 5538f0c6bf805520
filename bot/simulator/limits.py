"""Every limit on the messages of one call, held against the body as LINE would."""

from bot.simulator.checks import Check, Report, anything, units, url
from bot.simulator.limits_actions import QUICK_REPLY_LABEL, check_action
from bot.simulator.limits_flex import check_flex
from bot.simulator.limits_media import KINDS, check_media
from bot.simulator.limits_templates import check_template
from bot.simulator.limits_text import check_text, check_text_v2
from bot.simulator.refusals import body_errors, invalid_property
from bot.simulator.wire import JsonObject, obj, objects, text

MESSAGES = 5
QUICK_REPLIES = 13
ALT_TEXT = 1500

_CHECKS = {
    "text": check_text,
    "textV2": check_text_v2,
    "template": check_template,
    "flex": check_flex,
    **dict.fromkeys(KINDS, check_media),
}
_WITH_ALT_TEXT = frozenset({"template", "flex", "imagemap"})
_SENDER: dict[str, Check] = {"name": units(20), "iconUrl": url("https")}


def require_valid_messages(body: JsonObject) -> list[JsonObject]:
    """Return the messages of a send request.

    Raises Refused (400) naming each property that breaks a limit.
    """
    messages = body.get("messages")
    if not isinstance(messages, list):
        raise invalid_property("messages")
    if any(not isinstance(message, dict) for message in messages):
        raise invalid_property("messages")
    report = Report()
    if not 1 <= len(messages) <= MESSAGES:
        report.add("messages", f"Size must be between 1 and {MESSAGES}")
    for position, message in enumerate(messages):
        _check_message(report, f"messages[{position}]", message)
    _check_aggregation(report, body)
    if report.problems:
        raise body_errors(report.problems)
    return messages


def _check_message(report: Report, path: str, message: JsonObject) -> None:
    kind = text(message, "type")
    check = _CHECKS.get(kind)
    if check is None:
        report.add(f"{path}.type", "must be a known message type")
        return
    check(report, path, message)
    if kind in _WITH_ALT_TEXT:
        report.fields(path, message, {"altText": units(ALT_TEXT)}, required=("altText",))
    report.fields(f"{path}.sender", obj(message, "sender"), _SENDER)
    if message.get("quickReply") is not None:
        _check_quick_reply(report, f"{path}.quickReply", obj(message, "quickReply"))


def _check_quick_reply(report: Report, path: str, quick_reply: JsonObject) -> None:
    items = objects(quick_reply, "items")
    if not 1 <= len(items) <= QUICK_REPLIES:
        report.add(f"{path}.items", f"Size must be between 1 and {QUICK_REPLIES}")
    for position, item in enumerate(items):
        where = f"{path}.items[{position}]"
        rules: dict[str, Check] = {"type": anything, "imageUrl": url("https"), "action": anything}
        report.fields(where, item, rules, required=("action",))
        check_action(
            report,
            f"{where}.action",
            obj(item, "action"),
            label=QUICK_REPLY_LABEL,
            label_required=True,
            quick_reply=True,
        )


def _check_aggregation(report: Report, body: JsonObject) -> None:
    found = body.get("customAggregationUnits")
    if found is None:
        return
    named = [u for u in found if isinstance(u, str)] if isinstance(found, list) else []
    well_formed = all(u and len(u) <= 30 and u.replace("_", "a").isalnum() and u.isascii() for u in named)
    if len(named) != 1 or not isinstance(found, list) or len(found) != 1 or not well_formed:
        report.add("customAggregationUnits", "must be one unit of up to 30 of [A-Za-z0-9_]")

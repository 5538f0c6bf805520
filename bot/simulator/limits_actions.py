"""Limits of actions: what a tap on a button may do."""

import re
from datetime import datetime

from bot.simulator.checks import Check, Report, anything, clusters, matching, one_of, units, url
from bot.simulator.wire import JsonObject, text

TEMPLATE_LABEL = 20
IMAGE_CAROUSEL_LABEL = 12
QUICK_REPLY_LABEL = 20
RICH_MENU_LABEL = 20
FLEX_LABEL = 40

_FORMATS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}
_SHAPES = {
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d",
    "datetime": r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d",
}

_RULES: dict[str, dict[str, Check]] = {
    "postback": {
        "data": units(300),
        "displayText": clusters(300),
        "text": clusters(300),
        "inputOption": one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
        "fillInText": clusters(300),
    },
    "message": {"text": clusters(300)},
    "uri": {"uri": url("http", "https", "line", "tel", limit=1000), "altUri": anything},
    "datetimepicker": {
        "data": units(300),
        "mode": one_of(*_FORMATS),
        "initial": anything,
        "min": anything,
        "max": anything,
    },
    "clipboard": {"clipboardText": units(1000)},
    "richmenuswitch": {"data": units(300), "richMenuAliasId": matching(r"[a-z0-9_-]{1,32}", "an alias id")},
    "camera": {},
    "cameraRoll": {},
    "location": {},
}
_REQUIRED = {
    "postback": ("data",),
    "message": ("text",),
    "uri": ("uri",),
    "datetimepicker": ("data", "mode"),
    "clipboard": ("clipboardText",),
    "richmenuswitch": ("data", "richMenuAliasId"),
}
_QUICK_REPLY_ONLY = frozenset({"camera", "cameraRoll", "location"})


def check_action(
    report: Report,
    path: str,
    action: JsonObject,
    *,
    label: int,
    label_required: bool,
    quick_reply: bool = False,
    rich_menu: bool = False,
) -> None:
    """Check one action; `label` is the limit in grapheme clusters at its place."""
    kind = text(action, "type")
    misplaced = (kind in _QUICK_REPLY_ONLY and not quick_reply) or (
        kind == "richmenuswitch" and not rich_menu
    )
    if kind not in _RULES or misplaced:
        report.add(f"{path}.type", "invalid action type")
        return
    required = (*_REQUIRED.get(kind, ()), *(("label",) if label_required else ()))
    rules: dict[str, Check] = {"type": anything, "label": clusters(label, 0), **_RULES[kind]}
    report.fields(path, action, rules, required=required)
    if kind == "datetimepicker":
        _check_picker(report, path, action)
    if kind == "postback" and action.get("displayText") and action.get("text"):
        report.add(path, "displayText and text cannot be set together")


def _check_picker(report: Report, path: str, action: JsonObject) -> None:
    mode = text(action, "mode")
    if mode not in _FORMATS:
        return
    moments: dict[str, datetime] = {}
    for name in ("initial", "min", "max"):
        if action.get(name) is None:
            continue
        moment = _moment(action[name], mode)
        if moment is None:
            report.add(f"{path}.{name}", f"must be a {mode} between 1900-01-01 and 2100-12-31, no time zone")
        else:
            moments[name] = moment
    if "min" in moments and "max" in moments and moments["min"] >= moments["max"]:
        report.add(f"{path}.max", "must be later than min")


def _moment(value: object, mode: str) -> datetime | None:
    if not isinstance(value, str) or not re.fullmatch(_SHAPES[mode], value):
        return None
    try:
        moment = datetime.strptime(value.replace("t", "T"), _FORMATS[mode])  # noqa: DTZ007  # LINE's has no zone
    except ValueError:
        return None
    return moment if mode == "time" or 1900 <= moment.year <= 2100 else None

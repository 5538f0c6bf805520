"""Limits of template messages: buttons, confirm, carousel, image carousel."""

from bot.simulator.checks import Check, Report, anything, clusters, matching, one_of, url
from bot.simulator.limits_actions import IMAGE_CAROUSEL_LABEL, TEMPLATE_LABEL, check_action
from bot.simulator.wire import JsonObject, obj, objects, text

_COLOUR = matching(r"#[0-9a-fA-F]{6}", "a colour such as #FFFFFF")
_LOOK: dict[str, Check] = {
    "thumbnailImageUrl": url("https"),
    "imageAspectRatio": one_of("rectangle", "square"),
    "imageSize": one_of("cover", "contain"),
    "imageBackgroundColor": _COLOUR,
    "title": clusters(40),
    "defaultAction": anything,
}


def check_template(report: Report, path: str, message: JsonObject) -> None:
    """Check the `template` of a template message."""
    template = obj(message, "template")
    path = f"{path}.template"
    check = {
        "buttons": _check_buttons,
        "confirm": _check_confirm,
        "carousel": _check_carousel,
        "image_carousel": _check_image_carousel,
    }.get(text(template, "type"))
    if check is None:
        report.add(f"{path}.type", "invalid template type")
        return
    check(report, path, template)


def _check_buttons(report: Report, path: str, template: JsonObject) -> None:
    rules: dict[str, Check] = {**_LOOK, "text": clusters(_room(template, alone=160))}
    report.fields(path, template, rules, required=("text", "actions"))
    _check_actions(report, path, template, most=4)


def _check_confirm(report: Report, path: str, template: JsonObject) -> None:
    report.fields(path, template, {"text": clusters(240)}, required=("text", "actions"))
    _check_actions(report, path, template, least=2, most=2)


def _check_carousel(report: Report, path: str, template: JsonObject) -> None:
    columns = objects(template, "columns")
    if not 1 <= len(columns) <= 10:
        report.add(f"{path}.columns", "Size must be between 1 and 10")
    for position, column in enumerate(columns):
        where = f"{path}.columns[{position}]"
        rules: dict[str, Check] = {**_LOOK, "text": clusters(_room(column, alone=120))}
        report.fields(where, column, rules, required=("text", "actions"))
        _check_actions(report, where, column, most=3)
    for shape, words in (
        ([len(objects(c, "actions")) for c in columns], "number of actions"),
        ([bool(c.get("title")) for c in columns], "use of title"),
        ([bool(c.get("thumbnailImageUrl")) for c in columns], "use of image"),
    ):
        if len(set(shape)) > 1:
            report.add(f"{path}.columns", f"the {words} must be the same in all columns")


def _check_image_carousel(report: Report, path: str, template: JsonObject) -> None:
    columns = objects(template, "columns")
    if not 1 <= len(columns) <= 10:
        report.add(f"{path}.columns", "Size must be between 1 and 10")
    for position, column in enumerate(columns):
        where = f"{path}.columns[{position}]"
        report.fields(where, column, {"imageUrl": url("https")}, required=("imageUrl", "action"))
        check_action(
            report,
            f"{where}.action",
            obj(column, "action"),
            label=IMAGE_CAROUSEL_LABEL,
            label_required=False,
        )


def _room(part: JsonObject, *, alone: int) -> int:
    return 60 if part.get("title") or part.get("thumbnailImageUrl") else alone


def _check_actions(report: Report, path: str, part: JsonObject, *, most: int, least: int = 1) -> None:
    actions = objects(part, "actions")
    if not least <= len(actions) <= most:
        report.add(f"{path}.actions", f"Size must be between {least} and {most}")
    for position, action in enumerate(actions):
        where = f"{path}.actions[{position}]"
        check_action(report, where, action, label=TEMPLATE_LABEL, label_required=True)
    default = part.get("defaultAction")
    if isinstance(default, dict):
        where = f"{path}.defaultAction"
        check_action(report, where, default, label=TEMPLATE_LABEL, label_required=False)

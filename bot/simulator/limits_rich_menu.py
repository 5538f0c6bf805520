"""Limits of rich menus and their pictures."""

from bot.simulator.checks import Check, Report, anything, boolean, clusters, matching
from bot.simulator.limits_actions import RICH_MENU_LABEL, check_action
from bot.simulator.pictures import size
from bot.simulator.refusals import Refused, body_errors
from bot.simulator.wire import JsonObject, obj, objects, whole

AREAS = 20
PICTURE_BYTES = 1_000_000
ALIAS: Check = matching(r"[a-z0-9_-]{1,32}", "1 to 32 of a-z, 0-9, _ and -")

_RULES: dict[str, Check] = {
    "size": anything,
    "selected": boolean,
    "name": clusters(300),
    "chatBarText": clusters(14),
    "areas": anything,
}


def require_valid_menu(body: JsonObject) -> None:
    """Raise Refused (400) naming what is wrong with a rich menu."""
    report = Report()
    report.fields("richmenu", body, _RULES, required=tuple(_RULES))
    width, height = whole(obj(body, "size"), "width") or 0, whole(obj(body, "size"), "height") or 0
    report.add("size", _shape(width, height))
    areas = objects(body, "areas")
    if len(areas) > AREAS:
        report.add("areas", f"Size must be between 0 and {AREAS}")
    for position, area in enumerate(areas):
        _check_area(report, f"areas[{position}]", area, width, height)
    if report.problems:
        raise body_errors(report.problems)


def require_valid_picture(data: bytes, menu: JsonObject) -> None:
    """Raise Refused (413, 400) for a picture that is too large, unreadable, or of another size."""
    if len(data) > PICTURE_BYTES:
        raise Refused(413, "Request Entity Too Large")
    found = size(data)
    if found is None:
        raise Refused(400, "The image could not be read")
    wanted = obj(menu, "size")
    if found != (wanted.get("width"), wanted.get("height")) or _shape(*found):
        raise Refused(400, "The image size does not match the rich menu")


def _shape(width: int, height: int) -> str | None:
    if not 800 <= width <= 2500 or height < 250:
        return "width must be between 800 and 2500, height 250 or more"
    return None if width / height >= 1.45 else "width / height must be 1.45 or more"


def _check_area(report: Report, path: str, area: JsonObject, width: int, height: int) -> None:
    bounds = obj(area, "bounds")
    sides = [whole(bounds, name) for name in ("x", "y", "width", "height")]
    if any(side is None or side < 0 for side in sides):
        report.add(f"{path}.bounds", "must be x, y, width, height")
    else:
        x, y, wide, high = (side or 0 for side in sides)
        if not wide or not high or x + wide > width or y + high > height:
            report.add(f"{path}.bounds", "must lie inside the menu")
    check_action(
        report,
        f"{path}.action",
        obj(area, "action"),
        label=RICH_MENU_LABEL,
        label_required=False,
        rich_menu=True,
    )

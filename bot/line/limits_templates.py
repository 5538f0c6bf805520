"""Limits of template messages: buttons, confirm, carousel, image carousel."""

from collections.abc import Callable, Mapping

from bot.line.limits_actions import IMAGE_CAROUSEL_LABEL, TEMPLATE_LABEL, action_problems
from bot.line.limits_checks import (
    Object,
    Problem,
    Problems,
    as_list,
    as_object,
    counted,
    https,
    in_graphemes,
    in_units,
    items,
)
from bot.line.limits_flex import ALT_TEXT

TITLE = 40


def template_problems(message: Object, path: str) -> Problems:
    """Check a template message."""
    yield from in_units(message, "altText", path, most=ALT_TEXT)
    template = as_object(message.get("template"))
    kind = template.get("type")
    check = _KINDS.get(kind) if isinstance(kind, str) else None
    if check is None:
        yield Problem(f"{path}.template.type", "no template")
        return
    yield from check(template, f"{path}.template")


def _buttons(template: Object, path: str) -> Problems:
    yield from _column(template, path, plain=160, decorated=60, most_actions=4)


def _confirm(template: Object, path: str) -> Problems:
    yield from in_graphemes(template, "text", path, most=240)
    yield from _actions(template, path, least=2, most=2)


def _carousel(template: Object, path: str) -> Problems:
    yield from counted(template, "columns", path, least=1, most=10)
    columns = list(items(template.get("columns"), f"{path}.columns"))
    for column, place in columns:
        yield from _column(column, place, plain=120, decorated=60, most_actions=3)
    if len({len(as_list(column.get("actions"))) for column, _ in columns}) > 1:
        yield Problem(f"{path}.columns", "all columns need the same number of actions")
    for name in ("title", "thumbnailImageUrl"):
        if len({name in column for column, _ in columns}) > 1:
            yield Problem(f"{path}.columns", f"all columns need {name}, or none")


def _image_carousel(template: Object, path: str) -> Problems:
    yield from counted(template, "columns", path, least=1, most=10)
    for column, place in items(template.get("columns"), f"{path}.columns"):
        yield from https(column, "imageUrl", place)
        yield from action_problems(
            column.get("action"), f"{place}.action", label=IMAGE_CAROUSEL_LABEL, label_required=False
        )


def _column(column: Object, path: str, *, plain: int, decorated: int, most_actions: int) -> Problems:
    has_more = "title" in column or "thumbnailImageUrl" in column
    yield from https(column, "thumbnailImageUrl", path, required=False)
    yield from in_graphemes(column, "title", path, most=TITLE, required=False)
    yield from in_graphemes(column, "text", path, most=decorated if has_more else plain)
    yield from _actions(column, path, least=1, most=most_actions)
    if isinstance(column.get("defaultAction"), Mapping):
        yield from action_problems(
            column["defaultAction"], f"{path}.defaultAction", label=TEMPLATE_LABEL, label_required=False
        )


def _actions(owner: Object, path: str, *, least: int, most: int) -> Problems:
    yield from counted(owner, "actions", path, least=least, most=most)
    for action, place in items(owner.get("actions"), f"{path}.actions"):
        yield from action_problems(action, place, label=TEMPLATE_LABEL)


_KINDS: dict[str, Callable[[Object, str], Problems]] = {
    "buttons": _buttons,
    "confirm": _confirm,
    "carousel": _carousel,
    "image_carousel": _image_carousel,
}

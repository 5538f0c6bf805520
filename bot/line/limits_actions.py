"""Limits of what a tap does: labels, postback data, texts said by a tap, addresses, date pickers."""

from collections.abc import Callable
from datetime import datetime

from bot.line.limits_checks import (
    Object,
    Problem,
    Problems,
    as_object,
    in_graphemes,
    in_units,
    one_of,
    scheme,
)

TEMPLATE_LABEL = 20
IMAGE_CAROUSEL_LABEL = 12
QUICK_REPLY_LABEL = 20
FLEX_LABEL = 40
URI_SCHEMES = ("http", "https", "line", "tel")
_FORMATS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}


def action_problems(
    value: object, path: str, *, label: int, label_required: bool = True, quick: bool = False
) -> Problems:
    """Check one action; `label` is the most its label may have, in grapheme clusters."""
    action = as_object(value)
    kind = action.get("type")
    yield from in_graphemes(action, "label", path, most=label, required=label_required)
    check = _KINDS.get(kind) if isinstance(kind, str) else None
    if check is not None:
        yield from check(action, path)
    elif quick and kind in {"camera", "cameraRoll", "location"}:
        return
    elif kind == "richmenuswitch" and not quick:
        yield from in_units(action, "richMenuAliasId", path, most=32)
        yield from in_units(action, "data", path, most=300)
    else:
        yield Problem(f"{path}.type", "no action that may stand here")


def _postback(action: Object, path: str) -> Problems:
    yield from in_units(action, "data", path, most=300)
    yield from in_graphemes(action, "displayText", path, most=300, required=False)
    yield from in_graphemes(action, "fillInText", path, most=300, required=False)
    if "displayText" in action and "text" in action:
        yield Problem(path, "displayText and text exclude each other")


def _message(action: Object, path: str) -> Problems:
    yield from in_graphemes(action, "text", path, most=300)


def _uri(action: Object, path: str) -> Problems:
    yield from in_units(action, "uri", path, most=1000)
    uri = action.get("uri")
    if isinstance(uri, str) and (scheme(uri) not in URI_SCHEMES or any(c.isspace() for c in uri)):
        yield Problem(f"{path}.uri", f"not an address of {', '.join(URI_SCHEMES)}")


def _clipboard(action: Object, path: str) -> Problems:
    yield from in_units(action, "clipboardText", path, most=1000)


def _picker(action: Object, path: str) -> Problems:
    yield from in_units(action, "data", path, most=300)
    yield from one_of(action, "mode", path, *_FORMATS)
    form = _FORMATS.get(str(action.get("mode")))
    if form is None:
        yield Problem(f"{path}.mode", "missing")
        return
    moments = {name: action[name] for name in ("initial", "min", "max") if name in action}
    read = {name: _moment(value, form) for name, value in moments.items()}
    for name, moment in read.items():
        if moment is None or (form != "%H:%M" and not 1900 <= moment.year <= 2100):
            yield Problem(f"{path}.{name}", "not a moment in the picker's own form")
    least, most = read.get("min"), read.get("max")
    if least is not None and most is not None and least >= most:
        yield Problem(f"{path}.min", "not before max")


def _moment(value: object, form: str) -> datetime | None:
    try:
        # A picker's moments have no time zone, by LINE's definition; they are only compared with each other.
        return datetime.strptime(str(value).replace("t", "T"), form)  # noqa: DTZ007
    except ValueError:
        return None


_KINDS: dict[str, Callable[[Object, str], Problems]] = {
    "postback": _postback,
    "message": _message,
    "uri": _uri,
    "clipboard": _clipboard,
    "datetimepicker": _picker,
}

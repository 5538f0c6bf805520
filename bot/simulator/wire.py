"""Reading JSON whose shape nobody has promised, with types at the end of it."""

import json
import re
from collections.abc import Mapping

from bot.simulator.refusals import Refused

JsonObject = dict[str, object]

_ESCAPED_ON_THE_WIRE = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")


def parse_object(raw: bytes) -> JsonObject:
    """Return the JSON object in `raw` (UTF-8).

    Raises Refused (400) when it is not JSON or not an object.
    """
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        where = (
            f"line: {fault.lineno}, column: {fault.colno}" if isinstance(fault, json.JSONDecodeError) else "-"
        )
        raise Refused(400, f"The request body could not be parsed as JSON ({where})") from fault
    if not isinstance(value, dict):
        raise Refused(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
    return value


def to_wire(value: object) -> bytes:
    """Return JSON as LINE writes it: UTF-8, but everything beyond the basic plane as `\\uD83E\\uDD28` pairs."""
    return _ESCAPED_ON_THE_WIRE.sub(
        _escape, json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    ).encode()


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found.group())[1:-1]


def text(source: Mapping[str, object], key: str, default: str = "") -> str:
    """Return the string at `key`, else `default`."""
    value = source.get(key)
    return value if isinstance(value, str) else default


def number(source: Mapping[str, object], key: str, default: float = 0.0) -> float:
    """Return the number at `key`, else `default`; true and false are no numbers."""
    value = source.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def whole(source: Mapping[str, object], key: str) -> int | None:
    """Return the integer at `key`, else None."""
    value = source.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def obj(source: Mapping[str, object], key: str) -> JsonObject:
    """Return the object at `key`, else an empty one."""
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def objects(source: Mapping[str, object], key: str) -> list[JsonObject]:
    """Return the objects in the list at `key`, leaving out what is none."""
    value = source.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(source: Mapping[str, object], key: str) -> list[str]:
    """Return the strings in the list at `key`, leaving out what is none."""
    value = source.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

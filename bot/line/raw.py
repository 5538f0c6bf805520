"""What can be told of a raw event without trusting it: id, chat, time, redelivery. Nothing here raises."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

Json = Mapping[str, object]

SOURCE_IDS = (("group", "groupId"), ("room", "roomId"), ("user", "userId"))
MAX_ID = 128
_PLAIN_ID = re.compile(r"[\x21-\x7e]{1,128}")
_EARLIEST_MS = 946_684_800_000  # 2000-01-01, before LINE existed
_LATEST_MS = 4_102_444_800_000  # 2100-01-01


def parse_object(raw: bytes) -> Json | None:
    """Return the JSON object in `raw`, or None for anything else.

    Bytes that are not UTF-8 are replaced, control characters inside strings are let through, and nesting too
    deep for the parser counts as unreadable.
    """
    try:
        parsed = json.loads(raw.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def part(event: Json, name: str) -> Json:
    """Return a nested object of an event, or an empty one."""
    value = event.get(name)
    return value if isinstance(value, dict) else {}


def plain_id(value: object) -> str:
    """Return an id of printable ASCII, or an empty string; numbers are taken as LINE's old numeric ids."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**30:
        return str(value)
    return value if isinstance(value, str) and _PLAIN_ID.fullmatch(value) else ""


def event_id(event: Json | None, raw: bytes) -> str:
    """Return the event's own id, or one made from its content, so that nothing is lost for want of an id.

    `deliveryContext` is left out of the content, because it alone changes when LINE delivers again.
    """
    if event is None:
        return "sha256-" + hashlib.sha256(raw).hexdigest()
    own = plain_id(event.get("webhookEventId"))
    if own:
        return own
    lasting = {name: value for name, value in event.items() if name != "deliveryContext"}
    content = json.dumps(lasting, sort_keys=True).encode()
    return "sha256-" + hashlib.sha256(content).hexdigest()


def source_of(event: Json) -> tuple[str, str]:
    """Return the kind and id of the chat (`user`, `group`, `room`), or two empty strings."""
    source = part(event, "source")
    for kind, field in SOURCE_IDS:
        found = plain_id(source.get(field))
        if found:
            return kind, found
    return "", ""


def moment_of(event: Json) -> datetime | None:
    """Return LINE's time of the event (milliseconds since 1970) in UTC, or None where it makes no sense."""
    stamp = event.get("timestamp")
    if isinstance(stamp, bool) or not isinstance(stamp, int | float):
        return None
    if not _EARLIEST_MS <= stamp <= _LATEST_MS:
        return None
    return datetime.fromtimestamp(stamp / 1000, UTC)


def redelivered(event: Json) -> bool:
    """Tell whether LINE marked the event as delivered again."""
    return part(event, "deliveryContext").get("isRedelivery") is True

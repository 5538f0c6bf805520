"""Limits of messages that show something: pictures, film, sound, places, stickers, image maps."""

from bot.simulator.checks import Check, Report, anything, matching, number, units, url, whole
from bot.simulator.wire import JsonObject, objects

_HTTPS = url("https")
_DIGITS = matching(r"\d{1,20}", "a number in a string")

_RULES: dict[str, tuple[dict[str, Check], tuple[str, ...]]] = {
    "image": (
        {"originalContentUrl": _HTTPS, "previewImageUrl": _HTTPS},
        ("originalContentUrl", "previewImageUrl"),
    ),
    "video": (
        {
            "originalContentUrl": _HTTPS,
            "previewImageUrl": _HTTPS,
            "trackingId": matching(r"[-a-zA-Z0-9.=,+*()%$&;:@{}!?<>\[\]]{1,100}", "a tracking id"),
        },
        ("originalContentUrl", "previewImageUrl"),
    ),
    "audio": (
        {"originalContentUrl": _HTTPS, "duration": whole(1)},
        ("originalContentUrl", "duration"),
    ),
    "location": (
        {
            "title": units(100),
            "address": units(100),
            "latitude": number(-90, 90),
            "longitude": number(-180, 180),
        },
        ("title", "address", "latitude", "longitude"),
    ),
    "sticker": ({"packageId": _DIGITS, "stickerId": _DIGITS}, ("packageId", "stickerId")),
    "imagemap": (
        {"baseUrl": _HTTPS, "baseSize": anything, "actions": anything},
        ("baseUrl", "baseSize", "actions"),
    ),
}


def check_media(report: Report, path: str, message: JsonObject) -> None:
    """Check a message of one of these kinds; sizes behind the addresses are not looked up."""
    kind = str(message.get("type"))
    rules, required = _RULES[kind]
    report.fields(path, message, rules, required=required)
    if kind == "imagemap" and not 1 <= len(objects(message, "actions")) <= 50:
        report.add(f"{path}.actions", "Size must be between 1 and 50")


KINDS = frozenset(_RULES)
"""The message types this module checks."""

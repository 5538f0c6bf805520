"""What our buttons carry: an action, and the consultation and answer it belongs to."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

LONGEST = 300


class Tap(StrEnum):
    """Everything a button can ask for."""

    CHOOSE = "choose"
    CHOOSE_ANYWAY = "choose_anyway"
    CALL_MYSELF = "call"
    TELL_THEM = "tell"
    CONSENT = "consent"
    REFUSE = "refuse"
    WRONG = "wrong"
    PICK = "pick"
    PERSON = "person"
    DIFFERENT = "different"
    AREA = "area"
    AREA_SKIP = "area_skip"
    START = "start"
    PHONE = "phone"
    NEAREST = "nearest"
    DANGER_NOW = "danger"
    HELP = "help"
    ERASE = "erase"
    ERASE_CONFIRMED = "erase_yes"
    ERASE_CANCELLED = "erase_no"
    ACKNOWLEDGE = "ack"
    STOP = "stop"
    GUIDED = "guided"
    GUIDED_SAY = "guided_say"
    GUIDED_SKIP = "guided_skip"
    CONCERN = "concern"
    CONCERN_HASTE = "concern_haste"
    RELAY = "relay"
    SAFE = "safe"
    NOT_SAFE = "not_safe"
    CONNECTED = "connected"
    NOT_YET = "not_yet"
    NOT_RIGHT = "not_right"


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button that was tapped. `consultation` and `answer` are empty where the button belongs to none.

    `value` is the destination, the number of the option, the area or the alert that was meant.
    """

    tap: Tap
    consultation: str = ""
    answer: str = ""
    value: str = ""


def write_button(tap: Tap, *, consultation: str = "", answer: str = "", value: str = "") -> str:
    """Return the data of a button, at most 300 characters."""
    fields = {"do": tap.value, "c": consultation, "a": answer, "v": value}
    data = urlencode({key: text for key, text in fields.items() if text})
    if len(data) > LONGEST:
        raise ValueError("the data of a button is longer than LINE carries")
    return data


def read_button(data: str) -> Tapped | None:
    """Return what a button meant, or None for data that is not ours."""
    if len(data) > LONGEST:
        return None
    fields = dict(parse_qsl(data))
    try:
        tap = Tap(fields.get("do", ""))
    except ValueError:
        return None
    return Tapped(tap, fields.get("c", ""), fields.get("a", ""), fields.get("v", ""))

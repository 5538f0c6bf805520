"""Latitude and longitude as published: decimal or degrees, minutes, seconds; swapped; zero for unknown."""

import re
import unicodedata
from dataclasses import dataclass

from knowledge.findings import FindingKind
from knowledge.terms import in_japan

_DMS = re.compile(r"[NE北東]?緯?経?\s*(\d{1,3})[°度]\s*(\d{1,2})[′'分]\s*(\d{1,2}(?:\.\d+)?)[″\"秒]?")
NOTHING = frozenset({"", "0", "0.0", "-"})


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Degrees as text (empty where there are none) and what was mended, or why they cannot be used."""

    latitude: str = ""
    longitude: str = ""
    mended: FindingKind | None = None
    wrong: bool = False


def read_coordinates(latitude: str, longitude: str) -> Coordinates:
    """Read two cells. Swapped ones are swapped back, which is certain in Japan; old datum cannot be told and stays."""
    north, east = (_plain(text) for text in (latitude, longitude))
    if north in NOTHING or east in NOTHING:
        return Coordinates()
    degrees = [_decimal(text) for text in (north, east)]
    first, second = degrees
    if first is None or second is None:
        return Coordinates(wrong=True)
    mended = None if _is_decimal(north) and _is_decimal(east) else FindingKind.COORDINATES_MENDED
    if in_japan(second, first):
        first, second, mended = second, first, FindingKind.COORDINATES_SWAPPED
        north, east = east, north
    if not in_japan(first, second):
        return Coordinates(wrong=True)
    return Coordinates(_say(north, first), _say(east, second), mended)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _is_decimal(text: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", text) is not None


def _decimal(text: str) -> float | None:
    if _is_decimal(text):
        return float(text)
    found = _DMS.fullmatch(text)
    if found is None:
        return None
    return int(found[1]) + int(found[2]) / 60 + float(found[3]) / 3600


def _say(text: str, degrees: float) -> str:
    return text if _is_decimal(text) else f"{degrees:.6f}"

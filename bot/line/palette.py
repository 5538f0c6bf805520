"""Colours of the cards; every pair of letters on ground reaches the contrast of JIS X 8341-3 AA (a test holds it).

Colour never speaks alone: what it marks also stands in words.
"""

from typing import NamedTuple


class Pair(NamedTuple):
    """Letters on a ground, as `#RRGGBB`."""

    letters: str
    ground: str


PLAIN = Pair("#1A1A1A", "#FFFFFF")
QUIET = Pair("#4D4D4D", "#FFFFFF")
OPEN = Pair("#0B5132", "#E3F3EA")
CLOSED = Pair("#6B3000", "#FFF1E0")
UNSAID = Pair("#333333", "#F0F0F0")
CAUTION = Pair("#5C3A00", "#FFF6D6")
ACTION = Pair("#FFFFFF", "#00603A")
CALL = Pair("#FFFFFF", "#0B4F9E")
OTHER = Pair("#0B4F9E", "#FFFFFF")
DANGER = Pair("#FFFFFF", "#B00020")
DANGER_NUMBER = Pair("#B00020", "#FFFFFF")
LINE = "#8A8A8A"
ALL = (PLAIN, QUIET, OPEN, CLOSED, UNSAID, CAUTION, ACTION, CALL, OTHER, DANGER, DANGER_NUMBER)

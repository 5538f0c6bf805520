"""Desk names written wrongly (民政委員, 地域包活支援センター): near matches on the writing, for names only.

Danger words never come here: one letter turns them into their opposite.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knowledge.destinations import DestinationId
from knowledge.normalise import normalise

SHORTEST_NAME = 4
# Measured on names of desks with one wrong or missing character: below 85 other desks' names come in.
ALIKE = 85.0
ONE_IN_FOUR = 75.0
LONG_NAME = 8


@dataclass(frozen=True, slots=True)
class NameFound:
    """A desk named in a message: as it is spelt, as it was written, and how alike the two are (0 to 100)."""

    destination: DestinationId
    name: str
    alike: float

    @property
    def exact(self) -> bool:
        """Tell whether the name stands in the message letter by letter."""
        return self.alike >= 100.0


class DeskNames:
    """Names and aliases of desks, looked up exactly and, from four characters on, by likeness."""

    def __init__(self, names: Iterable[tuple[DestinationId, str]]) -> None:
        """Take (desk, name or alias) pairs; names are normalised."""
        pairs = [(desk, normalise(name)) for desk, name in names]
        self._exact = [(desk, name) for desk, name in pairs if len(name) >= 2]
        self._long = [(desk, name) for desk, name in self._exact if len(name) >= SHORTEST_NAME]
        self._choices: Sequence[str] = [name for _, name in self._long]
        # Most names share no letters with a message; comparing those would cost more than all the rest.
        self._letters = [frozenset(name) for name in self._choices]

    def named_in(self, text: str) -> tuple[NameFound, ...]:
        """Return the desks whose name stands in normalised `text`, longest name first; none inside another."""
        found = [(desk, name) for desk, name in self._exact if name in text]
        longest = [
            (desk, name)
            for desk, name in found
            if not any(name != other and name in other for _, other in found)
        ]
        return tuple(
            NameFound(desk, name, 100.0) for desk, name in sorted(longest, key=lambda pair: -len(pair[1]))
        )

    def misspelt_in(self, text: str) -> tuple[NameFound, ...]:
        """Return the desks whose name stands in `text` with a wrong letter or two, likeliest first."""
        if len(text) < SHORTEST_NAME or not self._choices:
            return ()
        letters = set(text)
        likely = [
            place for place, name in enumerate(self._letters) if len(name - letters) <= 1 + len(name) // 8
        ]
        if not likely:
            return ()
        names = {place: self._choices[place] for place in likely}
        alike = process.extract(text, names, scorer=fuzz.partial_ratio, score_cutoff=ONE_IN_FOUR, limit=10)
        found = [
            (self._long[place][0], name, score) for name, score, place in alike if _stands(name, text, score)
        ]
        return tuple(NameFound(desk, name, score) for desk, name, score in found[:5])


def _stands(name: str, text: str, score: float) -> bool:
    """Tell whether a name is meant: 85 for long names; one wrong letter inside a short one, never at its ends."""
    if len(text) < len(name) - 1:
        return False
    if len(name) >= LONG_NAME:
        return score >= ALIKE
    place = fuzz.partial_ratio_alignment(name, text)
    if place is None or score < 100.0 * (len(name) - 1) / len(name) - 1.0:
        return False
    there = text[place.dest_start : place.dest_end]
    return len(there) == len(name) and there[0] == name[0] and there[-1] == name[-1]

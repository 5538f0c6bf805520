"""The public directory: every destination residents may be shown, found by words, field, area and opening.

Thousands of entries are searched by looking through their words in memory: measured at 30,000 entries by
`tests/bench/bench_directory.py`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import cos, hypot, radians

from knowledge.areas import Area, AreaId, AreaTree
from knowledge.destinations import Basis, Category, Destination, DestinationId, Reach
from knowledge.hours import OfficeHours
from knowledge.normalise import normalise, to_hiragana

LONGEST_WORDS = 100
MOST_WORDS = 8
KM_OF_A_DEGREE = 111.2
_BETWEEN = re.compile(r"[\s、。・,，/／]+|(?<=[一-鿿])の(?=[一-鿿])")


class Field(StrEnum):
    """The fields people look under."""

    MEDICAL = "medical"
    CARE = "care"
    DISABILITY = "disability"
    CHILD = "child"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class FieldWords:
    """Which categories a field holds, and which whole words mean it."""

    field_of: Mapping[Category, Field]
    by_word: Mapping[str, Field]


@cache
def load_fields() -> FieldWords:
    """Read the fields, once per process."""
    tables = tomllib.loads(files("knowledge").joinpath("directory_fields.toml").read_text(encoding="utf-8"))
    return FieldWords(
        {Category(name): Field(field) for field, table in tables.items() for name in table["categories"]},
        {plain(word): Field(field) for field, table in tables.items() for word in table["words"]},
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. `open_at` (Tokyo) keeps what is open then; `by_distance` takes in other areas too."""

    words: str = ""
    field: Field | None = None
    area: AreaId | None = None
    open_at: datetime | None = None
    by_distance: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    """An entry as the search looks at it; `hours` numbers its opening hours, for thousands share a few."""

    destination: Destination
    name: str
    text: str
    hours: int
    always: bool


class Directory:
    """The destinations of one municipality that may be listed; never changed once made, safe to share."""

    def __init__(
        self,
        destinations: Iterable[Destination],
        phrases: Iterable[tuple[DestinationId, str]],
        areas: AreaTree,
        office_hours: OfficeHours | None = None,
    ) -> None:
        """Take what the town knows; `office_hours` are those of the office that 民生委員 are reached through."""
        said: dict[DestinationId, list[str]] = {}
        for desk, text in phrases:
            said.setdefault(desk, []).append(text)
        self.areas = areas
        self._office_hours = office_hours
        self._area_names = _names_of(areas)
        listed = [found for found in destinations if found.offered]
        # What staff keep comes before what was made from lists; within each, as they arranged it.
        listed.sort(key=lambda found: found.basis is Basis.GENERATED)
        self._hours: dict[OfficeHours | None, int] = {}
        self._kept = tuple(self._keep(found, said.get(found.id, ())) for found in listed)
        self._of_field = {
            field: tuple(kept for kept in self._kept if field_of(kept.destination) is field)
            for field in Field
        }
        self._by_id = {kept.destination.id: kept.destination for kept in self._kept}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, id_: str, day: date) -> Destination | None:
        """Return a listed destination that counts on a Tokyo day, or None."""
        found = self._by_id.get(DestinationId(id_))
        return found if found is not None and found.valid_on(day) else None

    def hours_of(self, destination: Destination) -> OfficeHours | None:
        """Return when somebody answers for a destination: its office, where it is reached through one."""
        return self._office_hours if destination.reach is Reach.VIA_OFFICE else destination.hours

    def understood(self, wanted: Wanted) -> Wanted:
        """Return what is wanted with words that mean a field or an area taken as such, unless those are given."""
        fields, left = load_fields().by_word, []
        field, area = wanted.field, wanted.area
        for word in _words(wanted.words):
            if field is None and word in fields:
                field = fields[word]
            elif area is None and word in self._area_names:
                area = self._area_names[word]
            elif fields.get(word) is not field or field is None:
                left.append(word)
        return replace(wanted, words=" ".join(left), field=field, area=area)

    def find(self, wanted: Wanted, day: date) -> tuple[Destination, ...]:
        """Return everything that is wanted and counts on a Tokyo day: names first, then the nearest."""
        meant = self.understood(wanted)
        words = meant.words.split()
        chain = self.areas.chain(meant.area) if meant.area is not None else ()
        home = self._home(meant.area) if meant.by_distance else None
        kept = self._kept if meant.field is None else self._of_field[meant.field]
        for word in words:
            kept = tuple(entry for entry in kept if word in entry.text)
        if meant.open_at is not None:
            open_ = self._open_at(meant.open_at)
            kept = tuple(entry for entry in kept if entry.hours in open_)
        if chain and home is None:
            kept = tuple(entry for entry in kept if _serves(entry.destination, chain))
        kept = tuple(entry for entry in kept if entry.always or entry.destination.valid_on(day))
        if home is not None:
            kept = tuple(sorted(kept, key=lambda entry: _distance(entry.destination, home)))
        elif chain:
            kept = tuple(sorted(kept, key=lambda entry: _steps(entry.destination, chain)))
        if words and home is None:
            kept = tuple(sorted(kept, key=lambda entry: sum(word not in entry.name for word in words)))
        return tuple(entry.destination for entry in kept)

    def _keep(self, destination: Destination, phrases: Sequence[str]) -> _Kept:
        chain = self.areas.chain(destination.area) if destination.area is not None else ()
        places = [area.name for id_ in chain if (area := self.areas.get(id_)) is not None]
        names = (destination.name, *destination.aliases)
        address = "" if destination.reach is Reach.VIA_OFFICE else destination.address
        told = (destination.description, destination.handles, destination.organisation, address)
        terms = (destination.terms.eligibility, destination.terms.how_to_apply, *destination.languages)
        text = "\n".join(part for part in (*told, *terms, *places, *phrases) if part)
        name = plain(" ".join(names))
        return _Kept(
            destination,
            name,
            f"{name}\n{plain(text)}",
            self._hours.setdefault(self.hours_of(destination), len(self._hours)),
            always=destination.valid_from is None and destination.valid_to is None,
        )

    def _open_at(self, moment: datetime) -> frozenset[int]:
        return frozenset(
            number for hours, number in self._hours.items() if hours is not None and hours.open_at(moment)
        )

    def _home(self, area: AreaId | None) -> Area | None:
        """Return the nearest area of the chain that has a point on the map."""
        for id_ in self.areas.chain(area) if area is not None else ():
            found = self.areas.get(id_)
            if found is not None and found.latitude is not None and found.longitude is not None:
                return found
        return None


def field_of(destination: Destination) -> Field:
    """Return the field under which people find a destination."""
    return load_fields().field_of[destination.category]


def _serves(destination: Destination, chain: tuple[AreaId, ...]) -> bool:
    return destination.area is None or destination.area in chain


def _steps(destination: Destination, chain: tuple[AreaId, ...]) -> float:
    if destination.area is None or destination.area not in chain:
        return float(len(chain))
    return float(chain.index(destination.area))


def _distance(destination: Destination, home: Area) -> float:
    """Return kilometres on a flat map, near enough within one town; infinite where the place is not known."""
    here = destination.place
    if None in (here.latitude, here.longitude, home.latitude, home.longitude):
        return float("inf")
    north = (float(here.latitude or 0) - float(home.latitude or 0)) * KM_OF_A_DEGREE
    east = (float(here.longitude or 0) - float(home.longitude or 0)) * KM_OF_A_DEGREE
    return hypot(north, east * cos(radians(float(home.latitude or 0))))


def _names_of(areas: AreaTree) -> dict[str, AreaId]:
    """Return areas by name and alias; of two with one name the deeper is left to the words."""
    found: dict[str, AreaId] = {}
    for area in sorted(areas, key=lambda each: each.level):
        for name in (area.name, *area.aliases):
            found.setdefault(plain(name), area.id)
    return found


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(plain(text[:LONGEST_WORDS])) if word][:MOST_WORDS]


def plain(text: str) -> str:
    """Return a text for comparison: one width, lower case, katakana as hiragana."""
    return to_hiragana(normalise(text))

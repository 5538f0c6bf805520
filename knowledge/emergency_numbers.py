"""The registry of emergency and help numbers: the one place where such numbers may stand.

Retired and unverified numbers stay in the registry, marked, so that they can be refused everywhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from knowledge.csv_rows import Row, read_rows
from knowledge.data_files import DataFile
from knowledge.hours import OfficeHours
from knowledge.problems import Problems

REGISTRY_FILE = Path(__file__).parent / "emergency_numbers.csv"
CHECK_HOLDS = timedelta(days=180)
COLUMNS = (
    "number", "name", "note", "for_whom", "dangers", "dangers_now", "hours", "cost", "text_route", "text_hours",
    "area", "status", "replaced_by", "source", "checked",
)  # fmt: skip


class NumberStatus(StrEnum):
    """Whether a number may be shown: only `CURRENT` ones may."""

    CURRENT = "current"
    UNVERIFIED = "unverified"
    RETIRED = "retired"


class Caller(StrEnum):
    """Whom a number is meant for."""

    ANYONE = "anyone"
    CHILD = "child"
    GUARDIAN = "guardian"
    IP_PHONE = "ip_phone"


class NumberArea(StrEnum):
    """Where a number can be reached: `REGIONAL` and `COAST` only where a municipality lists it."""

    NATIONWIDE = "nationwide"
    REGIONAL = "regional"
    COAST = "coast"


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """One number; `name` and `note` are plain Japanese, `dangers` names of kinds of danger.

    `dangers_now` are dangers it serves only while life is at risk. `hours` is None where they are not known.
    """

    number: str
    name: str
    note: str
    for_whom: Caller
    dangers: tuple[str, ...]
    dangers_now: tuple[str, ...]
    hours: OfficeHours | None
    cost: str
    text_route: str
    text_hours: OfficeHours | None
    area: NumberArea
    status: NumberStatus
    replaced_by: str
    source: str
    checked: date

    @property
    def emergency(self) -> bool:
        """Tell whether this is a three-digit number that sends help at once."""
        return self.number in {"110", "118", "119"}

    def open_at(self, moment: datetime) -> bool | None:
        """Tell whether somebody answers at a moment in Tokyo time; None where the hours are not known."""
        return None if self.hours is None else self.hours.open_at(moment)

    def writes_at(self, moment: datetime) -> bool:
        """Tell whether somebody can be written to at a moment in Tokyo time."""
        return bool(self.text_route) and self.text_hours is not None and self.text_hours.open_at(moment)


@dataclass(frozen=True, slots=True)
class Registry:
    """All numbers in the order in which they are preferred."""

    numbers: tuple[EmergencyNumber, ...]

    def current(self) -> Iterator[EmergencyNumber]:
        """Yield the numbers that may be shown."""
        return (number for number in self.numbers if number.status is NumberStatus.CURRENT)

    def retired(self) -> Iterator[EmergencyNumber]:
        """Yield the numbers that may stand nowhere else."""
        return (number for number in self.numbers if number.status is NumberStatus.RETIRED)

    def stale(self, day: date) -> tuple[EmergencyNumber, ...]:
        """Return the numbers that may be shown and were last checked more than 180 days before a Tokyo day."""
        return tuple(number for number in self.current() if day - number.checked > CHECK_HOLDS)

    def find(self, number: str) -> EmergencyNumber | None:
        """Return the entry of a number as it is written in the registry, or None."""
        return next((entry for entry in self.numbers if entry.number == number), None)


@cache
def load_registry(file: Path = REGISTRY_FILE) -> Registry:
    """Read the registry (UTF-8, CSV). Raise `DataError` naming every mistake with file and line."""
    problems = Problems()
    numbers = [
        _number(row)
        for row in read_rows(DataFile(file.parent.name, file.name, file.read_bytes()), COLUMNS, problems)
    ]
    problems.raise_if_any()
    return Registry(tuple(numbers))


def _month(row: Row) -> date:
    """Return the day of a check; of one that names only its month the first, so that the warning comes rather early."""
    text = row.needed("checked")
    try:
        return date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        row.problem(f"checked is {text!r}, not a month or date as YYYY-MM or YYYY-MM-DD", "checked")
        return date.min


def _number(row: Row) -> EmergencyNumber:
    status = row.choice("status", NumberStatus)
    number = EmergencyNumber(
        number=row.needed("number"),
        name=row.needed("name"),
        note=row.text("note"),
        for_whom=row.choice("for_whom", Caller),
        dangers=row.words("dangers"),
        dangers_now=row.words("dangers_now"),
        hours=row.hours("hours"),
        cost=row.text("cost"),
        text_route=row.text("text_route"),
        text_hours=row.hours("text_hours"),
        area=row.choice("area", NumberArea),
        status=status,
        replaced_by=row.text("replaced_by"),
        source=row.needed("source"),
        checked=_month(row),
    )
    if status is NumberStatus.RETIRED and not number.replaced_by:
        row.problem(f"{number.number} is retired and names no number in its place")
    return number

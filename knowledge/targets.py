"""Targets of a fiscal year: what a plan promises, in numbers, and where the result comes from."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.csv_rows import Row, read_rows
from knowledge.data_files import DataFile
from knowledge.problems import Problems

TARGET_COLUMNS = ("id", "fiscal_year", "programme", "name", "unit", "measure", "planned")
EARLIEST, LATEST = 2000, 2099
MOST = 10_000_000


class Measure(StrEnum):
    """Where the result of a target comes from: `ENTERED` by people, every other counted by the desk itself."""

    ENTERED = "entered"
    CONSULTATIONS = "consultations"
    PERSONS = "persons"
    WINDOW_CONSULTATIONS = "window_consultations"
    CERTIFIED_WINDOWS = "certified_windows"
    REFERRALS = "referrals"
    CONNECTED = "connected"


@dataclass(frozen=True, slots=True)
class Target:
    """One indicator in one fiscal year (2026 is April 2026 to March 2027); `planned` None goes on without a number."""

    id: str
    fiscal_year: int
    programme: str
    name: str
    unit: str
    measure: Measure
    planned: int | None


def read_targets(file: DataFile, problems: Problems) -> tuple[Target, ...]:
    """Read `targets.csv`; an indicator that stands twice for one year is a problem. A missing file means none."""
    if file.content is None:
        return ()
    found: dict[tuple[str, int], Target] = {}
    for row in read_rows(file, TARGET_COLUMNS, problems):
        target = _target(row)
        key = (target.id, target.fiscal_year)
        if key in found:
            row.problem(f"{target.id} stands twice for {target.fiscal_year}")
        found[key] = target
    return tuple(found.values())


def _target(row: Row) -> Target:
    year = row.whole("fiscal_year", highest=LATEST)
    if year is None or year < EARLIEST:
        row.problem("fiscal_year must be a year such as 2026", "fiscal_year")
    return Target(
        id=row.needed("id"),
        fiscal_year=year or EARLIEST,
        programme=row.text("programme"),
        name=row.needed("name"),
        unit=row.text("unit"),
        measure=row.choice("measure", Measure),
        planned=row.whole("planned", highest=MOST),
    )

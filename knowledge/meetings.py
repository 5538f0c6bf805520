"""Which meeting of a town takes a case, by its subject: 支援調整会議, 地域ケア会議 and the like."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.csv_rows import read_rows
from knowledge.data_files import DataFile
from knowledge.destinations import Category, Destination
from knowledge.problems import Problems

SUBJECTS = Path(__file__).parent / "meeting_subjects.csv"
MEETING_KIND = "case_conference"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of staff and the section of the town hall that holds it (empty where the list does not say)."""

    destination: Destination
    section: str


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """The meetings that a case needs; a case of several subjects is one for 多機関協働."""

    meetings: tuple[Meeting, ...]
    several_bodies: bool


def meetings_for(destinations: Iterable[Destination], subjects: Iterable[Category]) -> MeetingPlan:
    """Return the meetings for the subjects of a case, in the order of the subjects.

    A meeting's subject stands in the brackets of its name, as 地域ケア会議（高齢者）; its section as its address.
    """
    held = [d for d in destinations if d.kind == MEETING_KIND]
    wanted = tuple(dict.fromkeys(subjects))
    found: dict[str, Meeting] = {}
    for subject in wanted:
        words = {f"（{word}）" for word, category in _subjects() if category is subject}
        for destination in held:
            if any(destination.name.endswith(word) for word in words):
                found[destination.id] = Meeting(destination, destination.address)
    return MeetingPlan(tuple(found.values()), several_bodies=len(found) > 1)


@cache
def _subjects() -> tuple[tuple[str, Category], ...]:
    """Return the words for subjects; raise `DataError` naming every mistake of the file."""
    problems = Problems()
    file = DataFile(SUBJECTS.parent.name, SUBJECTS.name, SUBJECTS.read_bytes())
    rows = read_rows(file, ("category", "word"), problems)
    words = tuple((row.needed("word"), row.choice("category", Category)) for row in rows)
    problems.raise_if_any()
    return words

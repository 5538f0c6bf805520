"""The CSV files of a profile, each read into its domain objects."""

from dataclasses import dataclass

from knowledge.areas import Area, AreaId, AreaTree
from knowledge.csv_rows import Row, read_rows
from knowledge.data_files import DataFile
from knowledge.destination_rows import area_of
from knowledge.destinations import DestinationId
from knowledge.hours import HoursError, OfficeHours, parse_hours
from knowledge.problems import Problems
from knowledge.rota import Shift
from knowledge.windows import Window, WindowStatus


@dataclass(frozen=True, slots=True)
class Phrase:
    """A resident's own words for a destination; `entry` keeps subjects of one desk apart, or is empty."""

    destination: DestinationId
    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample worry of the test bench, and the destinations that would be right."""

    text: str
    expected: tuple[DestinationId, ...]


def read_areas(file: DataFile, problems: Problems) -> tuple[Area, ...]:
    """Read `areas.csv` in the order of the file."""
    found: list[Area] = []
    for row in read_rows(file, ("id", "name", "level", "parent", "aliases"), problems):
        level = row.number("level")
        if level is None or level < 1:
            row.problem("level must be 1 or more")
            continue
        parent = row.text("parent")
        found.append(
            Area(
                AreaId(row.needed("id")),
                row.needed("name"),
                int(level),
                AreaId(parent) if parent else None,
                row.words("aliases"),
                row.number("latitude"),
                row.number("longitude"),
            )
        )
    return tuple(found)


def read_phrases(file: DataFile, known: frozenset[DestinationId], problems: Problems) -> tuple[Phrase, ...]:
    """Read `phrases.csv`; a phrase of an unknown destination, or one that stands twice for it, is a problem."""
    found: dict[tuple[str, str], Phrase] = {}
    for row in read_rows(file, ("destination", "entry", "text"), problems):
        phrase = Phrase(DestinationId(row.needed("destination")), row.text("entry"), row.needed("text"))
        if phrase.destination not in known:
            row.problem(f"no destination {phrase.destination!r}")
        if (phrase.destination, phrase.text) in found:
            row.problem(f"the phrase stands twice for {phrase.destination}")
        found[(phrase.destination, phrase.text)] = phrase
    return tuple(found.values())


WINDOW_COLUMNS = (
    *("id", "name", "kind", "area", "address", "phone", "hours", "status"),
    *("applied_on", "certified_on"),
)


def read_windows(file: DataFile, areas: AreaTree, problems: Problems) -> tuple[Window, ...]:
    """Read `windows.csv`; a certified window without an application date is a problem."""
    found: list[Window] = []
    for row in read_rows(file, WINDOW_COLUMNS, problems):
        window = Window(
            id=row.needed("id"),
            name=row.needed("name"),
            kind=row.needed("kind"),
            area=area_of(row, areas) or AreaId(""),
            status=row.choice("status", WindowStatus),
            address=row.text("address"),
            phone=row.text("phone"),
            hours=row.hours("hours"),
            applied_on=row.day("applied_on"),
            certified_on=row.day("certified_on"),
            withdrawn_on=row.day("withdrawn_on"),
            latitude=row.number("latitude"),
            longitude=row.number("longitude"),
        )
        if window.status is WindowStatus.CERTIFIED and window.applied_on is None:
            row.problem("a certified window needs the date of its application (applied_on)")
        found.append(window)
    return tuple(found)


def read_rota(file: DataFile, areas: AreaTree, problems: Problems) -> tuple[Shift, ...]:
    """Read `rota.csv`: one shift a line."""
    found: list[Shift] = []
    for row in read_rows(file, ("days", "from", "to", "area", "order", "login"), problems):
        hours = _shift_hours(row)
        order = row.number("order") or 1
        if hours is not None:
            found.append(Shift(row.needed("login"), hours, area_of(row, areas), int(order)))
    return tuple(found)


def _shift_hours(row: Row) -> OfficeHours | None:
    try:
        return parse_hours(f"{row.needed('days')} {row.needed('from')}-{row.needed('to')}")
    except HoursError as error:
        row.problem(str(error))
        return None


def read_samples(file: DataFile, offered: frozenset[DestinationId], problems: Problems) -> tuple[Sample, ...]:
    """Read `samples.csv`; each expected destination must be one that is offered."""
    found: list[Sample] = []
    for row in read_rows(file, ("text", "expected"), problems):
        expected = tuple(DestinationId(word) for word in row.words("expected"))
        unknown = [desk for desk in expected if desk not in offered]
        if not expected or unknown:
            row.problem(f"expected must name offered destinations, not {', '.join(unknown) or 'nothing'}")
        found.append(Sample(row.needed("text"), expected))
    return tuple(found)

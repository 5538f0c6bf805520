"""A profile as tables of rows, the form in which workbooks, open data and HSDS meet it and changes are told."""

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.csv_rows import read_rows
from knowledge.data_files import ProfileFiles
from knowledge.destination_rows import DESTINATION_COLUMNS, OPTIONAL_COLUMNS
from knowledge.hours import parse_hours
from knowledge.hours_writing import same_hours
from knowledge.problems import Problems
from knowledge.profile_records import PHRASE_COLUMNS
from knowledge.profile_tables import WINDOW_COLUMNS
from knowledge.staff_contacts import STAFF_CONTACT_COLUMNS
from knowledge.targets import TARGET_COLUMNS
from knowledge.toml_rows import rows_of_toml, toml_of_rows

Row = Mapping[str, str]
Tables = Mapping[str, tuple[Row, ...]]

DESTINATIONS = "destinations.csv"
HOURS = "hours"


@dataclass(frozen=True, slots=True)
class TableKind:
    """One table: its file, its columns, those that may be left out, and the columns that name a row."""

    file: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()

    @property
    def is_toml(self) -> bool:
        """Tell whether the file holds keys and values instead of CSV."""
        return self.file.endswith(".toml")

    def key_of(self, row: Row) -> tuple[str, ...]:
        """Return what names a row."""
        return tuple(row.get(column, "").strip() for column in self.key)

    def same(self, column: str, before: str, after: str) -> bool:
        """Tell whether two cells say the same: 32.70 is 32.7, and the order of opening hours does not count."""
        if before == after:
            return True
        try:
            if column in self.numbers:
                return float(before) == float(after)
            return column == HOURS and same_hours(parse_hours(before), parse_hours(after))
        except ValueError:
            return False


WINDOW_OPTIONAL = ("withdrawn_on", "latitude", "longitude")

KINDS = (
    TableKind(
        DESTINATIONS,
        DESTINATION_COLUMNS + OPTIONAL_COLUMNS,
        ("id",),
        OPTIONAL_COLUMNS,
        frozenset({"latitude", "longitude", "minimum_age", "maximum_age"}),
    ),
    TableKind("staff_contacts.csv", STAFF_CONTACT_COLUMNS, ("destination", "name", "role")),
    TableKind("phrases.csv", PHRASE_COLUMNS, ("destination", "text")),
    TableKind(
        "areas.csv",
        ("id", "name", "level", "parent", "aliases", "latitude", "longitude"),
        ("id",),
        ("latitude", "longitude"),
        frozenset({"level", "latitude", "longitude"}),
    ),
    TableKind(
        "windows.csv",
        WINDOW_COLUMNS + WINDOW_OPTIONAL,
        ("id",),
        WINDOW_OPTIONAL,
        frozenset({"latitude", "longitude"}),
    ),
    TableKind(
        "rota.csv",
        ("days", "from", "to", "area", "order", "login"),
        ("days", "from", "to", "area", "order", "login"),
        (),
        frozenset({"order"}),
    ),
    TableKind("samples.csv", ("text", "expected"), ("text",)),
    TableKind(
        "targets.csv", TARGET_COLUMNS, ("id", "fiscal_year"), (), frozenset({"fiscal_year", "planned"})
    ),
    TableKind("municipality.toml", ("key", "value"), ("key",)),
    TableKind("texts.toml", ("key", "value"), ("key",)),
)
KIND_OF = {kind.file: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Written:
    """Tables as files of a profile, and for each file which row stands at which line."""

    files: ProfileFiles
    rows: Mapping[tuple[str, int], int] = field(repr=False)


def tables_of(files: ProfileFiles) -> Tables:
    """Take a profile apart; raise `knowledge.problems.DataError` when its files cannot be read."""
    problems = Problems()
    found: dict[str, tuple[Row, ...]] = {}
    for kind in KINDS:
        file = files.file(kind.file)
        if kind.is_toml:
            try:
                found[kind.file] = rows_of_toml(file)
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                problems.add(file, 0, f"not readable as TOML: {error}")
        elif file.content is None:
            found[kind.file] = ()
        else:
            needed = tuple(column for column in kind.columns if column not in kind.optional)
            rows = read_rows(file, needed, problems)
            found[kind.file] = tuple(tidy(row.cells) for row in rows)
    problems.raise_if_any()
    return found


def tidy(row: Row) -> Row:
    """Return a row without surrounding space, without empty cells, and with one kind of line break."""
    cells = {column: value.replace("\r\n", "\n").replace("\r", "\n").strip() for column, value in row.items()}
    return {column: value for column, value in cells.items() if value}


def write_tables(tables: Tables, base: ProfileFiles) -> Written:
    """Put tables together to files; raise `knowledge.problems.DataError` for settings of a wrong type."""
    problems = Problems()
    contents: dict[str, bytes] = {}
    places: dict[tuple[str, int], int] = {}
    for kind in KINDS:
        rows = tables.get(kind.file, ())
        if not rows and base.file(kind.file).content is None:
            continue
        if kind.is_toml:
            try:
                contents[kind.file] = toml_of_rows(rows, base.file(kind.file))
            except ValueError as error:
                problems.add(base.file(kind.file), 0, str(error))
        else:
            contents[kind.file] = csv_bytes(kind.columns, rows)
            places |= _places(kind, rows)
    problems.raise_if_any()
    return Written(ProfileFiles(base.folder, contents), places)


def csv_bytes(columns: tuple[str, ...], rows: Iterable[Row]) -> bytes:
    """Write rows as CSV (UTF-8, LF)."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _places(kind: TableKind, rows: tuple[Row, ...]) -> dict[tuple[str, int], int]:
    """Return the line on which each row ends, as the CSV reader counts lines."""
    line, found = 1, {}
    for index, row in enumerate(rows):
        line += 1 + sum(row.get(column, "").count("\n") for column in kind.columns)
        found[(kind.file, line)] = index
    return found

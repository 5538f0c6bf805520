"""Reading a CSV file of a profile: a header that is checked, and rows that know their line."""

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from knowledge.data_files import DataFile
from knowledge.hours import HoursError, OfficeHours, parse_hours
from knowledge.problems import Problems

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file. Its methods parse one cell and note a problem with file and line where it is wrong."""

    file: DataFile
    line: int
    cells: Mapping[str, str]
    problems: Problems

    def text(self, column: str) -> str:
        """Return the cell without surrounding space; empty where the column is absent."""
        return self.cells.get(column, "").strip()

    def needed(self, column: str) -> str:
        """Return the cell; an empty one is a problem."""
        value = self.text(column)
        if not value:
            self.problem(f"{column} is empty", column)
        return value

    def words(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell separated by `|`."""
        return tuple(part.strip() for part in self.text(column).split("|") if part.strip())

    def choice(self, column: str, kind: type[Kind]) -> Kind:
        """Return the cell as a member of `kind`; the first member stands in where it is none."""
        try:
            return kind(self.text(column))
        except ValueError:
            allowed = ", ".join(kind)
            self.problem(f"{column} is {self.text(column)!r}, allowed: {allowed}", column)
            return next(iter(kind))

    def day(self, column: str) -> date | None:
        """Return the cell as a date (YYYY-MM-DD), None when empty."""
        value = self.text(column)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.problem(f"{column} is {value!r}, not a date as YYYY-MM-DD", column)
            return None

    def number(self, column: str) -> float | None:
        """Return the cell as a number, None when empty."""
        value = self.text(column)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.problem(f"{column} is {value!r}, not a number", column)
            return None
        return number

    def whole(self, column: str, *, highest: int) -> int | None:
        """Return the cell as a whole number from 0 to `highest`, None when empty."""
        value = self.number(column)
        if value is None:
            return None
        if value != int(value) or not 0 <= value <= highest:
            self.problem(f"{column} is {self.text(column)!r}, not a whole number from 0 to {highest}", column)
            return None
        return int(value)

    def hours(self, column: str) -> OfficeHours | None:
        """Return the cell as opening hours, None when empty."""
        try:
            return parse_hours(self.text(column))
        except HoursError as error:
            self.problem(f"{column}: {error}", column)
            return None

    def problem(self, text: str, column: str = "") -> None:
        """Note a mistake of this line, or of one of its cells."""
        self.problems.add(self.file, self.line, text, column)


class Reader(Protocol):
    """What `csv.reader` gives: rows of cells, and the line it has come to."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]:
        """Go through the rows."""
        ...

    def __next__(self) -> list[str]:
        """Return the next row."""
        ...


def read_rows(file: DataFile, columns: tuple[str, ...], problems: Problems) -> Iterator[Row]:
    """Yield the rows of a UTF-8 file (a BOM is passed over) whose header has at least `columns`.

    A missing file, a wrong header, undecodable bytes and rows of another width are noted as problems.
    """
    try:
        reader = csv.reader(io.StringIO(file.text(), newline=""), strict=True)
    except FileNotFoundError:
        problems.add(file, 0, "the file is missing")
        return
    except UnicodeDecodeError as error:
        problems.add(file, 0, f"not UTF-8 at byte {error.start}")
        return
    try:
        yield from _rows(file, reader, columns, problems)
    except csv.Error as error:
        problems.add(file, reader.line_num, f"not readable as CSV: {error}")


def _rows(file: DataFile, reader: Reader, columns: tuple[str, ...], problems: Problems) -> Iterator[Row]:
    header = next(reader, [])
    missing = [column for column in columns if column not in header]
    if missing:
        problems.add(file, 1, f"the header lacks: {', '.join(missing)}")
        return
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problems.add(file, reader.line_num, f"{len(cells)} cells, the header has {len(header)}")
            continue
        yield Row(file, reader.line_num, dict(zip(header, cells, strict=True)), problems)

"""One sheet, row by row: the header is matched with the layout, then every cell is read for what it may hold."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from openpyxl.utils import get_column_letter

from knowledge.findings import Finding, FindingKind, Weight, problem
from knowledge.phone_numbers import PhoneError, read_phone
from knowledge.tables import Row
from knowledge.workbook.cells import CellError, cell_text
from knowledge.workbook.layout import Column, Sheet

PHONES = frozenset({"phone", "fax"})
TOLD_EVERY = 500


class CellLike(Protocol):
    """A cell as openpyxl streams it."""

    @property
    def value(self) -> object:
        """What it holds, None when empty."""
        ...

    @property
    def data_type(self) -> str:
        """The type of what it holds: `s` text, `n` number or nothing, `f` formula, `e` error, `b`, `d`."""
        ...


def plain(title: str) -> str:
    """Return a title as it is compared: widths and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", title).split())


class SheetRows:
    """The rows of one sheet, their numbers, and what was found in them."""

    def __init__(self, sheet: Sheet, kept: Iterable[Row]) -> None:
        """Take the layout of the sheet and its present rows, for columns that the sheet lacks."""
        self._sheet = sheet
        self._kept = {sheet.table.key_of(row): row for row in kept}
        self._columns: list[Column | None] = []
        self._absent: tuple[str, ...] = ()
        self._strange: set[int] = set()
        self.rows: list[Row] = []
        self.numbers: list[int] = []
        self.findings: list[Finding] = []

    def read(self, rows: Iterable[Sequence[CellLike]], progress: Callable[[int], object]) -> None:
        """Read header and rows; empty rows count in the numbering and are passed over."""
        for number, cells in enumerate(rows, 1):
            if number == 1:
                self._header(cells)
            elif any(cell.value is not None for cell in cells):
                self._row(number, cells)
            if number % TOLD_EVERY == 0:
                progress(TOLD_EVERY)
        if not self._columns:
            self._header(())

    def _header(self, cells: Sequence[CellLike]) -> None:
        by_title = {plain(column.title): column for column in self._sheet.columns}
        for number, cell in enumerate(cells, 1):
            title = plain(str(cell.value)) if cell.value is not None else ""
            column = by_title.pop(title, None)
            if column is None and any(title == plain(other.title) for other in self._sheet.columns):
                self._note(FindingKind.COLUMN_TWICE, 1, get_column_letter(number), str(cell.value))
            self._columns.append(column)
        for column in by_title.values():
            weight = Weight.PROBLEM if column.name not in self._sheet.table.optional else Weight.NOTICE
            self.findings.append(
                Finding(weight, FindingKind.COLUMN_MISSING, self._sheet.name, 1, column.title)
            )
        self._absent = tuple(column.name for column in by_title.values())

    def _row(self, number: int, cells: Sequence[CellLike]) -> None:
        row: dict[str, str] = {}
        for place, cell in enumerate(cells):
            column = self._columns[place] if place < len(self._columns) else None
            if column is not None:
                row[column.name] = self._cell(number, cell, column)
            elif cell.value is not None and place not in self._strange:
                self._strange.add(place)
                self._note(FindingKind.COLUMN_UNKNOWN, number, get_column_letter(place + 1), str(cell.value))
        row = {name: value for name, value in row.items() if value}
        if not row:
            return
        was = self._kept.get(self._sheet.table.key_of(row), {})
        row |= {name: was[name] for name in self._absent if name in was}
        self.rows.append(row)
        self.numbers.append(number)

    def _cell(self, number: int, cell: CellLike, column: Column) -> str:
        try:
            text = cell_text(cell.value, cell.data_type, column)
        except CellError as error:
            self._note(error.kind, number, column.title, error.found)
            return ""
        if column.name in PHONES and isinstance(cell.value, int | float):
            return self._numeric_phone(number, text, column)
        return text

    def _numeric_phone(self, number: int, text: str, column: Column) -> str:
        """Give a telephone number its lost zero back where that is certain."""
        try:
            phone = read_phone(text).number
        except PhoneError:
            self._note(FindingKind.PHONE_WRONG, number, column.title, text)
            return ""
        if phone != text:
            place = (self._sheet.name, number, column.title)
            self.findings.append(Finding(Weight.REPAIR, FindingKind.PHONE_MENDED, *place, text, phone))
        return phone

    def _note(self, kind: FindingKind, row: int, column: str, found: str) -> None:
        self.findings.append(problem(kind, self._sheet.name, row, column, found))

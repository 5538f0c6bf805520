"""Writes the knowledge of a town into one workbook: a sheet for each kind, drop-downs, a first sheet that explains."""

import io
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.data_files import ProfileFiles
from knowledge.tables import Row, tables_of
from knowledge.workbook.hours_words import hours_in_japanese
from knowledge.workbook.layout import Column, ColumnKind, Layout, Sheet, load_layout

LONGEST_CELL = 32_767
SPARE_ROWS = 2_000
HEAD = PatternFill("solid", fgColor="DCE6F5")
AREAS, DESTINATIONS = "areas.csv", "destinations.csv"


class WorkbookTooSmallError(ValueError):
    """A text is longer than a cell can hold; shorten it, do not retry."""


def write_workbook(files: ProfileFiles, town: str) -> bytes:
    """Return the workbook (.xlsx) of a profile. Raise `DataError` for one that cannot be read."""
    layout, tables = load_layout(), tables_of(files)
    book = Workbook()
    first = book.active
    if not isinstance(first, Worksheet):
        raise TypeError("a new workbook has a sheet")
    _explain(first, layout, town)
    for sheet in layout.sheets:
        _fill(book.create_sheet(sheet.name), sheet, tables[sheet.table.file], layout)
    _choices(book.create_sheet(layout.choices_sheet), layout)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(page: Worksheet, layout: Layout, town: str) -> None:
    page.title = layout.start
    page.column_dimensions["A"].width = 22
    page.column_dimensions["B"].width = 24
    page.column_dimensions["C"].width = 60
    page.append([layout.title.format(town=town)])
    page["A1"].font = Font(size=18, bold=True)
    for line in layout.lines:
        page.append([line])
    page.append([layout.meanings])
    page.cell(page.max_row, 1).font = Font(bold=True)
    for sheet in layout.sheets:
        page.append([sheet.name, "", sheet.about])
        page.cell(page.max_row, 1).fill = HEAD
        for column in sheet.columns:
            page.append(["", column.title, column.about])


def _fill(page: Worksheet, sheet: Sheet, rows: Iterable[Row], layout: Layout) -> None:
    page.append([column.title for column in sheet.columns])
    page.freeze_panes = "C2" if sheet.table.file == DESTINATIONS else "A2"
    for number, column in enumerate(sheet.columns, 1):
        head = page.cell(1, number)
        head.font, head.fill = Font(bold=True), HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[get_column_letter(number)].width = column.width
    last = 1
    for last, row in enumerate(rows, 2):
        for number, column in enumerate(sheet.columns, 1):
            cell = page.cell(last, number)
            if isinstance(cell, Cell) and (value := row.get(column.name, "")):
                _put(cell, column, value)
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{max(last, 2)}"
    _offer_choices(page, sheet, layout, last + SPARE_ROWS)


def _put(cell: Cell, column: Column, value: str) -> None:
    if column.kind is ColumnKind.DATE and _as_date(value) is not None:
        cell.value, cell.number_format = _as_date(value), "yyyy-mm-dd"
        return
    if column.kind is ColumnKind.NUMBER and _as_number(value) is not None:
        cell.value = _as_number(value)
        return
    said = column.words.get(value, value)
    if column.kind is ColumnKind.HOURS:
        said = hours_in_japanese(value)
    if len(said) > LONGEST_CELL:
        raise WorkbookTooSmallError(f"{column.title}: {len(said)} characters, a cell holds {LONGEST_CELL}")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", said)
    # A text stays a text: no formula, no number without its zeros, also after somebody edits the cell.
    cell.number_format = "@"
    cell.data_type = "s"
    if said[:1] in "=+-@":
        cell.quotePrefix = True


def _as_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _as_number(value: str) -> float | int | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if number == int(number) and "." not in value else number


def _offer_choices(page: Worksheet, sheet: Sheet, layout: Layout, last: int) -> None:
    names = {each.table.file: each.name for each in layout.sheets}
    for number, column in enumerate(sheet.columns, 1):
        source = ""
        if column.choices:
            place = list(layout.words).index(column.choices) + 1
            letter, size = get_column_letter(place), len(column.words)
            source = f"'{layout.choices_sheet}'!${letter}$2:${letter}${size + 1}"
        elif column.kind is ColumnKind.AREA:
            source = f"'{names[AREAS]}'!$A$2:$A${SPARE_ROWS}"
        elif column.kind is ColumnKind.DESTINATION:
            source = f"'{names[DESTINATIONS]}'!$A$2:$A${SPARE_ROWS}"
        if not source:
            continue
        offer = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        letter = get_column_letter(number)
        offer.add(f"{letter}2:{letter}{last}")
        page.add_data_validation(offer)


def _choices(page: Worksheet, layout: Layout) -> None:
    page.sheet_state = "hidden"
    for number, (name, words) in enumerate(layout.words.items(), 1):
        page.cell(1, number).value = name
        for row, word in enumerate(words.values(), 2):
            page.cell(row, number).value = word

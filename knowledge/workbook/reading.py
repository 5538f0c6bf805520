"""Reads the workbook back into tables; every finding has its sheet, row and column as people see them."""

import io
from collections.abc import Callable, Iterable, Mapping
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from knowledge.data_files import ProfileFiles
from knowledge.findings import Finding, FindingKind, Weight, problem
from knowledge.proposal import Drafted, Origin
from knowledge.tables import Row, tables_of
from knowledge.workbook.container import container_problems, merged_cells
from knowledge.workbook.layout import Layout, Sheet, load_layout
from knowledge.workbook.sheet_rows import CellLike, SheetRows, plain

BOOK = "workbook"
Progress = Callable[[int], object]


def read_workbook(content: bytes, base: ProfileFiles, progress: Progress = lambda _: None) -> Drafted:
    """Read an .xlsx; `base` is the present profile, for columns that an older export lacks.

    Never raises for a bad file: what is wrong stands in the findings. `progress` is told of rows as they are read.
    """
    kept = tables_of(base)
    if bad := container_problems(content, BOOK):
        return Drafted(kept, {}, bad)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return _read_sheets(book, content, kept, progress)
    except (InvalidFileException, LookupError, ValueError, ParseError, TypeError, AttributeError, OSError):
        # openpyxl answers damage inside the parts with whatever it stumbles over.
        return Drafted(kept, {}, (problem(FindingKind.DAMAGED, BOOK),))


def _read_sheets(
    book: Workbook, content: bytes, kept: Mapping[str, tuple[Row, ...]], progress: Progress
) -> Drafted:
    layout = load_layout()
    names = {plain(name): name for name in book.sheetnames}
    tables: dict[str, tuple[Row, ...]] = {}
    origins: dict[tuple[str, int], Origin] = {}
    findings = list(_unknown_sheets(book.sheetnames, layout))
    for sheet in layout.sheets:
        file, name = sheet.table.file, names.get(plain(sheet.name))
        tables[file] = kept[file]
        if name is None:
            findings.append(problem(FindingKind.SHEET_MISSING, sheet.name))
            continue
        findings.extend(_merged(content, name, sheet))
        rows = SheetRows(sheet, kept[file])
        rows.read(_cells(book, name), progress)
        findings.extend(rows.findings)
        tables[file] = tuple(rows.rows)
        origins |= {
            (file, index): Origin(sheet.name, row, sheet.titles) for index, row in enumerate(rows.numbers)
        }
    return Drafted(tables, origins, tuple(findings))


def _cells(book: Workbook, name: str) -> Iterable[tuple[CellLike, ...]]:
    page = book[name]
    # What a sheet says of its own size may be wrong; without it every row is read.
    page.reset_dimensions()
    rows: Iterable[tuple[CellLike, ...]] = page.iter_rows()
    return rows


def _unknown_sheets(names: Iterable[str], layout: Layout) -> Iterable[Finding]:
    known = {plain(sheet.name) for sheet in layout.sheets} | {
        plain(layout.start),
        plain(layout.choices_sheet),
    }
    for name in names:
        if plain(name) not in known:
            yield Finding(Weight.NOTICE, FindingKind.SHEET_UNKNOWN, name)


def _merged(content: bytes, name: str, sheet: Sheet) -> Iterable[Finding]:
    for cells in merged_cells(content, name):
        yield problem(FindingKind.MERGED, sheet.name, found=cells)

"""From bytes to rows of cells: encodings, separators, and workbooks that call themselves CSV."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from knowledge.findings import Finding, FindingKind, Weight, problem
from knowledge.workbook.container import container_problems

Cells = list[str]
LONGEST_CELL = 10_000
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def rows_of(content: bytes, name: str) -> tuple[list[Cells], list[Finding]]:
    """Return all rows with what was found on the way; no rows where a problem stands among the findings."""
    if content.startswith((ZIP, OLD_OFFICE)):
        return _workbook_rows(content, name)
    text, encoding = _decoded(content)
    if text is None:
        return [], [problem(FindingKind.MIXED_ENCODING, name, _first_strange_line(content))]
    found = [Finding(Weight.NOTICE, FindingKind.ENCODING, name, found=encoding)]
    rows: list[Cells] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for cells in reader:
            rows.append(cells)
            if long := _too_long(cells, name, len(rows)):
                return [], [*found, long]
    except csv.Error:
        # The reader's own limit on a cell, or a NUL in the text.
        return [], [*found, problem(FindingKind.TOO_LONG, name, len(rows) + 1)]
    return rows, found


def _decoded(content: bytes) -> tuple[str | None, str]:
    encodings = ("utf-16",) if content.startswith(UTF16_MARKS) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return None, ""


def _first_strange_line(content: bytes) -> int:
    """Return the first line that is not UTF-8, or where CP932 ends being readable if that comes later."""
    lines = []
    for encoding in ("utf-8", "cp932"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError as error:
            lines.append(content.count(b"\n", 0, error.start) + 1)
    return max(lines, default=0)


def _delimiter(text: str) -> str:
    first = text[:4000]
    return "\t" if first.count("\t") > first.count(",") else ","


def _too_long(cells: Cells, name: str, row: int) -> Finding | None:
    for number, cell in enumerate(cells, 1):
        if len(cell) > LONGEST_CELL:
            return problem(FindingKind.TOO_LONG, name, row, str(number), f"{len(cell)} characters")
    return None


def _workbook_rows(content: bytes, name: str) -> tuple[list[Cells], list[Finding]]:
    if bad := container_problems(content, name):
        return [], list(bad)
    found = [Finding(Weight.REPAIR, FindingKind.WORKBOOK_AS_CSV, name)]
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        page = book[book.sheetnames[0]]
        page.reset_dimensions()
        rows = [[_say(value) for value in row] for row in page.iter_rows(values_only=True)]
    except (LookupError, ValueError, ParseError, TypeError, AttributeError, OSError):
        return [], [problem(FindingKind.DAMAGED, name)]
    for number, cells in enumerate(rows, 1):
        if long := _too_long(cells, name, number):
            return [], [*found, long]
    width = max((len(cells) for cells in rows[:10]), default=0)
    return [cells + [""] * (width - len(cells)) for cells in rows], found


def _say(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def filled(rows: list[Cells]) -> Iterator[tuple[int, Cells]]:
    """Yield the rows that hold something, with their number as a spreadsheet shows it."""
    for number, cells in enumerate(rows, 1):
        if any(cell.strip() for cell in cells):
            yield number, cells

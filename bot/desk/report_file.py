"""Reports as rows for spreadsheets: the whole in the house, the hidden copy for outside."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.desk.report_grid import Counts, Grid
from bot.desk.reports import YearReport
from bot.texts import Texts
from routing.disclosure import Shown
from storage.reporting import CubeRow

Names = Callable[[str, str], str]
"""Says a key: the kind of thing (`district`, `category`, ...) and the key."""

WHOLE_COLUMNS = ("month", "district", "category", "destination", "consultations", "persons")
OUTWARD_COLUMNS = ("table", "row", "column", "consultations")


def whole_rows(cube: Iterable[CubeRow], names: Names, texts: Texts) -> Iterator[tuple[str, ...]]:
    """Yield the header and a line for each month, district, category and destination that has a consultation."""
    yield tuple(texts.say(f"report.file.{column}") for column in WHOLE_COLUMNS)
    for row in cube:
        yield (
            row.month,
            names("district", row.district),
            names("category", row.category or ""),
            names("destination", row.destination or ""),
            str(row.figure.consultations),
            str(row.figure.persons),
        )


def outward_rows(report: YearReport, names: Names, texts: Texts) -> Iterator[tuple[str, ...]]:
    """Yield the header and every number of the copy for outsiders; raises `ValueError` for any other report."""
    if not report.outward:
        raise ValueError("only the copy for outsiders may be written to a file for outsiders")
    yield tuple(texts.say(f"report.file.{column}") for column in OUTWARD_COLUMNS)
    hidden, total = texts.say("report.outward.hidden"), texts.say("report.file.total")

    def said(number: Shown) -> str:
        return hidden if number is None else str(number)

    lists: Mapping[str, tuple[str, Counts]] = {
        "months": ("month", report.months),
        "windows": ("window", report.windows),
    }
    for table, (kind, counts) in lists.items():
        heading = texts.say(f"report.{table}.heading")
        for key, number in zip(counts.keys, counts.numbers, strict=True):
            yield heading, names(kind, key), "", said(number)
        yield heading, total, "", said(counts.total)
    grids: Mapping[str, tuple[str, str, Grid]] = {
        "districts": ("district", "category", report.districts),
        "destinations": ("destination", "outcome", report.destinations),
        "unmet": ("district", "category", report.unmet),
    }
    for table, (rows, columns, grid) in grids.items():
        yield from _grid_rows(
            texts.say(f"report.{table}.heading"), grid, (rows, columns), names, (said, total)
        )


def _grid_rows(
    heading: str, grid: Grid, kinds: tuple[str, str], names: Names, saying: tuple[Callable[[Shown], str], str]
) -> Iterator[tuple[str, ...]]:
    (row_kind, column_kind), (said, total) = kinds, saying
    for row, cells, across in zip(grid.rows, grid.cells, grid.row_totals, strict=True):
        for column, number in zip(grid.columns, cells, strict=True):
            yield heading, names(row_kind, row), names(column_kind, column), said(number)
        yield heading, names(row_kind, row), total, said(across)
    for column, number in zip(grid.columns, grid.column_totals, strict=True):
        yield heading, total, names(column_kind, column), said(number)
    yield heading, total, total, said(grid.total)

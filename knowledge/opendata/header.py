"""Finds the header of an open-data file and says which of our columns each of its columns is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.findings import Finding, FindingKind, Weight, problem
from knowledge.opendata.decoding import Cells
from knowledge.opendata.layouts import Layouts, load_layouts, plain_title

SCANNED_ROWS = 6
FEWEST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (row from 1), the position and the title of each of our columns, all plain titles."""

    row: int
    positions: Mapping[str, int]
    titles: Mapping[str, str]
    plain: frozenset[str]
    width: int
    findings: tuple[Finding, ...] = field(default=())


def find_header(rows: list[Cells], name: str) -> Header | Finding:
    """Return the header, or the problem that there is none among the first rows."""
    layouts = load_layouts()
    for index, cells in enumerate(rows[:SCANNED_ROWS]):
        plain = [_mended(cell, layouts)[0] for cell in cells]
        if sum(title in layouts.columns for title in set(plain)) >= FEWEST_KNOWN:
            return _read(index, cells, name, layouts)
    return problem(FindingKind.NO_HEADER, name)


def _mended(cell: str, layouts: Layouts) -> tuple[str, bool]:
    plain = plain_title(cell)
    right = layouts.misspelt.get(plain)
    return (right, True) if right else (plain, False)


def _read(index: int, cells: Cells, name: str, layouts: Layouts) -> Header:
    chosen: dict[str, tuple[int, int]] = {}
    findings: list[Finding] = []
    plain: set[str] = set()
    if index:
        findings.append(Finding(Weight.REPAIR, FindingKind.TITLE_ROWS, name, 1, found=str(index)))
    for position, cell in enumerate(cells):
        title, was_misspelt = _mended(cell, layouts)
        plain.add(title)
        if was_misspelt or (title in layouts.columns and title != cell.strip().upper()):
            mended = Finding(
                Weight.REPAIR, FindingKind.HEADER_MENDED, name, index + 1, found=cell, became=title
            )
            findings.append(mended)
        if title in layouts.columns:
            ours, rank = layouts.columns[title]
            if ours not in chosen or rank < chosen[ours][1]:
                chosen[ours] = (position, rank)
        elif title:
            findings.append(
                Finding(Weight.NOTICE, FindingKind.COLUMN_KEPT_OUT, name, index + 1, cell.strip())
            )
    positions = {ours: position for ours, (position, _) in chosen.items()}
    titles = {ours: " ".join(cells[position].split()) for ours, position in positions.items()}
    return Header(index + 1, positions, titles, frozenset(plain), len(cells), tuple(findings))

"""Counts with names: lists and grids of a report, as they are and as they may leave the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from routing.disclosure import Shown, outward, outward_list

Key = TypeVar("Key", bound=str)
First = TypeVar("First", bound=str | None)
Second = TypeVar("Second", bound=str | None)

NONE = ""
"""The key of what has no value: no district, no category, no destination."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A list of counts by key, with its total; None is hidden."""

    keys: tuple[str, ...]
    numbers: tuple[Shown, ...]
    total: Shown

    def of(self, key: str) -> Shown:
        """Return the count of a key; 0 for one that is not there."""
        return self.numbers[self.keys.index(key)] if key in self.keys else 0

    def top(self, most: int) -> tuple[tuple[str, Shown], ...]:
        """Return the largest counts, zeros left out; what is hidden comes last, in no order that tells its size."""
        there = [pair for pair in zip(self.keys, self.numbers, strict=True) if pair[1] != 0]
        return tuple(sorted(there, key=lambda pair: -1 if pair[1] is None else pair[1], reverse=True)[:most])

    def told(self) -> "Counts":
        """Return the list as it may leave the house."""
        numbers, total = outward_list([number or 0 for number in self.numbers])
        return Counts(self.keys, numbers, total)


@dataclass(frozen=True, slots=True)
class Grid:
    """Counts by row and column with their totals; None is hidden."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Shown, ...], ...]
    row_totals: tuple[Shown, ...]
    column_totals: tuple[Shown, ...]
    total: Shown

    def row(self, key: str) -> Counts:
        """Return one row as a list; zeros for one that is not there."""
        if key not in self.rows:
            return Counts(self.columns, (0,) * len(self.columns), 0)
        place = self.rows.index(key)
        return Counts(self.columns, self.cells[place], self.row_totals[place])

    @property
    def across(self) -> Counts:
        """The totals of the columns as a list."""
        return Counts(self.columns, self.column_totals, self.total)

    def told(self) -> "Grid":
        """Return the grid as it may leave the house."""
        if not self.rows or not self.columns:
            return self
        shown = outward([[cell or 0 for cell in row] for row in self.cells])
        return Grid(self.rows, self.columns, shown.cells, shown.row_totals, shown.column_totals, shown.total)


def counts_of(found: Mapping[Key, int], keys: Sequence[str]) -> Counts:
    """Return counts in the order of `keys`, zeros included; what has another key counts as `NONE`."""
    numbers: dict[str, int] = dict.fromkeys(keys, 0)
    for key, number in found.items():
        place = key if key in numbers else NONE
        numbers[place] = numbers.get(place, 0) + number
    return Counts(tuple(numbers), tuple(numbers.values()), sum(numbers.values()))


def grid_of(found: Mapping[tuple[First, Second], int], rows: Sequence[str], columns: Sequence[str]) -> Grid:
    """Return a grid in the order of `rows` and `columns`.

    Rows stay with their zeros; columns without any count are left out. Unknown keys count as `NONE`.
    """
    places: dict[str, dict[str, int]] = {row: {} for row in rows}
    known = set(columns)
    for (row, column), number in found.items():
        line = places.setdefault(row if row is not None and row in places else NONE, {})
        place = column if column is not None and column in known else NONE
        line[place] = line.get(place, 0) + number
    used = [
        column
        for column in dict.fromkeys((*columns, NONE))
        if any(column in line for line in places.values())
    ]
    cells = tuple(tuple(line.get(column, 0) for column in used) for line in places.values())
    sums = tuple(sum(line) for line in cells)
    across = tuple(sum(line[place] for line in cells) for place in range(len(used)))
    return Grid(tuple(places), tuple(used), cells, sums, across, sum(sums))

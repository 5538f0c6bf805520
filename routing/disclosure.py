"""Small counts are hidden before a table leaves the house, and with them whatever would let them be computed back.

A count of 1 or 2 may point at a person; a zero points at nobody and stays. The grand total is told, and a table whose
total is below 3 is not told at all. Hiding follows the theory of cell suppression in two-way tables with totals (Cox,
"Suppression methodology and statistical disclosure control", JASA 75, 1980): the cells are the edges of a graph between
rows and columns, and a hidden count is safe exactly if an alternating cycle of hidden cells lets it be one more or one
less.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 3
TOTALS_ARE_DEAR = 1_000_000
"""A hidden total costs a reader more than any hidden cell."""

Place = tuple[int, int]
Shown = int | None


@dataclass(frozen=True, slots=True)
class OutwardTable:
    """A table as outsiders see it: None is hidden. `total` is None where nothing but zeros may be told."""

    cells: tuple[tuple[Shown, ...], ...]
    row_totals: tuple[Shown, ...]
    column_totals: tuple[Shown, ...]
    total: Shown

    @property
    def hides(self) -> bool:
        """Tell whether anything is hidden."""
        return self.total is None or any(None in row for row in self.cells)


def outward(cells: Sequence[Sequence[int]]) -> OutwardTable:
    """Return a table of counts with rows, columns and their totals as it may leave the house."""
    return _Hiding(cells, row_totals_told=True).done()


def outward_list(counts: Sequence[int]) -> tuple[tuple[Shown, ...], Shown]:
    """Return a list of counts and its total as they may leave the house."""
    told = _Hiding([[count] for count in counts], row_totals_told=False).done()
    return tuple(row[0] for row in told.cells), told.total


class _Hiding:
    """The work on one table. Row and column `-1`, kept as the last index, are the totals."""

    def __init__(self, cells: Sequence[Sequence[int]], *, row_totals_told: bool) -> None:
        inner = [list(row) for row in cells]
        width = len(inner[0]) if inner else 0
        self._whole = [[*row, sum(row)] for row in inner]
        self._whole.append([sum(row[column] for row in self._whole) for column in range(width + 1)])
        self._last = (len(inner), width)
        self._hidden: set[Place] = {
            place
            for place in self._places()
            if 0 < self._at(place) < SMALLEST_SHOWN or (place[1] == width and not row_totals_told)
        }

    def done(self) -> OutwardTable:
        total = self._whole[self._last[0]][self._last[1]]
        if 0 < total < SMALLEST_SHOWN or not self._protect():
            return self._nothing_told(total if total >= SMALLEST_SHOWN else None)
        rows, width = self._last
        return OutwardTable(
            tuple(tuple(self._shown((row, column)) for column in range(width)) for row in range(rows)),
            tuple(self._shown((row, width)) for row in range(rows)),
            tuple(self._shown((rows, column)) for column in range(width)),
            total,
        )

    def _nothing_told(self, total: Shown) -> OutwardTable:
        rows, width = self._last
        return OutwardTable(((None,) * width,) * rows, (None,) * rows, (None,) * width, total)

    def _shown(self, place: Place) -> Shown:
        return None if place in self._hidden else self._at(place)

    def _at(self, place: Place) -> int:
        return self._whole[place[0]][place[1]]

    def _places(self) -> Iterator[Place]:
        for row, counts in enumerate(self._whole):
            for column in range(len(counts)):
                if (row, column) != self._last:
                    yield row, column

    def _is_total(self, place: Place) -> bool:
        return place[0] == self._last[0] or place[1] == self._last[1]

    def _protect(self) -> bool:
        """Hide more until each small count may be another; tell whether that was possible."""
        small = [place for place in sorted(self._hidden) if 0 < self._at(place) < SMALLEST_SHOWN]
        for place in small:
            ways = [way for way in (self._way(place, up=True), self._way(place, up=False)) if way is not None]
            if not ways:
                return False
            self._hidden.update(min(ways)[1])
        return True

    def _may(self, place: Place, *, up: bool) -> bool:
        """Tell whether an edge may take part: what is hidden is at least 1, and a total counts the other way round."""
        if self._at(place) == 0 or place == self._last:
            return False
        grows = up != self._is_total(place)
        return grows or self._at(place) >= 2

    def _way(self, place: Place, *, up: bool) -> tuple[int, list[Place]] | None:
        """Return cost and cells of the cheapest cycle in which the cell grows (`up`) or shrinks, None for none."""
        if not self._may(place, up=up):
            return None
        row, column = ("row", place[0]), ("column", place[1])
        start, goal = (column, row) if up else (row, column)
        queue: list[tuple[int, tuple[str, int], list[Place]]] = [(0, start, [])]
        seen: set[tuple[str, int]] = set()
        while queue:
            cost, node, path = heapq.heappop(queue)
            if node == goal:
                return cost, path
            if node in seen:
                continue
            seen.add(node)
            for after, edge in self._steps(node):
                if edge != place and after not in seen:
                    heapq.heappush(queue, (cost + self._cost(edge), after, [*path, edge]))
        return None

    def _steps(self, node: tuple[str, int]) -> Iterator[tuple[tuple[str, int], Place]]:
        side, index = node
        rows, width = self._last
        if side == "row":
            edges = ((index, column) for column in range(width + 1))
            yield from ((("column", edge[1]), edge) for edge in edges if self._may(edge, up=True))
        else:
            edges = ((row, index) for row in range(rows + 1))
            yield from ((("row", edge[0]), edge) for edge in edges if self._may(edge, up=False))

    def _cost(self, place: Place) -> int:
        if place in self._hidden:
            return 0
        return self._at(place) + (TOTALS_ARE_DEAR if self._is_total(place) else 0)

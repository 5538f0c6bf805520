"""The tree of areas of one municipality: 県, 市町村, 旧市町村・中学校区, 小学校区・町内会."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NewType

AreaId = NewType("AreaId", str)


class AreaTreeError(ValueError):
    """The rows do not form one tree; the message names every area at fault. Mend the data, do not retry."""


@dataclass(frozen=True, slots=True)
class Area:
    """One node; `level` counts from 1 (prefecture); `aliases` are other names residents use."""

    id: AreaId
    name: str
    level: int
    parent: AreaId | None
    aliases: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


class AreaTree:
    """Areas by id, with their ancestors; refuses cycles, orphans and more than one root."""

    def __init__(self, areas: Iterable[Area]) -> None:
        """Take the rows of one municipality; raise `AreaTreeError` when they are no tree."""
        self._areas: dict[AreaId, Area] = {}
        for area in areas:
            if area.id in self._areas:
                raise AreaTreeError(f"area {area.id} stands twice")
            self._areas[area.id] = area
        self._check()

    def _check(self) -> None:
        roots = [area.id for area in self._areas.values() if area.parent is None]
        orphans = [a.id for a in self._areas.values() if a.parent is not None and a.parent not in self._areas]
        if orphans:
            raise AreaTreeError(f"areas with an unknown parent: {', '.join(orphans)}")
        if self._areas and len(roots) != 1:
            raise AreaTreeError(f"there must be one root, found: {', '.join(roots) or 'none (a cycle)'}")
        cycles = [area.id for area in self._areas.values() if not self._reaches_root(area.id)]
        if cycles:
            raise AreaTreeError(f"areas in a cycle: {', '.join(cycles)}")

    def _reaches_root(self, start: AreaId) -> bool:
        seen: set[AreaId] = set()
        node: AreaId | None = start
        while node is not None:
            if node in seen:
                return False
            seen.add(node)
            node = self._areas[node].parent
        return True

    def __iter__(self) -> Iterator[Area]:
        return iter(self._areas.values())

    def __contains__(self, area: object) -> bool:
        return area in self._areas

    def __len__(self) -> int:
        return len(self._areas)

    def get(self, area: AreaId) -> Area | None:
        """Return the area with this id, or None."""
        return self._areas.get(area)

    def chain(self, area: AreaId) -> tuple[AreaId, ...]:
        """Return the area and its ancestors, nearest first; empty for an unknown id."""
        found: list[AreaId] = []
        node = self._areas.get(area)
        while node is not None:
            found.append(node.id)
            node = self._areas.get(node.parent) if node.parent is not None else None
        return tuple(found)

    def chain_of(self, area: AreaId | None) -> tuple[AreaId, ...]:
        """Return the chain of an area that may not be known; empty for none."""
        return () if area is None else self.chain(area)

    def within(self, inner: AreaId, outer: AreaId) -> bool:
        """Tell whether `inner` is `outer` or lies below it."""
        return outer in self.chain(inner)

    def children(self, area: AreaId) -> tuple[Area, ...]:
        """Return the areas directly below, in the order of the file."""
        return tuple(a for a in self._areas.values() if a.parent == area)

    def named_in(self, text: str) -> AreaId | None:
        """Return the deepest area whose name or alias (two characters or more) stands in `text`.

        Level 1 and 2 names (the prefecture and the municipality itself) do not count: they narrow nothing.
        """
        best: Area | None = None
        for area in self._areas.values():
            if area.level <= 2:
                continue
            if any(len(name) >= 2 and name in text for name in (area.name, *area.aliases)) and (
                best is None or area.level > best.level
            ):
                best = area
        return best.id if best else None

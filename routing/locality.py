"""Which desks stand open to a person in an area: the nearest first, then climbing the tree (S19, S20)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.areas import AreaId, AreaTree
from knowledge.destinations import Destination, DestinationId

MUNICIPALITY_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is, as far as known: the area used, and its chain up to the root, nearest first."""

    area: AreaId | None
    chain: tuple[AreaId, ...]
    unknown: bool = False

    @property
    def narrow(self) -> bool:
        """Tell whether the place is narrower than the municipality."""
        return len(self.chain) > MUNICIPALITY_LEVEL


class Places:
    """Finds where a person is, in the area tree of one municipality."""

    def __init__(self, areas: AreaTree) -> None:
        """Prepare the names, so that a message without any place costs next to nothing."""
        self._areas = areas
        names = {name for area in areas for name in (area.name, *area.aliases) if len(name) >= 2}
        self._any = re.compile("|".join(map(re.escape, sorted(names)))) if names else None

    def locate(self, text: str, known: AreaId | None) -> Place:
        """Find the place: a name in the message goes before the area known of the person.

        `known` may be an id or a name; one that the tree does not have is reported as unknown, never refused.
        """
        named = self._named_in(text)
        if named is not None:
            return self._at(named)
        if known is None or not known.strip():
            return Place(None, ())
        if known in self._areas:
            return self._at(known)
        by_name = self._named_in(known) or _municipality(self._areas, known)
        return self._at(by_name) if by_name is not None else Place(None, (), unknown=True)

    def _named_in(self, text: str) -> AreaId | None:
        if self._any is None or self._any.search(text) is None:
            return None
        return self._areas.named_in(text)

    def _at(self, area: AreaId) -> Place:
        return Place(area, self._areas.chain(area))


def _municipality(areas: AreaTree, name: str) -> AreaId | None:
    return next((area.id for area in areas if name == area.name or name in area.aliases), None)


def serves(destination: Destination, place: Place, areas: AreaTree) -> bool:
    """Tell whether a destination serves the place; without a narrow place only town-wide desks do."""
    if destination.area is None:
        return True
    area = areas.get(destination.area)
    if area is not None and area.level <= MUNICIPALITY_LEVEL:
        return True
    return destination.area in place.chain


def nearness(destination: Destination, place: Place) -> int:
    """Return 0 for a town-wide desk, more the nearer the desk's own area is to the person."""
    if destination.area is None or destination.area not in place.chain:
        return 0
    return len(place.chain) - place.chain.index(destination.area)


@dataclass(frozen=True, slots=True)
class Service:
    """One service with desks of its own in some areas.

    `local` are the desks of areas; `wide` speak for the whole town, the first of them in areas without a desk.
    """

    local: tuple[DestinationId, ...]
    wide: tuple[DestinationId, ...]


# Local and town-wide desks of one service carry different kinds in the sources.
_WIDE_KINDS = {
    "area_csw": "csw",
    "elderly_support_branch": "elderly_support_centre",
    "certified_window": "certified_window_type",
}
_ABBREVIATION = re.compile(r"[A-Z]{3,}")


def services_of(destinations: Mapping[DestinationId, Destination]) -> tuple[Service, ...]:
    """Find the services with local desks: same kind, or a pair of kinds, or the same abbreviation in the name."""
    by_kind: dict[str, list[Destination]] = {}
    for desk in destinations.values():
        if desk.area is not None:
            by_kind.setdefault(desk.kind, []).append(desk)
    found = (
        Service(tuple(desk.id for desk in local), _wide_of(kind, local, destinations))
        for kind, local in by_kind.items()
    )
    return tuple(service for service in found if service.wide)


def _wide_of(
    kind: str, local: Sequence[Destination], destinations: Mapping[DestinationId, Destination]
) -> tuple[DestinationId, ...]:
    kinds = {kind, _WIDE_KINDS.get(kind, kind)}
    marks = {mark for desk in local for mark in _ABBREVIATION.findall(desk.name)}
    wide = [desk for desk in destinations.values() if desk.area is None]
    of_kind = [desk.id for desk in wide if desk.kind in kinds]
    marked = [
        desk.id for desk in wide if desk.kind not in kinds and marks & set(_ABBREVIATION.findall(desk.name))
    ]
    return (*of_kind, *marked) if of_kind else ()

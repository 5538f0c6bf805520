"""Gaps before go-live: fields and dangers without a destination that was checked and agreed to be listed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.destinations import Category, Destination, DestinationId

# Meetings of staff are nobody's to call, so no resident-facing destination is asked for.
NOT_NEEDED = frozenset({Category.COORDINATION})


class GapKind(StrEnum):
    """What is missing. The values are for logs and the command line."""

    NOBODY = "no destination is offered"
    UNCHECKED = "nobody has checked the destination (checked_on)"
    NOT_AGREED = "the destination has not agreed to be listed (agreed_on)"
    NOT_VALID = "the destination is not valid today (valid_from, valid_to)"


class GapOf(StrEnum):
    """For what it is missing."""

    CATEGORY = "category"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Gap:
    """One field or kind of danger without a destination that may go live; `destination` is the nearest to it."""

    of: GapOf
    name: str
    kind: GapKind
    destination: str = ""

    def __str__(self) -> str:
        of = f"{self.of} {self.name}: {self.kind}"
        return f"{of}: {self.destination}" if self.destination else of


def gaps(
    destinations: Iterable[Destination],
    danger_desks: Mapping[str, DestinationId],
    dangers: Iterable[str],
    day: date,
) -> tuple[Gap, ...]:
    """Return every gap on a Tokyo day.

    `dangers` are the kinds of danger that need a desk of the town; a desk named for another kind is held to the same.
    """
    offered = [d for d in destinations if d.offered]
    by_id = {d.id: d for d in offered}
    found = list(_category_gaps(offered, day))
    for danger in sorted({*dangers, *danger_desks}):
        desk = danger_desks.get(danger)
        named = [by_id[desk]] if desk in by_id else []
        found.extend(_gap(GapOf.DANGER, danger, named, day))
    return tuple(found)


def _category_gaps(offered: list[Destination], day: date) -> Iterator[Gap]:
    for category in Category:
        if category not in NOT_NEEDED:
            named = [d for d in offered if d.category is category]
            yield from _gap(GapOf.CATEGORY, category.value, named, day)


def _gap(of: GapOf, name: str, named: list[Destination], day: date) -> Iterator[Gap]:
    """Yield the smallest thing that is missing; nothing where one destination fulfils all."""
    states = [(_missing(destination, day), destination.id) for destination in named]
    if not states:
        yield Gap(of, name, GapKind.NOBODY)
    elif all(missing is not None for missing, _ in states):
        order = list(GapKind)
        kind, id_ = max(states, key=lambda state: order.index(state[0]) if state[0] else len(order))
        yield Gap(of, name, kind or GapKind.NOBODY, id_)


def _missing(destination: Destination, day: date) -> GapKind | None:
    if destination.checked_on is None:
        return GapKind.UNCHECKED
    if destination.agreed_on is None:
        return GapKind.NOT_AGREED
    return None if destination.valid_on(day) else GapKind.NOT_VALID

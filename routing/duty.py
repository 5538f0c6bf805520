"""Who is on duty, who is called next, and when somebody reads again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from knowledge.areas import AreaId, AreaTree
from knowledge.hours import DayKind, OfficeHours, Span
from routing.consultation import AccountId

SEARCH_DAYS = 31


@dataclass(frozen=True, slots=True)
class DutyShift:
    """One coordinator's shift; `area` None covers everywhere; `order` 1 is called first."""

    account: AccountId
    hours: OfficeHours
    area: AreaId | None = None
    order: int = 1


@dataclass(frozen=True, slots=True)
class Absence:
    """A coordinator is away from `start` to before `end` (aware moments)."""

    account: AccountId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Rota:
    """The shifts and absences of one municipality. Moments given to its methods are aware, in Tokyo time."""

    shifts: tuple[DutyShift, ...] = ()
    absences: tuple[Absence, ...] = ()

    def on_duty(self, at: datetime, area: AreaId | None, areas: AreaTree) -> tuple[AccountId, ...]:
        """Return who is on duty, in the order of calling: shifts of the area before those for everywhere.

        Where nobody covers the area itself, whoever is on duty elsewhere is called: a far coordinator
        is better than none.
        """
        chain = areas.chain(area) if area is not None else ()

        def nearness(shift: DutyShift) -> int:
            if shift.area is None:
                return len(chain)
            return chain.index(shift.area) if shift.area in chain else len(chain) + 1

        return _distinct(
            shift.account for shift in sorted(self.present(at), key=lambda s: (nearness(s), s.order))
        )

    def present(self, at: datetime) -> tuple[DutyShift, ...]:
        """Return the shifts that run at a moment and whose coordinator is not away, in the order of calling."""
        running = (shift for shift in self.shifts if shift.hours.open_at(at))
        return tuple(
            shift
            for shift in sorted(running, key=lambda shift: shift.order)
            if not self._absent(shift.account, at)
        )

    def everybody(self) -> tuple[AccountId, ...]:
        """Return all coordinators that stand in the rota, for the last step of an escalation."""
        return _distinct(shift.account for shift in sorted(self.shifts, key=lambda s: s.order))

    def covered_hours(self) -> OfficeHours | None:
        """Return the hours of a week in which somebody is on duty somewhere; None for an empty rota."""
        spans = [span for day in DayKind for span in _merged(day, self.shifts)]
        closed = [set(shift.hours.closed) for shift in self.shifts]
        return OfficeHours(tuple(spans), tuple(sorted(set.intersection(*closed)))) if spans else None

    def next_duty(self, after: datetime) -> datetime | None:
        """Return when somebody is next on duty strictly after `after`, or None within a month."""
        starts = (self._next_start(shift, after) for shift in self.shifts)
        return min((start for start in starts if start is not None), default=None)

    def _next_start(self, shift: DutyShift, after: datetime) -> datetime | None:
        moment: datetime | None = after
        for _ in range(SEARCH_DAYS):
            moment = shift.hours.next_opening(moment) if moment is not None else None
            if moment is None or not self._absent(shift.account, moment):
                return moment
        return None

    def _absent(self, account: AccountId, at: datetime) -> bool:
        return any(a.account == account and a.start <= at < a.end for a in self.absences)


def _merged(day: DayKind, shifts: Iterable[DutyShift]) -> Iterable[Span]:
    """Return the spans of one kind of day with those that touch or overlap made one."""
    spans = sorted(
        (span for shift in shifts for span in shift.hours.spans if span.day is day),
        key=lambda span: span.opens,
    )
    merged: list[Span] = []
    for span in spans:
        if merged and span.opens <= merged[-1].closes:
            merged[-1] = Span(day, merged[-1].opens, max(merged[-1].closes, span.closes))
        else:
            merged.append(span)
    return merged


def _distinct(accounts: Iterable[AccountId]) -> tuple[AccountId, ...]:
    return tuple(dict.fromkeys(accounts))


def uncovered(rota: Rota, areas: AreaTree, monday: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Return the spans of the week from `monday` (Tokyo midnight) in which nobody is on duty, to the minute."""
    gaps: list[tuple[datetime, datetime]] = []
    moments = turns_of_duty(rota, monday, monday + timedelta(days=7))
    for moment, end in pairwise(moments):
        if rota.on_duty(moment, None, areas):
            continue
        if gaps and gaps[-1][1] == moment:
            gaps[-1] = (gaps[-1][0], end)
        else:
            gaps.append((moment, end))
    return tuple(gaps)


def turns_of_duty(rota: Rota, first: datetime, end: datetime) -> tuple[datetime, ...]:
    """Return the moments from `first` to `end` (Tokyo midnights, both included) at which duty may change."""
    moments = {first, end}
    day = first
    while day < end:
        moments.add(day)
        for shift in rota.shifts:
            for span in shift.hours.spans_on(day.date()):
                moments |= {_moment(day, span.opens), _moment(day, span.closes)}
        day += timedelta(days=1)
    for absence in rota.absences:
        moments |= {absence.start.astimezone(first.tzinfo), absence.end.astimezone(first.tzinfo)}
    return tuple(sorted(moment for moment in moments if first <= moment <= end))


def _moment(day: datetime, clock: time) -> datetime:
    if clock == time.max:
        return day + timedelta(days=1)
    return datetime.combine(day.date(), clock, day.tzinfo)

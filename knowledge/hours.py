"""Opening hours of a desk, with Japanese holidays: open now, and when next."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from knowledge.holidays import is_holiday

SEARCH_DAYS = 31
DATED = re.compile(r"\d{4}-")


class DayKind(StrEnum):
    """The seven weekdays, and the national holidays as an eighth kind."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"
    HOLIDAY = "holiday"


WEEKDAYS = tuple(DayKind)[:7]


class HoursError(ValueError):
    """The text of opening hours cannot be read; the message says which part. Mend the data."""


@dataclass(frozen=True, slots=True)
class Span:
    """Open on one kind of day from `opens` to `closes` (Tokyo wall clock); 24:00 is `time.max`."""

    day: DayKind
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Dates that differ from the rule, both ends included: other hours, or closed where `opens` is None."""

    first: date
    last: date
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Spans of a week, periods closed every year as (month, day) pairs with both ends included, and special dates."""

    spans: tuple[Span, ...]
    closed: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    special: tuple[SpecialDays, ...] = ()

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return the spans of a Tokyo date; a holiday counts as `HOLIDAY`, not as its weekday. Special dates win."""
        kind = DayKind.HOLIDAY if is_holiday(day) else WEEKDAYS[day.weekday()]
        special = [days for days in self.special if days.first <= day <= days.last]
        if special:
            return tuple(Span(kind, d.opens, d.closes) for d in special if d.opens and d.closes)
        if any(_in_period((day.month, day.day), first, last) for first, last in self.closed):
            return ()
        return tuple(span for span in self.spans if span.day is kind)

    def open_at(self, moment: datetime) -> bool:
        """Tell whether the desk is open; `moment` is aware, in Tokyo time."""
        clock = moment.time()
        return any(span.opens <= clock < span.closes for span in self.spans_on(moment.date()))

    def next_opening(self, moment: datetime) -> datetime | None:
        """Return the next opening strictly after `moment` (Tokyo), or None within a month."""
        for offset in range(SEARCH_DAYS):
            day = moment.date() + timedelta(days=offset)
            starts = sorted(datetime.combine(day, span.opens, moment.tzinfo) for span in self.spans_on(day))
            for start in starts:
                if start > moment:
                    return start
        return None

    def closes_at(self, moment: datetime) -> time | None:
        """Return the closing time of the span that holds `moment` (Tokyo), or None when closed."""
        clock = moment.time()
        ends = [s.closes for s in self.spans_on(moment.date()) if s.opens <= clock < s.closes]
        return max(ends) if ends else None


def _in_period(day: tuple[int, int], first: tuple[int, int], last: tuple[int, int]) -> bool:
    if first <= last:
        return first <= day <= last
    return day >= first or day <= last


def parse_hours(text: str) -> OfficeHours | None:
    """Read hours such as `mon-fri 08:30-17:15; sat 09:00-12:00; closed 12-29..01-03`.

    `daily` stands for every weekday and holidays, `24h` for 00:00-24:00. Dates of one year differ from the rule:
    `closed 2027-02-01..2027-02-12` (closed for a time), `on 2027-03-28 09:00-12:00` (other hours).
    Empty text gives None (not known). Raise `HoursError` for anything else.
    """
    if not text.strip():
        return None
    spans: list[Span] = []
    closed: list[tuple[tuple[int, int], tuple[int, int]]] = []
    special: list[SpecialDays] = []
    for part in (piece.strip() for piece in text.split(";")):
        if not part:
            continue
        head, _, tail = part.partition(" ")
        if head == "on" or (head == "closed" and DATED.match(tail.strip())):
            special.append(_special(tail.strip(), with_hours=head == "on"))
        elif head == "closed":
            closed.append(_period(tail))
        else:
            spans.extend(_spans(head, tail))
    return OfficeHours(tuple(spans), tuple(closed), tuple(special))


def _special(text: str, *, with_hours: bool) -> SpecialDays:
    days, _, clock = text.partition(" ")
    first, dots, last = days.partition("..")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
    except ValueError as error:
        raise HoursError(f"not a date: {days!r}") from error
    if start > end:
        raise HoursError(f"the dates run backwards: {days!r}")
    if not with_hours:
        return SpecialDays(start, end)
    opens, closes = _clock_span(clock)
    return SpecialDays(start, end, opens, closes)


def _period(text: str) -> tuple[tuple[int, int], tuple[int, int]]:
    first, dots, last = text.strip().partition("..")
    return _month_day(first), _month_day(last if dots else first)


def _month_day(text: str) -> tuple[int, int]:
    month, _, day = text.strip().partition("-")
    try:
        # A leap year, so that the 29th of February is a day like any other.
        checked = date(2024, int(month), int(day))
    except ValueError as error:
        raise HoursError(f"not a month and day: {text!r}") from error
    return checked.month, checked.day


def _spans(days: str, clock: str) -> list[Span]:
    opens, closes = _clock_span(clock)
    return [Span(day, opens, closes) for day in _days(days)]


def _days(text: str) -> list[DayKind]:
    kinds: list[DayKind] = []
    for piece in text.split(","):
        first, dash, last = piece.partition("-")
        try:
            if piece == "daily":
                kinds.extend(DayKind)
            elif dash:
                order = list(WEEKDAYS)
                start, end = order.index(DayKind(first)), order.index(DayKind(last))
                if start > end:
                    raise HoursError(f"the days run backwards: {piece!r}")
                kinds.extend(order[start : end + 1])
            else:
                kinds.append(DayKind(first))
        except ValueError as error:
            raise HoursError(f"not a day: {piece!r}") from error
    return kinds


def _clock_span(text: str) -> tuple[time, time]:
    if text.strip() == "24h":
        return time.min, time.max
    first, dash, last = text.strip().partition("-")
    if not dash:
        raise HoursError(f"not a span of time: {text!r}")
    opens, closes = _clock(first), _clock(last)
    if opens >= closes:
        raise HoursError(f"closes before it opens: {text!r}")
    return opens, closes


def _clock(text: str) -> time:
    if text.strip() == "24:00":
        return time.max
    try:
        return time.fromisoformat(text.strip())
    except ValueError as error:
        raise HoursError(f"not a time of day: {text!r}") from error

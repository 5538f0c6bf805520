"""Opening hours as HSDS schedules: weekly rules, holidays, closed periods and special dates, and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, time

from knowledge.hours import WEEKDAYS, DayKind, OfficeHours, Span, SpecialDays, parse_hours
from knowledge.hours_writing import write_hours
from knowledge.hsds.schema import HsdsRow, Value

BYDAY = dict(zip(WEEKDAYS, ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
DAY_OF = {code: day for day, code in BYDAY.items()}
HOLIDAY, CLOSED, SPECIAL = "holiday", "closed", "special"
LAST_SECOND = "23:59:59"


def schedules_of(hours: OfficeHours) -> list[dict[str, Value]]:
    """Return schedules without ids. What iCalendar cannot say stands in `description` and `notes`, as we write it."""
    found: list[dict[str, Value]] = []
    groups: defaultdict[tuple[time, time], list[str]] = defaultdict(list)
    for span in hours.spans:
        if span.day is DayKind.HOLIDAY:
            found.append({"description": HOLIDAY, **_clock(span.opens, span.closes)})
        else:
            groups[(span.opens, span.closes)].append(BYDAY[span.day])
    weekly: list[dict[str, Value]] = [
        {"freq": "WEEKLY", "interval": 1, "byday": ",".join(days), **_clock(*clock)}
        for clock, days in groups.items()
    ]
    closed: list[dict[str, Value]] = [
        {"description": CLOSED, "notes": f"closed {a:02}-{b:02}..{c:02}-{d:02}"}
        for (a, b), (c, d) in hours.closed
    ]
    return [*weekly, *found, *closed, *(_special(days) for days in hours.special)]


def _special(days: SpecialDays) -> dict[str, Value]:
    row: dict[str, Value] = {"valid_from": days.first.isoformat(), "valid_to": days.last.isoformat()}
    if days.opens is None or days.closes is None:
        return {**row, "description": CLOSED}
    return {**row, "description": SPECIAL, **_clock(days.opens, days.closes)}


def _clock(opens: time, closes: time) -> dict[str, Value]:
    return {"opens_at": _say(opens), "closes_at": _say(closes)}


def _say(clock: time) -> str:
    return LAST_SECOND if clock == time.max else clock.isoformat("seconds")


def hours_of(rows: Iterable[HsdsRow]) -> str:
    """Return hours as a profile keeps them; schedules that say more than we can hold are passed over."""
    spans: list[Span] = []
    closed: list[tuple[tuple[int, int], tuple[int, int]]] = []
    special: list[SpecialDays] = []
    for row in rows:
        described = row.get("description")
        if described == CLOSED and str(row.get("notes") or "").startswith("closed "):
            period = parse_hours(str(row["notes"]))
            closed.extend(period.closed if period else ())
        elif described in {CLOSED, SPECIAL} and row.get("valid_from"):
            special.append(_special_of(row))
        elif row.get("opens_at") and row.get("closes_at"):
            spans.extend(Span(day, *_times(row)) for day in _days(row))
    spans.sort(key=lambda span: (list(DayKind).index(span.day), span.opens))
    if not (spans or closed or special):
        return ""
    return write_hours(OfficeHours(tuple(spans), tuple(closed), tuple(special)))


def _special_of(row: HsdsRow) -> SpecialDays:
    first, last = (date.fromisoformat(str(row[name])) for name in ("valid_from", "valid_to"))
    if row.get("description") == CLOSED:
        return SpecialDays(first, last)
    return SpecialDays(first, last, *_times(row))


def _days(row: HsdsRow) -> list[DayKind]:
    if row.get("description") == HOLIDAY:
        return [DayKind.HOLIDAY]
    codes = str(row.get("byday") or "").replace(" ", "").split(",")
    return [DAY_OF[code] for code in codes if code in DAY_OF]


def _times(row: Mapping[str, Value]) -> tuple[time, time]:
    opens, closes = (str(row[name]).removesuffix("Z") for name in ("opens_at", "closes_at"))
    last = time.max if closes == LAST_SECOND else time.fromisoformat(closes)
    return time.fromisoformat(opens), last

"""Opening hours written in the form that `knowledge.hours.parse_hours` reads, and compared."""

from datetime import time

from knowledge.hours import DayKind, OfficeHours, Span, SpecialDays


def write_hours(hours: OfficeHours) -> str:
    """Return hours in the form that `parse_hours` reads, in the same order; days with the same clock stand together."""
    pieces = [f"{_say_days(days)} {_say(opens)}-{_say(closes)}" for days, opens, closes in _runs(hours.spans)]
    pieces += [f"closed {a:02}-{b:02}..{c:02}-{d:02}" for (a, b), (c, d) in hours.closed]
    pieces += [_say_special(days) for days in hours.special]
    return "; ".join(pieces)


def same_hours(one: OfficeHours | None, other: OfficeHours | None) -> bool:
    """Tell whether hours say the same, in whatever order."""
    if one is None or other is None:
        return one is other
    return all(
        frozenset(mine) == frozenset(theirs)
        for mine, theirs in (
            (one.spans, other.spans),
            (one.closed, other.closed),
            (one.special, other.special),
        )
    )


def _runs(spans: tuple[Span, ...]) -> list[tuple[list[DayKind], time, time]]:
    runs: list[tuple[list[DayKind], time, time]] = []
    for span in spans:
        if runs and runs[-1][1:] == (span.opens, span.closes):
            runs[-1][0].append(span.day)
        else:
            runs.append(([span.day], span.opens, span.closes))
    return runs


def _say_days(days: list[DayKind]) -> str:
    """Return `mon-fri,holiday`: three days or more that follow each other are a range."""
    order, pieces, start = list(DayKind), list[str](), 0
    for place in range(1, len(days) + 1):
        follows = place < len(days) and order.index(days[place]) == order.index(days[place - 1]) + 1
        if follows and days[place] is not DayKind.HOLIDAY:
            continue
        run = days[start:place]
        pieces.extend([f"{run[0]}-{run[-1]}"] if len(run) > 2 else run)
        start = place
    return ",".join(pieces)


def _say_special(days: SpecialDays) -> str:
    dates = days.first.isoformat()
    if days.last != days.first:
        dates += f"..{days.last.isoformat()}"
    if days.opens is None or days.closes is None:
        return f"closed {dates}"
    return f"on {dates} {_say(days.opens)}-{_say(days.closes)}"


def _say(clock: time) -> str:
    return "24:00" if clock == time.max else clock.isoformat("minutes")

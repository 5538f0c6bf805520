"""The rota of one week as a table: for each band of the clock who is on duty on which day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knowledge.holidays import holiday_name
from routing.duty import DutyShift, Rota, turns_of_duty

DAYS = 7


@dataclass(frozen=True, slots=True)
class DutyDay:
    """One day of the week; `holiday` is its name where it is one."""

    date: date
    holiday: str


@dataclass(frozen=True, slots=True)
class DutyBand:
    """A band of the clock (Tokyo; `time.max` is the end of the day) with the shifts of each of the seven days."""

    opens: time
    closes: time
    days: tuple[tuple[DutyShift, ...], ...]


@dataclass(frozen=True, slots=True)
class DutyWeek:
    """A week from Monday to Sunday."""

    days: tuple[DutyDay, ...]
    bands: tuple[DutyBand, ...]


def monday_of(moment: datetime) -> datetime:
    """Return the midnight with which the week of a Tokyo moment begins."""
    day = moment.date() - timedelta(days=moment.weekday())
    return datetime.combine(day, time.min, moment.tzinfo)


def week_of(rota: Rota, monday: datetime) -> DutyWeek:
    """Return the week from `monday` (Tokyo midnight); bands in which nobody is on duty all week are left out."""
    mornings = tuple(monday + timedelta(days=offset) for offset in range(DAYS))
    moments = turns_of_duty(rota, monday, monday + timedelta(days=DAYS))
    clocks = sorted({moment.time() for moment in moments})
    bands = []
    for opens, closes in zip(clocks, [*clocks[1:], time.max], strict=True):
        present = tuple(
            rota.present(datetime.combine(morning.date(), opens, monday.tzinfo)) for morning in mornings
        )
        if any(present):
            bands.append(DutyBand(opens, closes, present))
    days = tuple(DutyDay(morning.date(), holiday_name(morning.date()) or "") for morning in mornings)
    return DutyWeek(days, tuple(bands))

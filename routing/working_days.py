"""Which days a digest goes out and which it covers, and the fixed rounds of a day."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from knowledge.holidays import is_holiday
from knowledge.municipality import DigestDays, DigestPlan


def is_working_day(day: date) -> bool:
    """Tell whether city offices work on a Tokyo date: no Saturday, Sunday, holiday, nor 29 December to 3 January.

    Source: 地方自治法4条の2 (days of rest of municipalities).
    """
    if day.weekday() >= 5 or is_holiday(day):
        return False
    return (day.month, day.day) not in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def is_digest_day(day: date, plan: DigestPlan) -> bool:
    """Tell whether a digest goes out on a Tokyo date."""
    return plan.on is DigestDays.EVERY_DAY or is_working_day(day)


def latest_digest(moment: datetime, plan: DigestPlan) -> date | None:
    """Return the Tokyo date of the last digest that was due at `moment` (Tokyo), None within a month."""
    day = moment.date()
    if moment.time() < plan.hour:
        day -= timedelta(days=1)
    for _ in range(31):
        if is_digest_day(day, plan):
            return day
        day -= timedelta(days=1)
    return None


def day_bounds(day: date, zone_moment: datetime) -> tuple[datetime, datetime]:
    """Return the first moment of a Tokyo date and of the next one; `zone_moment` lends its time zone."""
    start = datetime.combine(day, time.min, zone_moment.tzinfo)
    return start, datetime.combine(day + timedelta(days=1), time.min, zone_moment.tzinfo)


def latest_round(moment: datetime, rounds: Sequence[time]) -> datetime | None:
    """Return the last of the fixed rounds that was due at `moment` (Tokyo) on the same day, None before the first."""
    passed = [clock for clock in rounds if clock <= moment.time()]
    return datetime.combine(moment.date(), max(passed), moment.tzinfo) if passed else None


def working_days_after(day: date, number: int) -> date:
    """Return the working day that is so many working days after a Tokyo date."""
    for _ in range(number):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day

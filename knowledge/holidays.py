"""National holidays of Japan, from the kept library `holidays`."""

from datetime import date
from functools import cache


@cache
def _of_year(year: int) -> dict[date, str]:
    # Loaded at the first question: the webhook process knows opening hours but never asks about holidays.
    import holidays as holiday_library  # noqa: PLC0415

    return dict(holiday_library.country_holidays("JP", years=year, language="ja"))


def is_holiday(day: date) -> bool:
    """Tell whether a Tokyo date is a national holiday (国民の祝日, 振替休日 and 国民の休日 included)."""
    return day in _of_year(day.year)


def holiday_name(day: date) -> str | None:
    """Return the Japanese name of the holiday, or None on an ordinary day."""
    return _of_year(day.year).get(day)

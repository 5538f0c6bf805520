"""Which days a digest goes out, and which it covers."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.municipality import DigestDays, DigestPlan
from routing.working_days import day_bounds, is_digest_day, is_working_day, latest_digest
from tests.clocks import TOKYO

PLAN = DigestPlan(hour=time(8, 30), on=DigestDays.WORKING_DAYS)
DAILY = DigestPlan(hour=time(8, 30), on=DigestDays.EVERY_DAY)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), False),
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
    ],
)
def test_offices_rest_on_weekends_holidays_and_over_new_year(day: date, works: bool) -> None:  # noqa: FBT001
    assert is_working_day(day) is works
    assert is_digest_day(day, DAILY)


def test_the_last_digest_due_is_todays_from_the_hour_on() -> None:
    before = datetime(2026, 11, 25, 8, 29, 59, tzinfo=TOKYO)
    assert latest_digest(before, PLAN) == date(2026, 11, 24)
    assert latest_digest(before + timedelta(seconds=1), PLAN) == date(2026, 11, 25)


def test_over_new_year_the_last_digest_is_that_of_the_last_working_day() -> None:
    assert latest_digest(datetime(2027, 1, 3, 12, 0, tzinfo=TOKYO), PLAN) == date(2026, 12, 28)


@given(day=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    moment = datetime(2026, 1, 1, tzinfo=TOKYO)
    start, end = day_bounds(day, moment)
    assert end == day_bounds(day + timedelta(days=1), moment)[0]
    assert start.date() == day


@given(at=st.datetimes(datetime(2021, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_the_last_digest_is_never_in_the_future(at: datetime) -> None:
    moment = at.replace(tzinfo=TOKYO)
    day = latest_digest(moment, PLAN)
    assert day is not None
    assert datetime.combine(day, PLAN.hour, TOKYO) <= moment
    assert is_working_day(day)

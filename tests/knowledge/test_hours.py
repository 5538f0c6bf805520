"""Opening hours: written once, read back the same, and true about the next opening."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.hours import DayKind, HoursError, OfficeHours, Span, parse_hours
from knowledge.hours_writing import write_hours
from tests.clocks import TOKYO

OFFICE = "mon-fri 08:30-17:15; closed 12-29..01-03"


def hours(text: str) -> OfficeHours:
    found = parse_hours(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24T08:29:59", False),
        ("2026-11-24T08:30:00", True),
        ("2026-11-24T17:14:59", True),
        ("2026-11-24T17:15:00", False),
        ("2026-11-23T10:00:00", False),
        ("2026-11-28T10:00:00", False),
        ("2026-12-29T10:00:00", False),
        ("2027-01-04T10:00:00", True),
    ],
)
def test_an_office_is_open_on_working_days_and_neither_on_holidays_nor_over_new_year(
    moment: str, *, is_open: bool
) -> None:
    assert hours(OFFICE).open_at(datetime.fromisoformat(moment).replace(tzinfo=TOKYO)) is is_open


def test_the_next_opening_passes_over_new_year() -> None:
    closed = datetime(2026, 12, 28, 18, 0, tzinfo=TOKYO)
    assert hours(OFFICE).next_opening(closed) == datetime(2027, 1, 4, 8, 30, tzinfo=TOKYO)


def test_empty_hours_are_not_known() -> None:
    assert parse_hours("  ") is None


@pytest.mark.parametrize(
    "text",
    ["mon", "mon 25:00-26:00", "fri-mon 08:30-17:00", "moon 08:30-17:00", "mon 17:00-08:30", "closed 13-40"],
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(HoursError):
        parse_hours(text)


clocks = st.times().map(lambda moment: time(moment.hour, moment.minute))
spans = st.builds(
    lambda day, ends: Span(day, *sorted(ends)),
    st.sampled_from(DayKind),
    st.lists(clocks, min_size=2, max_size=2, unique=True),
)
weeks = st.lists(spans, min_size=1, max_size=8, unique=True).map(lambda found: OfficeHours(tuple(found)))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=TOKYO))  # noqa: DTZ001


@given(week=weeks)
def test_written_hours_read_back_the_same(week: OfficeHours) -> None:
    again = parse_hours(write_hours(week))
    assert again is not None
    assert set(again.spans) == set(week.spans)


@given(week=weeks, at=moments)
def test_the_next_opening_is_later_and_open(week: OfficeHours, at: datetime) -> None:
    opens = week.next_opening(at)
    if opens is not None:
        assert at < opens < at + timedelta(days=40)
        assert week.open_at(opens)

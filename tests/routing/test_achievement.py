"""Planned against actual, and the fiscal year that both belong to."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from routing.achievement import AchievementGrade, gap_of, grade_of, grade_of_all, percent_of
from routing.fiscal_year import FiscalYear, fiscal_year_of, read_fiscal_year

A, B, C, D = AchievementGrade


def test_s36_400_planned_and_432_done_is_108_percent() -> None:
    assert percent_of(400, 432) == 108
    assert grade_of(400, 432) is A


def test_s36_with_27_of_40_windows_13_are_missing() -> None:
    assert gap_of(40, 27) == 13
    assert gap_of(40, 41) == 0


def test_s36_without_a_result_there_is_no_share_no_gap_and_no_grade() -> None:
    assert (percent_of(400, None), gap_of(400, None), grade_of(400, None)) == (None, None, None)
    assert (percent_of(None, 5), grade_of(None, 5)) == (None, None)
    assert percent_of(0, 5) is None


@pytest.mark.parametrize(("actual", "grade"), [(10, A), (11, A), (9, B), (5, B), (4, C), (1, C), (0, D)])
def test_s36_all_is_a_half_or_more_is_b_begun_is_c_and_none_is_d(
    actual: int, grade: AchievementGrade
) -> None:
    assert grade_of(10, actual) is grade


def test_s36_a_programme_is_graded_by_how_many_of_its_indicators_are_reached() -> None:
    assert grade_of_all([(1, 1), (2, 2)]) is A
    assert grade_of_all([(1, 1), (2, 0), (3, None)]) is B
    assert grade_of_all([(1, 1), (2, 1), (3, 0)]) is C
    assert grade_of_all([(2, 0)]) is D
    assert grade_of_all([(2, None), (None, 3)]) is None


def test_a_fiscal_year_begins_in_april() -> None:
    assert fiscal_year_of(date(2027, 3, 31)) == FiscalYear(2026)
    assert fiscal_year_of(date(2027, 4, 1)) == FiscalYear(2027)
    months = FiscalYear(2026).months
    assert (months[0], months[8], months[9], months[11]) == ("2026-04", "2026-12", "2027-01", "2027-03")
    first, end = FiscalYear(2026).span(ZoneInfo("Asia/Tokyo"))
    assert first.isoformat() == "2026-04-01T00:00:00+09:00"
    assert end == datetime(2027, 4, 1, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize("text", ["", "x", "２０２６", "20260", "-202", "1999", "2026 OR 1=1"])
def test_what_is_no_year_asks_for_the_present_one(text: str) -> None:
    assert read_fiscal_year(text, present=FiscalYear(2025)) == FiscalYear(2025)
    assert read_fiscal_year("2024", present=FiscalYear(2025)) == FiscalYear(2024)

"""Planned against actual: the share that was reached, the gap that is left, and a grade from A to D."""

from collections.abc import Iterable
from enum import StrEnum


class AchievementGrade(StrEnum):
    """How far a plan was carried out: all of it, half or more, begun, or not at all."""

    ALL = "A"
    HALF_OR_MORE = "B"
    STARTED = "C"
    NONE = "D"


def percent_of(planned: int | None, actual: int | None) -> int | None:
    """Return the result in percent of the plan, rounded down; None without a plan or without a result."""
    if not planned or actual is None:
        return None
    return actual * 100 // planned


def gap_of(planned: int | None, actual: int | None) -> int | None:
    """Return how much is missing, 0 where the plan is reached; None without a plan or without a result."""
    if planned is None or actual is None:
        return None
    return max(planned - actual, 0)


def grade_of(planned: int | None, actual: int | None) -> AchievementGrade | None:
    """Return the grade; None without a plan or without a result: nobody is graded on what was not counted."""
    if planned is None or actual is None:
        return None
    if actual >= planned:
        return AchievementGrade.ALL
    if 2 * actual >= planned:
        return AchievementGrade.HALF_OR_MORE
    return AchievementGrade.STARTED if actual > 0 else AchievementGrade.NONE


def grade_of_all(results: Iterable[tuple[int | None, int | None]]) -> AchievementGrade | None:
    """Return the grade of a programme from (planned, actual) of its indicators: how many of them are reached.

    All reached is A, half or more B, any begun C, none D; those that cannot be graded do not count.
    """
    grades = [grade for planned, actual in results if (grade := grade_of(planned, actual)) is not None]
    if not grades:
        return None
    reached = grades.count(AchievementGrade.ALL)
    begun = any(grade is not AchievementGrade.NONE for grade in grades)
    return AchievementGrade.ALL if reached == len(grades) else _partly(reached, len(grades), begun=begun)


def _partly(reached: int, of: int, *, begun: bool) -> AchievementGrade:
    if 2 * reached >= of:
        return AchievementGrade.HALF_OR_MORE
    return AchievementGrade.STARTED if begun else AchievementGrade.NONE

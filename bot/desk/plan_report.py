"""Planned against actual: the targets of a fiscal year with what was counted or entered, graded."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from bot.desk.report_grid import NONE
from bot.desk.reports import YearReport
from knowledge.targets import Measure, Target
from routing.achievement import AchievementGrade, gap_of, grade_of, grade_of_all, percent_of
from routing.consultation import Outcome
from routing.referral import ReferralState
from storage.targets import StoredTarget

NOT_SENT = frozenset({ReferralState.DRAFTED.value, ReferralState.NOTED.value, NONE})


@dataclass(frozen=True, slots=True)
class Achieved:
    """One target with its result; None where there is no result, which is not the same as 0."""

    target: Target
    actual: int | None

    @property
    def percent(self) -> int | None:
        """The result in percent of the plan."""
        return percent_of(self.target.planned, self.actual)

    @property
    def gap(self) -> int | None:
        """How much is missing."""
        return gap_of(self.target.planned, self.actual)

    @property
    def grade(self) -> AchievementGrade | None:
        """A to D."""
        return grade_of(self.target.planned, self.actual)


@dataclass(frozen=True, slots=True)
class Programme:
    """The targets of one programme, graded together by how many of them are reached."""

    name: str
    achieved: tuple[Achieved, ...]

    @property
    def grade(self) -> AchievementGrade | None:
        """A to D."""
        return grade_of_all((one.target.planned, one.actual) for one in self.achieved)


def programmes_of(
    targets: tuple[StoredTarget, ...], counted: Mapping[Measure, int] | None
) -> tuple[Programme, ...]:
    """Return the targets by programme; `counted` None is a year that has not begun: nothing is counted yet."""
    achieved = [
        Achieved(
            one.target, one.actual if one.target.measure is Measure.ENTERED else _of(counted, one.target)
        )
        for one in targets
    ]
    # A programme stands where its first target does; within it the order of the plan is kept.
    order = {
        name: place for place, name in enumerate(dict.fromkeys(one.target.programme for one in achieved))
    }
    achieved.sort(key=lambda one: order[one.target.programme])
    return tuple(
        Programme(name, tuple(group)) for name, group in groupby(achieved, lambda one: one.target.programme)
    )


def counted_results(report: YearReport, certified: int) -> dict[Measure, int]:
    """Return what the desk itself counts for targets; `certified` is the number of certified windows now."""
    sent = report.referrals
    outcomes = report.destinations
    connected = (
        outcomes.column_totals[outcomes.columns.index(Outcome.CONNECTED.value)]
        if Outcome.CONNECTED.value in outcomes.columns
        else 0
    )
    by_window = report.windows.total or 0
    return {
        Measure.CONSULTATIONS: report.total or 0,
        Measure.PERSONS: report.persons or 0,
        Measure.WINDOW_CONSULTATIONS: by_window - (report.windows.of(NONE) or 0),
        Measure.CERTIFIED_WINDOWS: certified,
        Measure.REFERRALS: 0
        if sent is None
        else sum(
            total or 0
            for column, total in zip(sent.columns, sent.column_totals, strict=True)
            if column not in NOT_SENT
        ),
        Measure.CONNECTED: connected or 0,
    }


def _of(counted: Mapping[Measure, int] | None, target: Target) -> int | None:
    return None if counted is None else counted.get(target.measure)

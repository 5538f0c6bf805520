"""Which consultation a message belongs to."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.destinations import Category, DestinationId
from routing.continuing import OPEN_DAYS, OpenMatter, continues
from routing.decision import Candidate, Decision, DecisionKind
from routing.urgency import Level, Triage

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
GARDEN, CARE = DestinationId("garden"), DestinationId("care")
DANGER = Triage(level=Level.URGENT)
CALM = Triage()


def matter(
    *, ago: timedelta, dangerous: bool = False, unmatched: bool = False, asked: bool = False
) -> OpenMatter:
    return OpenMatter(NOW - ago, (GARDEN,), Category.DAILY_LIVING, dangerous, unmatched, asked)


def about(desk: DestinationId) -> Decision:
    return Decision(DecisionKind.ANSWER, (Candidate(desk, 0.8),))


def goes_on(
    found: OpenMatter, decision: Decision, triage: Triage = CALM, category: Category = Category.ELDERLY
) -> bool:
    return continues(found, decision, triage, (category,), NOW)


def test_the_same_desk_or_category_goes_on_for_a_week_and_not_longer() -> None:
    week = timedelta(days=7)
    assert goes_on(matter(ago=week), about(GARDEN))
    assert goes_on(matter(ago=week), about(CARE), category=Category.DAILY_LIVING)
    assert not goes_on(matter(ago=week + timedelta(seconds=1)), about(GARDEN))


def test_another_subject_is_another_matter() -> None:
    assert not goes_on(matter(ago=timedelta(minutes=1)), about(CARE))


def test_more_words_for_an_unmatched_matter_or_a_question_go_on_within_the_same_breath() -> None:
    for kind in ({"unmatched": True}, {"asked": True}):
        assert goes_on(matter(ago=timedelta(minutes=10), **kind), about(CARE))
        assert not goes_on(matter(ago=timedelta(minutes=11), **kind), about(CARE))


def test_words_that_decide_nothing_go_on_within_the_same_breath() -> None:
    nothing = Decision(DecisionKind.HANDOVER)
    assert goes_on(matter(ago=timedelta(minutes=9)), nothing)
    assert not goes_on(matter(ago=timedelta(hours=1)), nothing)


def test_danger_goes_on_with_danger_and_else_only_in_the_same_breath() -> None:
    assert goes_on(matter(ago=timedelta(days=2), dangerous=True), about(CARE), DANGER)
    assert goes_on(matter(ago=timedelta(minutes=2)), about(CARE), DANGER)
    assert not goes_on(matter(ago=timedelta(days=1)), about(GARDEN), DANGER)


@given(
    days=st.floats(min_value=7.001, max_value=1000),
    dangerous=st.booleans(),
    unmatched=st.booleans(),
    level=st.sampled_from(Level),
    kind=st.sampled_from(DecisionKind),
)
def test_after_a_week_everything_is_new(
    *,
    days: float,
    dangerous: bool,
    unmatched: bool,
    level: Level,
    kind: DecisionKind,
) -> None:
    found = matter(ago=OPEN_DAYS * (days / 7), dangerous=dangerous, unmatched=unmatched)
    assert not goes_on(found, Decision(kind, (Candidate(GARDEN, 1.0),)), Triage(level=level))

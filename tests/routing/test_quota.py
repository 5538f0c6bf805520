import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.quota import Month, Stage, digest_by_line, stage_of


@pytest.mark.parametrize(
    ("limit", "used", "stage"),
    [
        (None, 10_000, Stage.PLENTY),
        (200, 0, Stage.PLENTY),
        (200, 119, Stage.PLENTY),
        (200, 120, Stage.LOW),
        (200, 160, Stage.RESERVE),
        (200, 200, Stage.SPENT),
        (200, 250, Stage.SPENT),
        (30, 10, Stage.RESERVE),
    ],
)
def test_the_month_goes_from_plenty_to_spent(limit: int | None, used: int, stage: Stage) -> None:
    assert stage_of(Month(limit, used)) is stage


def test_a_month_that_line_never_told_counts_as_plenty() -> None:
    assert stage_of(None) is Stage.PLENTY


def test_digests_move_to_mail_first_and_then_leave_the_reserve_alone() -> None:
    assert digest_by_line(Stage.PLENTY, has_mail=True)
    assert not digest_by_line(Stage.LOW, has_mail=True)
    assert digest_by_line(Stage.LOW, has_mail=False)
    assert not digest_by_line(Stage.RESERVE, has_mail=False)


@given(limit=st.integers(0, 40_000), used=st.integers(0, 50_000), more=st.integers(0, 500))
def test_more_use_never_leads_back(limit: int, used: int, more: int) -> None:
    stages = list(Stage)
    before, after = stage_of(Month(limit, used)), stage_of(Month(limit, used + more))
    assert stages.index(after) >= stages.index(before)

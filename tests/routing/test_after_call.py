"""The table of outcomes, row by row: what each answer to a call means for the message."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.after_call import RULES, Trial, after_call
from routing.outgoing import OWED, AfterCall, CallOutcome, OutgoingState, Via, delay_after
from tests.clocks import OFFICE_HOURS

NOW = OFFICE_HOURS
A_DAY_AGO = NOW - timedelta(hours=23)
AT_ONCE = timedelta(0)


def after(
    via: Via,
    outcome: CallOutcome,
    *,
    attempts: int = 1,
    since: datetime = NOW,
    dangerous: bool = False,
    unknown: bool = False,
    retry_after: timedelta | None = None,
) -> AfterCall:
    trial = Trial(via, attempts, since, dangerous, unknown)
    return after_call(trial, outcome, now=NOW, jitter=0.5, retry_after=retry_after)


def test_every_outcome_has_a_row_for_every_way() -> None:
    assert set(RULES) == set(Via)
    assert all(set(rows) == set(CallOutcome) for rows in RULES.values())


@pytest.mark.parametrize("via", Via)
@pytest.mark.parametrize("outcome", [CallOutcome.ACCEPTED, CallOutcome.ALREADY_ACCEPTED])
def test_what_line_accepted_now_or_earlier_is_sent(via: Via, outcome: CallOutcome) -> None:
    assert after(via, outcome) == AfterCall(OutgoingState.ACCEPTED)
    assert after(via, outcome, unknown=True).state is OutgoingState.ACCEPTED


@pytest.mark.parametrize("via", Via)
def test_a_rate_limit_makes_the_whole_lane_wait_as_asked_or_a_minute(via: Via) -> None:
    asked = timedelta(seconds=7)
    slow = after(via, CallOutcome.RATE_LIMITED)
    assert (slow.state, slow.retry_in, slow.lane_waits) == (OutgoingState.QUEUED, timedelta(seconds=60), True)
    assert after(via, CallOutcome.RATE_LIMITED, retry_after=asked).retry_in == asked


def test_a_spent_month_is_final_and_the_operator_hears_of_it() -> None:
    spent = after(Via.PUSH, CallOutcome.MONTH_LIMIT)
    assert (spent.state, spent.operator_alarm, spent.lane_waits) == (OutgoingState.DEAD, True, False)


@pytest.mark.parametrize("via", [Via.PUSH, Via.MAIL])
@pytest.mark.parametrize(
    "outcome", [CallOutcome.SERVER_ERROR, CallOutcome.NO_ANSWER, CallOutcome.UNREACHABLE]
)
def test_a_push_without_an_answer_is_tried_again_with_its_key(via: Via, outcome: CallOutcome) -> None:
    first = after(via, outcome)
    assert (first.state, first.retry_in, first.lane_waits) == (
        OutgoingState.QUEUED,
        timedelta(seconds=5),
        False,
    )
    assert after(via, outcome, attempts=9).retry_in == timedelta(hours=1)


@pytest.mark.parametrize("via", [Via.PUSH, Via.MAIL])
@pytest.mark.parametrize(
    "outcome",
    [
        CallOutcome.SERVER_ERROR,
        CallOutcome.NO_ANSWER,
        CallOutcome.UNREACHABLE,
        CallOutcome.RATE_LIMITED,
        CallOutcome.UNAUTHORISED,
    ],
)
def test_past_the_life_of_its_key_a_person_decides(via: Via, outcome: CallOutcome) -> None:
    old = after(via, outcome, since=A_DAY_AGO)
    assert (old.state, old.operator_alarm) == (OutgoingState.DEAD, True)


@pytest.mark.parametrize("outcome", [CallOutcome.NO_ANSWER, CallOutcome.SERVER_ERROR])
def test_a_reply_without_an_answer_is_asked_again_by_its_token_and_never_pushed(outcome: CallOutcome) -> None:
    unknown = after(Via.REPLY, outcome)
    assert (unknown.state, unknown.retry_in) == (OutgoingState.REPLY_STARTED, timedelta(seconds=2))
    assert not unknown.token_is_gone


def test_a_reply_that_never_left_may_go_again() -> None:
    refused = after(Via.REPLY, CallOutcome.UNREACHABLE)
    assert (refused.state, refused.token_is_gone) == (OutgoingState.QUEUED, False)


def test_an_invalid_token_at_the_first_reply_means_that_nothing_arrived_so_it_is_pushed() -> None:
    spent = after(Via.REPLY, CallOutcome.TOKEN_INVALID)
    assert (spent.state, spent.retry_in, spent.token_is_gone) == (OutgoingState.QUEUED, AT_ONCE, True)


def test_an_invalid_token_after_a_start_leaves_it_unknown() -> None:
    spent = after(Via.REPLY, CallOutcome.TOKEN_INVALID, unknown=True)
    assert (spent.state, spent.retry_in) == (OutgoingState.UNCERTAIN, None)


@pytest.mark.parametrize("outcome", [CallOutcome.NO_ANSWER, CallOutcome.SERVER_ERROR])
def test_an_unknown_reply_about_danger_is_pushed_at_once(outcome: CallOutcome) -> None:
    pushed = after(Via.REPLY, outcome, dangerous=True)
    assert (pushed.state, pushed.retry_in, pushed.token_is_gone) == (OutgoingState.QUEUED, AT_ONCE, True)


@pytest.mark.parametrize("via", Via)
@pytest.mark.parametrize("outcome", [CallOutcome.REJECTED, CallOutcome.RECIPIENT_GONE])
def test_what_line_refuses_is_dead_with_its_reason(via: Via, outcome: CallOutcome) -> None:
    assert after(via, outcome) == AfterCall(OutgoingState.DEAD)


@pytest.mark.parametrize("via", Via)
def test_a_wrong_access_token_stops_the_lane_and_burns_no_attempt(via: Via) -> None:
    wrong = after(via, CallOutcome.UNAUTHORISED)
    assert wrong == AfterCall(
        OutgoingState.QUEUED,
        timedelta(minutes=1),
        lane_waits=True,
        counts_attempt=False,
        operator_alarm=True,
    )


def test_the_delays_grow_from_seconds_to_an_hour() -> None:
    seconds = [delay_after(n, 0.5) / timedelta(seconds=1) for n in range(1, 8)]
    assert seconds == [5, 30, 120, 600, 1800, 3600, 3600]


@given(
    outcome=st.sampled_from(CallOutcome),
    attempts=st.integers(1, 40),
    jitter=st.floats(0, 1),
    hours=st.integers(0, 48),
)
def test_a_reply_that_may_have_arrived_is_never_queued_for_a_push(
    outcome: CallOutcome, attempts: int, jitter: float, hours: int
) -> None:
    trial = Trial(Via.REPLY, attempts, NOW - timedelta(hours=hours), unknown=True)
    assert after_call(trial, outcome, now=NOW, jitter=jitter).state is not OutgoingState.QUEUED


@given(
    via=st.sampled_from(Via),
    outcome=st.sampled_from(CallOutcome),
    attempts=st.integers(1, 40),
    jitter=st.floats(0, 1),
    dangerous=st.booleans(),
    unknown=st.booleans(),
)
def test_a_message_that_is_still_owed_always_has_a_next_time(
    via: Via, outcome: CallOutcome, attempts: int, jitter: float, *, dangerous: bool, unknown: bool
) -> None:
    trial = Trial(via, attempts, NOW, dangerous, unknown)
    found = after_call(trial, outcome, now=NOW, jitter=jitter)
    assert (found.retry_in is not None) == (found.state in OWED)
    assert found.retry_in is None or timedelta(0) <= found.retry_in <= timedelta(hours=1) * 1.2

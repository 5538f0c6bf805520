"""The life cycles as tables of allowed steps: no walk, however long, reaches what the table does not allow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from routing import alert, consultation, referral
from routing.alert import AlertState
from routing.consent import ConsentState, Ground, personal_data_may_leave
from routing.consultation import ConsultationState, IllegalStepError, Outcome
from routing.referral import ReferralState


class ConsultationWalk(RuleBasedStateMachine):
    """Tries any step; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ConsultationState.ANSWERED
        self.outcome: Outcome | None = None

    @rule(to=st.sampled_from(ConsultationState), outcome=st.none() | st.sampled_from(Outcome))
    def go(self, to: ConsultationState, outcome: Outcome | None) -> None:
        try:
            self.state = consultation.step(self.state, to, outcome)
        except IllegalStepError:
            return
        self.outcome = outcome

    @invariant()
    def closed_means_an_outcome(self) -> None:
        assert (self.state is ConsultationState.CLOSED) == (self.outcome is not None)


class ReferralWalk(RuleBasedStateMachine):
    """Walks a referral; ends stay ends, and an answer needs that somebody was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.walked = [ReferralState.DRAFTED]

    @rule(to=st.sampled_from(ReferralState))
    def go(self, to: ReferralState) -> None:
        before = self.walked[-1]
        try:
            self.walked.append(referral.step(before, to))
        except IllegalStepError:
            assert to not in referral.STEPS[before]

    @invariant()
    def nobody_answers_what_was_never_sent_or_noted(self) -> None:
        answers = {ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.RECEIVED}
        if answers & set(self.walked):
            assert {ReferralState.SENT, ReferralState.NOTED} & set(self.walked)

    @invariant()
    def a_stopped_one_goes_nowhere(self) -> None:
        assert ReferralState.STOPPED not in self.walked[:-1]


class AlertWalk(RuleBasedStateMachine):
    """Walks an alert; it is closed only after somebody recorded what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.walked = [AlertState.RAISED]

    @rule(to=st.sampled_from(AlertState))
    def go(self, to: AlertState) -> None:
        try:
            self.walked.append(alert.step(self.walked[-1], to))
        except IllegalStepError:
            assert to not in alert.STEPS[self.walked[-1]]

    @invariant()
    def no_end_without_a_recorded_action(self) -> None:
        if AlertState.CLOSED in self.walked:
            assert AlertState.ACTION_RECORDED in self.walked
        if AlertState.ACTION_RECORDED in self.walked:
            assert AlertState.ACKNOWLEDGED in self.walked


for walk in (ConsultationWalk, ReferralWalk, AlertWalk):
    walk.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)

TestConsultationWalk = ConsultationWalk.TestCase
TestReferralWalk = ReferralWalk.TestCase
TestAlertWalk = AlertWalk.TestCase


@pytest.mark.parametrize("state", ConsultationState)
def test_a_consultation_cannot_stay_where_it_is_by_a_step(state: ConsultationState) -> None:
    with pytest.raises(IllegalStepError):
        consultation.step(state, state, None)


@pytest.mark.parametrize("state", sorted(consultation.OPEN_STATES))
def test_any_open_consultation_can_be_closed_with_an_outcome_and_only_with_one(
    state: ConsultationState,
) -> None:
    assert consultation.step(state, ConsultationState.CLOSED, Outcome.UNMET) is ConsultationState.CLOSED
    with pytest.raises(IllegalStepError):
        consultation.step(state, ConsultationState.CLOSED, None)


def test_a_closed_consultation_can_be_reopened_but_not_referred() -> None:
    assert consultation.step(ConsultationState.CLOSED, ConsultationState.WITH_COORDINATOR, None)
    with pytest.raises(IllegalStepError):
        consultation.step(ConsultationState.CLOSED, ConsultationState.REFERRED, None)


@pytest.mark.parametrize("table", [consultation.STEPS, referral.STEPS, alert.STEPS])
def test_every_state_has_its_row(table: dict[object, frozenset[object]]) -> None:
    states = set(table)
    assert {type(state) for state in states}.__len__() == 1
    assert set().union(*table.values()) <= states


@given(consent=st.sampled_from(ConsentState), ground=st.none() | st.sampled_from(Ground))
def test_personal_data_leaves_only_with_consent_or_by_law(
    consent: ConsentState, ground: Ground | None
) -> None:
    by_law = ground not in {None, Ground.CONSENT}
    assert personal_data_may_leave(consent, ground) == (consent is ConsentState.GIVEN or by_law)

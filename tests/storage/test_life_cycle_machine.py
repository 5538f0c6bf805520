"""Life cycles as they are stored: only allowed steps happen, a stale hand changes nothing, history tells every step."""

import contextlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from knowledge.destinations import DestinationId
from routing import alert as alerts
from routing import consultation as consultations
from routing import referral as referrals
from routing.alert import Alert, AlertState
from routing.consultation import Consultation, ConsultationState, IllegalStepError, Outcome
from routing.referral import ReferralId, ReferralState
from storage.errors import StaleError
from storage.referrals import Referral
from tests.databases import fresh_sqlite
from tests.storage.rows import BOT, NOW, TOWN, alert, new_id, stored, town


class LifeCycles(RuleBasedStateMachine):
    """One case with its alert and referral, and hands that try any step, sometimes with what they read long ago."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.database = fresh_sqlite(self.folder)

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @initialize()
    def open_a_case(self) -> None:
        with self.database.transaction() as tx:
            tx.municipalities.add(town())
            self.case: Consultation = stored(tx)
            self.alert: Alert = alert(self.case)
            tx.alerts.add(self.alert)
            drafted = Referral(
                ReferralId(new_id()), TOWN, self.case.id, DestinationId("D1"), ReferralState.DRAFTED, NOW
            )
            self.referral: Referral = tx.referrals.add(drafted, BOT)
        self.steps: list[tuple[ReferralState | None, ReferralState]] = [(None, ReferralState.DRAFTED)]
        self.old_alert, self.old_referral = self.alert, self.referral

    @rule(to=st.sampled_from(ReferralState), stale=st.booleans())
    def step_the_referral(self, to: ReferralState, *, stale: bool) -> None:
        held = self.old_referral if stale else self.referral
        if to not in referrals.STEPS[held.state]:
            with pytest.raises(IllegalStepError):
                referrals.step(held.state, to)
            return
        changed = replace(held, state=referrals.step(held.state, to))
        if held.version != self.referral.version:
            with pytest.raises(StaleError), self.database.transaction() as tx:
                tx.referrals.save(changed, BOT)
            return
        with self.database.transaction() as tx:
            self.old_referral, self.referral = self.referral, tx.referrals.save(changed, BOT)
        self.steps.append((held.state, to))

    @rule(to=st.sampled_from(AlertState), stale=st.booleans())
    def step_the_alert(self, to: AlertState, *, stale: bool) -> None:
        held = self.old_alert if stale else self.alert
        if to not in alerts.STEPS[held.state]:
            with pytest.raises(IllegalStepError):
                alerts.step(held.state, to)
            return
        changed = replace(held, state=alerts.step(held.state, to))
        if held.state is not self.alert.state:
            with pytest.raises(StaleError), self.database.transaction() as tx:
                tx.alerts.save(changed, was=held.state)
            return
        with self.database.transaction() as tx:
            self.old_alert, self.alert = self.alert, tx.alerts.save(changed, was=held.state)

    @rule(to=st.sampled_from(ConsultationState), outcome=st.sampled_from([None, *Outcome]))
    def step_the_case(self, to: ConsultationState, outcome: Outcome | None) -> None:
        allowed = to in consultations.STEPS[self.case.state]
        fits = (to is ConsultationState.CLOSED) == (outcome is not None)
        if not (allowed and fits):
            with pytest.raises(IllegalStepError):
                consultations.step(self.case.state, to, outcome)
            return
        closed_at = NOW if to is ConsultationState.CLOSED else None
        changed = replace(self.case, state=to, outcome=outcome, closed_at=closed_at)
        with self.database.transaction() as tx:
            self.case = tx.consultations.save(changed, BOT)

    @rule()
    def die_in_the_middle(self) -> None:
        """What a transaction has written is gone with it."""
        with contextlib.suppress(ZeroDivisionError), self.database.transaction() as tx:
            tx.alerts.save(replace(self.alert, action="half"), was=self.alert.state)
            raise ZeroDivisionError

    @invariant()
    def what_is_stored_is_what_was_allowed(self) -> None:
        with self.database.reading() as tx:
            changes = tx.referrals.changes(self.referral.id)
            assert [(change.before, change.after) for change in changes] == self.steps
            assert tx.referrals.get(self.referral.id) == self.referral
            assert tx.alerts.get(self.alert.id) == self.alert
            assert tx.consultations.get(self.case.id).state is self.case.state

    @invariant()
    def an_alert_without_a_recorded_action_is_never_out_of_sight(self) -> None:
        with self.database.reading() as tx:
            open_ = tx.alerts.open_of(TOWN)
        assert bool(open_) == (self.alert.state not in alerts.ENDED)


LifeCycles.TestCase.settings = settings(max_examples=10, stateful_step_count=25, deadline=None)
TestLifeCycles = LifeCycles.TestCase

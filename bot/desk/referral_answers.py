"""What a destination does with a sheet: confirms it, answers, reports, hands back; and what that does to the case."""

from dataclasses import dataclass, field, replace

from bot.desk.office import Office
from bot.desk.referral_waits import tell_of_news, wait_for_answer
from routing.consultation import Consultation, ConsultationState, Outcome
from routing.handing_back import Holder, next_state, takes_to_meeting
from routing.referral import DeclineReason, ReferralState, step
from routing.referral_clock import UNDER_WAY
from storage.memo import NeedReason, UnmetNeed
from storage.referrals import Referral

LONGEST_NOTE = 2_000
ANSWERS = (*UNDER_WAY, ReferralState.DECLINED)
# Whatever ended otherwise needs a person to think again.
SETTLED = frozenset({Outcome.CONNECTED, Outcome.HANDLED_THEMSELVES, Outcome.WITHDRAWN})
REPORTED = (
    Outcome.CONNECTED,
    Outcome.HANDLED_THEMSELVES,
    Outcome.NOT_REACHED,
    Outcome.WITHDRAWN,
    Outcome.UNMET,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a destination answers: one of `ANSWERS`, why it declines, and a note for the coordinators."""

    state: ReferralState
    reason: DeclineReason | None = None
    note: str = field(default="", repr=False)


def confirm_receipt(office: Office, referral: Referral) -> Referral:
    """Note that the receiver has it; raise `IllegalStepError` for what was confirmed or answered already."""
    step(referral.state, ReferralState.RECEIVED)
    received = replace(referral, state=ReferralState.RECEIVED, received_at=office.now)
    return office.tx.referrals.save(received, office.by)


def answer(office: Office, case: Consultation, referral: Referral, given: Answer) -> Referral:
    """Take the answer; a declined case is back in the coordinators' queue at once."""
    step(referral.state, given.state)
    answered = office.tx.referrals.save(
        replace(
            referral,
            state=given.state,
            decline_reason=given.reason,
            received_at=referral.received_at or office.now,
            answered_at=office.now,
            report=given.note,
        ),
        office.by,
        reason=given.note,
    )
    due = wait_for_answer(office, case, answered)
    if given.state is ReferralState.DECLINED:
        _shut(office, answered)
        _unmet(office, case, answered, NeedReason.DECLINED)
        _back_to_queue(office, case)
    else:
        office.tx.consultations.save(replace(case, next_date=due), office.by)
    tell_of_news(office, answered, given.state.value)
    return answered


def report(office: Office, case: Consultation, referral: Referral, outcome: Outcome, note: str) -> Referral:
    """Take how it ended; the case ends with it where nothing else is open, and else comes back to a person."""
    step(referral.state, ReferralState.CLOSED)
    closed = office.tx.referrals.save(
        replace(
            referral,
            state=ReferralState.CLOSED,
            outcome=outcome,
            received_at=referral.received_at or office.now,
            answered_at=referral.answered_at or office.now,
            closed_at=office.now,
            report=note,
        ),
        office.by,
        reason=note,
    )
    office.tx.timed.cancel(subject=closed.id, now=office.now)
    _shut(office, closed)
    if outcome not in SETTLED:
        if outcome is Outcome.UNMET:
            _unmet(office, case, closed, NeedReason.CLOSED_UNMET)
        _back_to_queue(office, case)
    elif _nothing_else_open(office, case, closed):
        close_case(office, case, outcome)
    tell_of_news(office, closed, ReferralState.CLOSED.value)
    return closed


def hand_back(
    office: Office, case: Consultation, referral: Referral, *, to: str | None = None, reason: str
) -> Referral:
    """つなぎ戻し: keep who had it and who gets it back, with the reason; the second one is for the next meeting.

    `to` is the id of the destination or account that had it before; None means the case's owner among the
    coordinators. Another body that still works on it goes on; else the case is back in the queue.
    """
    step(referral.state, ReferralState.HANDED_BACK)
    earlier = office.tx.referrals.of_consultation(case.id)
    back = office.tx.referrals.save(
        replace(
            referral,
            state=ReferralState.HANDED_BACK,
            handed_back_from=referral.destination,
            handed_back_to=to or case.owner,
            closed_at=office.now,
            report=reason,
        ),
        office.by,
        reason=reason,
    )
    office.tx.timed.cancel(subject=back.id, now=office.now)
    _shut(office, back)
    _unmet(office, case, back, NeedReason.HANDED_BACK)
    holders = tuple(Holder(r.destination, r.state) for r in earlier if r.id != back.id)
    changed = replace(
        case,
        state=next_state(holders, to, case.state),
        next_date=office.now,
        for_meeting=case.for_meeting or takes_to_meeting(holders),
    )
    office.tx.consultations.save(changed, office.by)
    tell_of_news(office, back, ReferralState.HANDED_BACK.value)
    return back


def close_case(office: Office, case: Consultation, outcome: Outcome) -> Consultation:
    """Close a case with how it ended."""
    closed = replace(
        case, state=ConsultationState.CLOSED, outcome=outcome, closed_at=office.now, next_date=None
    )
    return office.tx.consultations.save(closed, office.by)


def _back_to_queue(office: Office, case: Consultation) -> None:
    waiting = ConsultationState.WAITING_FOR_PERSON
    back = replace(case, state=waiting, next_date=office.now, outcome=None, closed_at=None)
    office.tx.consultations.save(back, office.by)


def _nothing_else_open(office: Office, case: Consultation, closed: Referral) -> bool:
    others = office.tx.referrals.open_of_consultation(case.id)
    still = [
        r
        for r in others
        if r.id != closed.id and r.state not in {ReferralState.DECLINED, ReferralState.HANDED_BACK}
    ]
    return case.is_open and not still and office.tx.alerts.open_of_consultation(case.id) is None


def _shut(office: Office, referral: Referral) -> None:
    """Nobody needs to read a sheet that was declined, closed or handed back: its door is shut, the link says why."""
    office.tx.referrals.doors.shut(referral.id)


def _unmet(office: Office, case: Consultation, referral: Referral, reason: NeedReason) -> None:
    office.tx.unmet_needs.add(
        UnmetNeed(
            id=office.new_id(),
            municipality=case.municipality,
            consultation=case.id,
            reason=reason,
            at=office.now,
            category=case.category,
            area=case.area,
            destination=referral.destination,
        )
    )

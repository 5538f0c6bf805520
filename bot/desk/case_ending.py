"""How a case ends and begins again: closed with an outcome, reopened, split, joined with another."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.desk.case_changes import Edit
from bot.desk.safety_clock import running_clocks
from routing.alert import ENDED
from routing.consultation import Consultation, ConsultationId, ConsultationState, MatchStatus, Outcome, step
from routing.referral import OPEN_STATES as OPEN_REFERRALS
from storage.history import By
from storage.memo import NeedReason, UnmetNeed
from storage.messages import MessageId
from storage.transaction import Transaction


class InTheWay(StrEnum):
    """Why a case cannot be closed, split or joined now; each says what to do first."""

    ALERT = "alert"
    SAFETY = "safety"
    REFERRAL = "referral"
    CLOSED = "closed"
    SELF = "self"
    OTHER_PERSON = "other_person"
    RESTRICTED = "restricted"
    NOTHING_CHOSEN = "nothing_chosen"
    EVERYTHING_CHOSEN = "everything_chosen"


class NotYetError(ValueError):
    """Something has to be done first; `why` says what. Nothing was written; do not retry as it is."""

    def __init__(self, why: InTheWay) -> None:
        super().__init__(why.value)
        self.why = why


def close(edit: Edit, outcome: Outcome, reason: str, new_id: Callable[[], str]) -> Consultation:
    """Close a case with its outcome; an unmet need is counted. Raise `NotYetError` while an alert or a clock runs."""
    tx, case = edit.tx, edit.case
    edit.check("state", "outcome")
    if any(alert.state not in ENDED for alert in tx.alerts.of_consultation(case.id)):
        raise NotYetError(InTheWay.ALERT)
    if case.id in running_clocks(tx, case.municipality):
        raise NotYetError(InTheWay.SAFETY)
    closed = replace(
        case,
        state=step(case.state, ConsultationState.CLOSED, outcome),
        outcome=outcome,
        closed_at=edit.by.at,
        next_date=None,
    )
    after = tx.consultations.save(closed, edit.by, reason=reason)
    tx.timed.cancel(subject=case.id, now=edit.by.at)
    if outcome is Outcome.UNMET:
        tx.unmet_needs.add(_need(after, new_id()))
    return after


def _need(case: Consultation, id_: str) -> UnmetNeed:
    assert case.closed_at is not None  # noqa: S101 - it was just closed
    reason, at = NeedReason.CLOSED_UNMET, case.closed_at
    return UnmetNeed(id_, case.municipality, case.id, reason, at, case.category, case.area, case.chosen)


def reopen(edit: Edit, reason: str) -> Consultation:
    """Open a closed case again, with whoever had it."""
    edit.check("state")
    to = ConsultationState.WITH_COORDINATOR if edit.case.owner else ConsultationState.WAITING_FOR_PERSON
    state = step(edit.case.state, to, None)
    opened = replace(
        edit.case, state=state, outcome=None, closed_at=None, joined_into=None, next_date=edit.by.at
    )
    return edit.tx.consultations.save(opened, edit.by, reason=reason)


def split(edit: Edit, chosen: Sequence[MessageId], new_id: Callable[[], str]) -> Consultation:
    """Move messages that are about something else into a consultation of their own, and return it.

    Raise `NotYetError` when none or all of the messages were chosen.
    """
    tx, case = edit.tx, edit.case
    said = tx.messages.of_consultation(case.id)
    going = [message for message in said if message.id in set(chosen)]
    if not going:
        raise NotYetError(InTheWay.NOTHING_CHOSEN)
    if len(going) == len(said):
        raise NotYetError(InTheWay.EVERYTHING_CHOSEN)
    other = tx.consultations.add(_apart(edit, going[0].at, new_id()), edit.by)
    _admit_the_same(tx, case, other, edit.by)
    ids = [message.id for message in going]
    tx.messages.join(ids, other.id)
    tx.words.move(ids, other.id)
    return other


def _apart(edit: Edit, received_at: datetime, id_: str) -> Consultation:
    """Return a consultation of the same person about something else, for whoever split it off."""
    return replace(
        edit.case,
        id=ConsultationId(id_),
        received_at=received_at,
        entered_at=edit.by.at,
        state=ConsultationState.WITH_COORDINATOR,
        match_status=MatchStatus.NOT_TRIED,
        category=None,
        summary="",
        chosen=None,
        chosen_by=None,
        outcome=None,
        closed_at=None,
        joined_into=None,
        next_date=edit.by.at,
        owner=edit.by.account,
    )


def _admit_the_same(tx: Transaction, case: Consultation, other: Consultation, by: By) -> None:
    for member in tx.consultations.members(case.id) if case.restricted else ():
        tx.consultations.admit(
            other.id, member, pledged_at=by.at, pledge_version="split", added_by=by.account
        )


def join(edit: Edit, into: Consultation) -> Consultation:
    """Join this consultation into another: messages, notes and words go there, and this one counts no longer.

    Raise `NotYetError` while something hangs on it that cannot be moved, or when the two are of different people.
    """
    tx, case = edit.tx, edit.case
    edit.check("state", "joined_into")
    hindrance = _against_joining(tx, case, into)
    if hindrance is not None:
        raise NotYetError(hindrance)
    tx.messages.join([message.id for message in tx.messages.of_consultation(case.id)], into.id)
    tx.notes.move(case.id, into.id)
    tx.words.follow(case.id, into.id)
    tx.timed.cancel(subject=case.id, now=edit.by.at)
    gone = replace(
        case,
        state=ConsultationState.CLOSED,
        outcome=Outcome.UNKNOWN,
        closed_at=edit.by.at,
        next_date=None,
        joined_into=into.id,
    )
    tx.consultations.save(gone, edit.by)
    return into


def _against_joining(tx: Transaction, case: Consultation, into: Consultation) -> InTheWay | None:
    alerts, referrals = tx.alerts.of_consultation(case.id), tx.referrals.of_consultation(case.id)
    strangers = case.resident and into.resident and case.resident != into.resident
    against = {
        InTheWay.SELF: case.id == into.id,
        InTheWay.CLOSED: not (case.is_open and into.is_open),
        InTheWay.RESTRICTED: case.restricted or into.restricted,
        InTheWay.OTHER_PERSON: bool(strangers),
        InTheWay.ALERT: any(alert.state not in ENDED for alert in alerts),
        InTheWay.REFERRAL: any(referral.state in OPEN_REFERRALS for referral in referrals),
    }
    return next((why for why, holds in against.items() if holds), None)

"""Reading what a destination sends from a sheet's forms; what is wrong is said at its field, nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk.access import note
from bot.desk.office import Office
from bot.desk.referral_answers import (
    ANSWERS,
    LONGEST_NOTE,
    REPORTED,
    Answer,
    answer,
    confirm_receipt,
    hand_back,
    report,
)
from bot.desk.sheet_door import note_sheet
from routing.consultation import Consultation, Outcome
from routing.permissions import Action
from routing.referral import DeclineReason, ReferralState
from routing.roles import Role
from storage.accounts import Account
from storage.referrals import Referral

RECEIVE, ANSWER, REPORT, HAND_BACK = "receive", "answer", "report", "hand-back"
DOINGS = (RECEIVE, ANSWER, REPORT, HAND_BACK)
DONE = {RECEIVE: "received", ANSWER: "answered", REPORT: "reported", HAND_BACK: "handed_back"}


class FormError(ValueError):
    """A form cannot be taken; `faults` says why for each field, as the last part of a text's key. Show it again."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A referral with its case, in the hands of its receiver; `account` None came by the link."""

    case: Consultation
    referral: Referral
    account: Account | None = None


def do(office: Office, sheet: Sheet, what: str, form: Mapping[str, str]) -> Referral:
    """Do what a form asks: confirm, answer, report or hand back.

    Raise `FormError` for a form that says too little, `routing.consultation.IllegalStepError` for what is done already,
    `storage.errors.StaleError` when somebody else was quicker.
    """
    done = _do(office, sheet, what, form)
    if sheet.account is None:
        note_sheet(office, sheet.referral, f"sheet.{DONE[what]}")
    else:
        about, fields = ("referral", sheet.referral.id), ("state",)
        note(office.tx, sheet.account, office.now, Action.ANSWER_REFERRAL, about=about, fields=fields)
    return done


def _do(office: Office, sheet: Sheet, what: str, form: Mapping[str, str]) -> Referral:
    said = form.get("note", "").strip()
    if len(said) > LONGEST_NOTE:
        raise FormError({"note": "too_long"})
    if what == RECEIVE:
        return confirm_receipt(office, sheet.referral)
    if what == ANSWER:
        return answer(office, sheet.case, sheet.referral, _answer(form, said))
    if what == REPORT:
        return report(office, sheet.case, sheet.referral, _outcome(form), said)
    if not said:
        raise FormError({"note": "back_reason"})
    return hand_back(office, sheet.case, sheet.referral, to=_earlier_holder(office, sheet, form), reason=said)


def _earlier_holder(office: Office, sheet: Sheet, form: Mapping[str, str]) -> str | None:
    """Return the body that a coordinator gives the case back to; a destination gives it back to the desk."""
    given = form.get("to", "")
    if sheet.account is None or sheet.account.role is not Role.COORDINATOR:
        return None
    held = {r.destination for r in office.tx.referrals.of_consultation(sheet.case.id)}
    return given if given in held else None


def _answer(form: Mapping[str, str], said: str) -> Answer:
    state = form.get("answer", "")
    if state not in {found.value for found in ANSWERS}:
        raise FormError({"answer": "choose"})
    if state != ReferralState.DECLINED:
        return Answer(ReferralState(state), None, said)
    reason = form.get("reason", "")
    if reason not in {found.value for found in DeclineReason}:
        raise FormError({"reason": "reason"})
    return Answer(ReferralState.DECLINED, DeclineReason(reason), said)


def _outcome(form: Mapping[str, str]) -> Outcome:
    outcome = form.get("outcome", "")
    if outcome not in {found.value for found in REPORTED}:
        raise FormError({"outcome": "choose"})
    return Outcome(outcome)

"""Consent taken back: what stands is withdrawn, and whatever went out on it is stopped in the same transaction."""

from dataclasses import replace

from bot.desk.office import Office
from bot.desk.referral_waits import tell_of_news
from bot.desk.referring import stop
from bot.desk.sheet_facts import ground_for
from routing.consent import ConsentState
from routing.consultation import Consultation, ConsultationState
from storage.consents import Consent, ConsentId

REASON = "consent withdrawn"
TOLD = "stopped"


def withdraw(office: Office, case: Consultation, *, how: str) -> bool:
    """Take back every consent that stands for a case; False when there is none.

    Referrals that rest on a legal ground go on: they never needed the consent.
    """
    standing = _standing(office, case)
    for given in standing:
        taken_back = replace(
            given, id=ConsentId(office.new_id()), state=ConsentState.WITHDRAWN, by=office.by, how=how
        )
        office.tx.consents.add(taken_back)
    if standing and ground_for(office.tx, case) is None:
        _stop_all(office, case)
    return bool(standing)


def _standing(office: Office, case: Consultation) -> tuple[Consent, ...]:
    latest = {consent.subject: consent for consent in office.tx.consents.of_consultation(case.id)}
    return tuple(consent for consent in latest.values() if consent.state is ConsentState.GIVEN)


def _stop_all(office: Office, case: Consultation) -> None:
    went_out = False
    for referral in office.tx.referrals.open_of_consultation(case.id):
        stopped = stop(office, referral, case, reason=REASON)
        if stopped is not None and stopped.sent_at is not None:
            went_out = True
            tell_of_news(office, stopped, TOLD)
    if went_out and case.is_open:
        # What was told cannot be untold by us alone: a person asks the receiver to forget it.
        waiting = replace(case, state=ConsultationState.WAITING_FOR_PERSON, next_date=office.now)
        office.tx.consultations.save(waiting, office.by)

"""Passing a matter on: a sheet is drafted from the memo, goes out by link or is noted as given, and is stopped.

Each use case works within the transaction of its `Office`; e-mails are rows that the worker sends afterwards.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from bot.desk.office import Office
from bot.desk.referral_mail import mail_list, mail_new_sheet, mail_stopped
from bot.desk.referral_waits import wait_for_answer
from bot.desk.sheet_facts import basis_of, consent_for, ground_for, secrets_of, sheet_of
from bot.desk.sheet_paper import Paper, Written, read_paper, write_paper
from knowledge.destinations import Destination, DestinationId, Reach
from routing.consultation import Consultation, ConsultationState
from routing.referral import STEPS, ReferralId, ReferralState, step
from routing.roles import Role
from routing.sheet import Leak, SheetField, find_leak
from storage.accounts import Account
from storage.referrals import Referral

LINK_LIFE = timedelta(days=14)
LONGEST_SUMMARY = 8_000
LONGEST_REQUEST = 1_000
LONGEST_RECEIVER = 60


class Refusal(StrEnum):
    """Why a sheet is not drafted or does not go out; each has its sentence for the one who tried."""

    NOTHING_SAID = "nothing_said"
    TOO_LONG = "too_long"
    NOT_ASKED = "not_asked"
    LEAK_PARTICULARS = "leak_particulars"
    LEAK_NUMBER = "leak_number"
    LEAK_WORDS = "leak_words"
    LEAK_NOTIFIER = "leak_notifier"
    NO_MAILBOX = "no_mailbox"
    VIA_OFFICE = "via_office"


class NotSentError(ValueError):
    """A sheet was not drafted or sent; `why` says what has to be mended. Nothing was written; do not retry as it is."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


class Given(StrEnum):
    """How a matter was passed on without us: then it was noted, never sent."""

    PHONE = "phone"
    PAPER = "paper"
    FAX = "fax"
    IN_PERSON = "in_person"


def draft(office: Office, case: Consultation, destination: DestinationId, written: Written) -> Referral:
    """Draft a sheet; raise `NotSentError` where its text says nothing, too much, or what may not stand there."""
    to = office.destination(destination)
    _check_text(office, case, written)
    referral = Referral(
        id=ReferralId(office.new_id()),
        municipality=case.municipality,
        consultation=case.id,
        destination=to.id,
        state=ReferralState.DRAFTED,
        created_at=office.now,
        sheet=write_paper(Paper(written)),
    )
    return office.tx.referrals.add(referral, office.by)


def preview(office: Office, case: Consultation, referral: Referral) -> Mapping[SheetField, str]:
    """Return what the receiver sees: as it went out, or of a draft as it would go out now."""
    paper = read_paper(referral.sheet)
    if referral.state is not ReferralState.DRAFTED:
        return paper.fields
    return sheet_of(office, case, office.destination(referral.destination), paper.written)


def send(office: Office, case: Consultation, referral: Referral) -> Referral:
    """Let a draft go out: into the list of a destination with accounts, else by an expiring link to its known address.

    Raise `NotSentError`; raise `routing.consultation.IllegalStepError` for what is no draft any more (two clicks).
    """
    step(referral.state, ReferralState.SENT)
    to = office.destination(referral.destination)
    if to.reach is Reach.VIA_OFFICE:
        raise NotSentError(Refusal.VIA_OFFICE)
    accounts = accounts_of(office, to)
    if not accounts and to.id not in office.place.mailboxes:
        raise NotSentError(Refusal.NO_MAILBOX)
    sent = _freeze(office, case, replace(referral, state=ReferralState.SENT))
    if accounts:
        mail_list(office, case, sent, accounts)
    else:
        send_link(office, case, sent)
    _refer(office, case, sent)
    return sent


def send_link(office: Office, case: Consultation, referral: Referral) -> None:
    """Make a new link for a sheet, which ends the one before, and send it to the address we know."""
    token = office.randomness.token()
    expires = office.now + LINK_LIFE
    office.tx.referrals.set_token(referral.id, token, expires_at=expires)
    mail_new_sheet(office, case, referral, token, expires)


def note_given(office: Office, case: Consultation, referral: Referral, how: Given, to_whom: str) -> Referral:
    """Note that a draft was passed on by telephone, on paper, by FAX or in person, and to whom."""
    step(referral.state, ReferralState.NOTED)
    noted = replace(referral, state=ReferralState.NOTED)
    said = office.say(f"sheet.given.{how}", whom=to_whom[:LONGEST_RECEIVER])
    kept = _freeze(office, case, noted, reason=said)
    _refer(office, case, kept)
    return kept


def stop(office: Office, referral: Referral, case: Consultation, *, reason: str) -> Referral | None:
    """Stop a referral, end its link and tell its receiver; None where its course allows no stop."""
    if ReferralState.STOPPED not in STEPS[referral.state]:
        return None
    went_out = referral.state is not ReferralState.DRAFTED
    stopped = replace(referral, state=ReferralState.STOPPED, closed_at=office.now)
    saved = office.tx.referrals.save(stopped, office.by, reason=reason)
    office.tx.referrals.set_token(referral.id, None, expires_at=None)
    office.tx.referrals.doors.shut(referral.id)
    office.tx.timed.cancel(subject=referral.id, now=office.now)
    if went_out:
        mail_stopped(office, case, saved)
    return saved


def accounts_of(office: Office, destination: Destination) -> tuple[Account, ...]:
    """Return the accounts of a destination that has a list of its own."""
    people = office.tx.accounts.of_municipality(office.place.slug, active_only=True)
    return tuple(a for a in people if a.role is Role.DESTINATION and a.destination == destination.id)


def _check_text(office: Office, case: Consultation, written: Written) -> None:
    if not written.summary.strip():
        raise NotSentError(Refusal.NOTHING_SAID)
    if len(written.summary) > LONGEST_SUMMARY or len(written.request) > LONGEST_REQUEST:
        raise NotSentError(Refusal.TOO_LONG)
    secrets, basis = secrets_of(office, case), basis_of(office.tx, case, written.subject)
    for text in (written.summary, written.request):
        leak = find_leak(text, secrets, personal=basis.personal)
        if leak is not None:
            raise NotSentError(_REFUSALS[leak])


_REFUSALS = {
    Leak.PARTICULARS: Refusal.LEAK_PARTICULARS,
    Leak.NUMBER: Refusal.LEAK_NUMBER,
    Leak.WORDS: Refusal.LEAK_WORDS,
    Leak.NOTIFIER: Refusal.LEAK_NOTIFIER,
}


def _freeze(office: Office, case: Consultation, referral: Referral, *, reason: str = "") -> Referral:
    """Write onto the sheet what the receiver may see at this moment, and what that rests on."""
    written = read_paper(referral.sheet).written
    if not basis_of(office.tx, case, written.subject).asked:
        raise NotSentError(Refusal.NOT_ASKED)
    # What was agreed may have changed since the draft was written.
    _check_text(office, case, written)
    fields = sheet_of(office, case, office.destination(referral.destination), written)
    consent, ground = consent_for(office.tx, case, written.subject), ground_for(office.tx, case)
    frozen = replace(
        referral,
        sheet=write_paper(Paper(written, fields)),
        consent=consent.id if consent is not None else None,
        ground=ground.ground if ground is not None else None,
        sent_at=office.now,
    )
    return office.tx.referrals.save(frozen, office.by, reason=reason)


def _refer(office: Office, case: Consultation, referral: Referral) -> None:
    """Let the case wait for its receiver: it keeps an owner and a next date."""
    remind_at = wait_for_answer(office, case, referral)
    changed = replace(
        case,
        state=ConsultationState.REFERRED,
        owner=case.owner or office.by.account,
        next_date=remind_at or case.next_date,
    )
    office.tx.consultations.save(changed, office.by)

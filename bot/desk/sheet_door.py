"""The door of a sheet: a link finds it, a one-time code for the known address opens it, in one browser at a time."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.office import Office
from bot.desk.referral_mail import mail_code
from bot.desk.referring import send_link
from routing.consultation import Consultation
from routing.referral import OPEN_STATES, ReferralState
from storage.audit import AuditEntry
from storage.referrals import Referral
from storage.transaction import Transaction

CODE_LIFE = timedelta(minutes=10)
INSIDE_FOR = timedelta(hours=8)
TRIES = 5
CODES_AN_HOUR = 5
TRIES_AN_HOUR = 20
HOUR = timedelta(hours=1)
# These were settled or taken away: their sheet is not shown any more, whoever has the link.
HIDDEN = frozenset(
    {ReferralState.DECLINED, ReferralState.CLOSED, ReferralState.HANDED_BACK, ReferralState.STOPPED}
)


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a link: a referral with its case. `ended` says that the link has had its time."""

    referral: Referral
    case: Consultation
    ended: bool = False


def behind(tx: Transaction, token: str, *, now: datetime) -> Behind | None:
    """Return what a link leads to, None for no link of ours; an ended one can only be renewed."""
    referral = tx.referrals.by_ended_token(token)
    if referral is None or referral.token_expires_at is None:
        return None
    case = tx.consultations.get(referral.consultation)
    return Behind(referral, case, ended=referral.token_expires_at <= now)


def send_code(office: Office, found: Behind) -> bool:
    """Send a new code to the known address; False when it was asked for too often."""
    allowed = office.tx.throttle.take(
        "sheet.code", found.referral.id, capacity=CODES_AN_HOUR, refill=HOUR, now=office.now
    )
    if not allowed:
        return False
    digest = hashlib.sha256(office.randomness.token().encode()).digest()
    code = f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06}"
    until = office.now + CODE_LIFE
    office.tx.referrals.doors.set_code(
        found.referral.id, found.referral.municipality, code, until=until, tries=TRIES
    )
    mail_code(office, found.referral, code, until)
    return True


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a code came to: the session of the browser that is let in, or why not."""

    session: str = ""
    too_often: bool = False


def enter(office: Office, found: Behind, code: str) -> Entrance:
    """Spend a code and let this browser in; whoever was inside before is out."""
    throttle, id_ = office.tx.throttle, found.referral.id
    if not throttle.take("sheet.try", id_, capacity=TRIES_AN_HOUR, refill=HOUR, now=office.now):
        return Entrance(too_often=True)
    if not office.tx.referrals.doors.try_code(id_, code, now=office.now):
        return Entrance()
    session = office.randomness.token()
    office.tx.referrals.doors.open(id_, session, until=office.now + INSIDE_FOR)
    note_sheet(office, found.referral, "sheet.open")
    return Entrance(session)


def renew(office: Office, found: Behind) -> bool:
    """Send a new link to the known address, for a sheet that still waits; False when nothing is to be sent."""
    open_still = found.referral.state in OPEN_STATES - HIDDEN
    allowed = office.tx.throttle.take(
        "sheet.renew", found.referral.id, capacity=2, refill=timedelta(days=1), now=office.now
    )
    if not (open_still and allowed and found.referral.destination in office.place.mailboxes):
        return False
    send_link(office, found.case, found.referral)
    return True


def note_sheet(office: Office, referral: Referral, action: str) -> None:
    """Write into the audit trail that a sheet was opened or answered by its destination."""
    office.tx.audit.note(
        AuditEntry(office.by, action, "referral", referral.id, municipality=referral.municipality)
    )

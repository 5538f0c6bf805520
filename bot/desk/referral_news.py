"""The worker's part of referrals: reminding receivers, and telling coordinators that something came or nothing did."""

from dataclasses import replace

from bot.clock import tokyo
from bot.desk.notices import AlertNotice, is_reachable, owe_notice
from bot.desk.office import Office, office_of
from bot.desk.presence import presence
from bot.desk.referral_mail import mail_reminder, sheet_link
from bot.desk.referral_waits import REMIND
from bot.desk.referring import LINK_LIFE, accounts_of
from bot.desk.turn import Turn
from routing.consultation import AccountId, Actor, Consultation, ConsultationState
from routing.outgoing import Lane
from routing.referral import ReferralId, ReferralState
from storage.referrals import Referral
from storage.timed import Timed

SILENT = "silent"


def look_after(turn: Turn, work: Timed) -> None:
    """Remind the receiver of a referral that still stands where it stood, or tell the coordinators of its silence."""
    referral = turn.tx.referrals.get(ReferralId(work.subject))
    case = turn.tx.consultations.get(referral.consultation)
    if referral.state.value != work.payload["state"] and not _only_confirmed(referral, work):
        return
    if work.payload["step"] == REMIND:
        _remind(office_of(turn, Actor.BOT), case, referral)
        return
    waiting = replace(case, state=ConsultationState.WAITING_FOR_PERSON, next_date=turn.now)
    if case.state is ConsultationState.REFERRED:
        turn.tx.consultations.save(waiting, turn.by(Actor.BOT))
    _tell(turn, case, SILENT, work.dedupe_key)


def tell_news(turn: Turn, work: Timed) -> None:
    """Tell the owner of a case, or whoever is on duty, that something came of its referral."""
    referral = turn.tx.referrals.get(ReferralId(work.subject))
    case = turn.tx.consultations.get(referral.consultation)
    _tell(turn, case, work.payload["what"], work.dedupe_key)


def _only_confirmed(referral: Referral, work: Timed) -> bool:
    """Tell whether a receipt was confirmed and no answer given: that stops no clock."""
    sent = {ReferralState.SENT.value, ReferralState.NOTED.value}
    return referral.state is ReferralState.RECEIVED and work.payload["state"] in sent


def _remind(office: Office, case: Consultation, referral: Referral) -> None:
    to = office.destination(referral.destination)
    accounts = accounts_of(office, to)
    if accounts:
        addresses = [account.email for account in accounts if account.email]
        mail_reminder(office, case, referral, f"{office.public_url}/console/sheets", addresses)
        return
    mailbox = office.place.mailboxes.get(to.id)
    if mailbox is None or referral.state is ReferralState.NOTED:
        return
    # Of a link only a hash is kept, so a reminder brings a new one.
    token = office.randomness.token()
    office.tx.referrals.set_token(referral.id, token, expires_at=office.now + LINK_LIFE)
    mail_reminder(office, case, referral, sheet_link(office, token), [mailbox])


def _tell(turn: Turn, case: Consultation, what: str, dedupe_key: str) -> None:
    texts, number = turn.town.texts, case.number
    link = turn.console_link(number)
    notice = AlertNotice(
        subject=texts.say("alert.mail.subject_referral", number=number),
        text=texts.say(f"alert.referral.{what}", number=number, link=link, telephone=turn.town.telephone),
        link=link,
        link_label=texts.say("alert.button.open"),
        dedupe_key=dedupe_key,
        lane=Lane.NORMAL,
    )
    for account in whom_to_tell(turn, case):
        owe_notice(turn, account, notice)


def whom_to_tell(turn: Turn, case: Consultation) -> tuple[AccountId, ...]:
    """Return the owner of a case, or the first on duty where it has none that can be reached; restricted: the owner."""
    if case.owner is not None and is_reachable(turn, case.owner):
        return (case.owner,)
    if case.restricted:
        return ()
    rota = turn.tx.duty.rota(turn.town.slug)
    there = presence(turn.town, rota, case.area, turn.now)
    called = there.on_duty or rota.everybody()
    return tuple(account for account in called if is_reachable(turn, account))[:1]


def today_of(turn: Turn) -> str:
    """Return the Tokyo date of a turn, for keys that count once a day."""
    return tokyo(turn.now).date().isoformat()

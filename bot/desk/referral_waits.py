"""The clock of a referral: its receiver is reminded, and when nothing comes the coordinators hear of it."""

from datetime import date, datetime, time

from bot.clock import TOKYO, tokyo
from bot.desk.office import Office
from routing.consultation import Consultation
from routing.referral_clock import clock_of
from storage.referrals import Referral
from storage.timed import Timed, TimedId

KIND = "referral_waits"
NEWS = "referral_news"
REMIND, TELL = "remind", "tell"
# Offices are open, and nobody is woken.
HOUR = time(10)


def wait_for_answer(office: Office, case: Consultation, referral: Referral) -> datetime | None:
    """Plan what happens when nothing comes after the present step; return when the receiver is reminded."""
    office.tx.timed.cancel(subject=referral.id, kinds=(KIND,), now=office.now)
    clock = clock_of(referral.state, case.level, tokyo(office.now).date())
    if clock is None:
        return None
    for step, day in ((REMIND, clock.remind_on), (TELL, clock.tell_on)):
        office.tx.timed.add(
            Timed(
                id=TimedId(office.new_id()),
                municipality=referral.municipality,
                kind=KIND,
                subject=referral.id,
                due_at=at_hour(day),
                dedupe_key=f"{KIND}:{referral.id}:{referral.version}:{step}",
                payload={"step": step, "state": referral.state.value},
            )
        )
    return at_hour(clock.remind_on)


def at_hour(day: date) -> datetime:
    """Return the decent hour of a Tokyo date."""
    return datetime.combine(day, HOUR, TOKYO)


def tell_of_news(office: Office, referral: Referral, what: str) -> None:
    """Have the coordinators told that something came of a referral: a word, a number, no content."""
    office.tx.timed.add(
        Timed(
            id=TimedId(office.new_id()),
            municipality=referral.municipality,
            kind=NEWS,
            subject=referral.id,
            due_at=office.now,
            dedupe_key=f"{NEWS}:{referral.id}:{referral.version}",
            payload={"what": what},
        )
    )

"""When a referral that nobody answers is asked after, and when the coordinators hear of it.

Closed-loop networks want a first word within seven days and an update every thirty; urgent matters cannot wait so long.
"""

from dataclasses import dataclass
from datetime import date

from routing.referral import ReferralState
from routing.urgency import Level
from routing.working_days import working_days_after

UNANSWERED = frozenset({ReferralState.SENT, ReferralState.RECEIVED, ReferralState.NOTED})
UNDER_WAY = frozenset(
    {ReferralState.ACCEPTED, ReferralState.ACCEPTED_IN_PART, ReferralState.ALREADY_SUPPORTING}
)


@dataclass(frozen=True, slots=True)
class Waits:
    """Working days after which the receiver is reminded, and after which the coordinators are told."""

    remind: int
    tell: int


UNTIL_ANSWERED = {
    Level.EMERGENCY: Waits(1, 2),
    Level.URGENT: Waits(1, 2),
    Level.SAME_DAY: Waits(1, 3),
    Level.NORMAL: Waits(3, 5),
}
# Twenty working days are about a month.
UNTIL_REPORTED = Waits(20, 25)


@dataclass(frozen=True, slots=True)
class Clock:
    """The two Tokyo dates of one wait."""

    remind_on: date
    tell_on: date


def clock_of(state: ReferralState, level: Level, since: date) -> Clock | None:
    """Return the dates for a referral that came into a state on a Tokyo date; None where nothing is waited for."""
    if state in UNANSWERED:
        waits = UNTIL_ANSWERED[level]
    elif state in UNDER_WAY:
        waits = UNTIL_REPORTED
    else:
        return None
    return Clock(working_days_after(since, waits.remind), working_days_after(since, waits.tell))

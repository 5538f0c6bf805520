"""The life cycle of a referral (つなぎ), as a table of allowed steps."""

from enum import StrEnum
from typing import NewType

from routing.consultation import IllegalStepError

ReferralId = NewType("ReferralId", str)


class ReferralState(StrEnum):
    """Where a referral stands; `NOTED` was only recorded (given by phone or on paper), never sent by us."""

    DRAFTED = "drafted"
    NOTED = "noted"
    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    ALREADY_SUPPORTING = "already_supporting"
    DECLINED = "declined"
    CLOSED = "closed"
    HANDED_BACK = "handed_back"
    STOPPED = "stopped"


class DeclineReason(StrEnum):
    """Why a destination did not take a referral."""

    CAPACITY = "capacity"
    NOT_ELIGIBLE = "not_eligible"
    OUT_OF_AREA = "out_of_area"
    PAPERS_MISSING = "papers_missing"
    CANNOT_REACH = "cannot_reach"
    OTHER = "other"


_ANSWERS = frozenset(
    {
        ReferralState.ACCEPTED,
        ReferralState.ACCEPTED_IN_PART,
        ReferralState.ALREADY_SUPPORTING,
        ReferralState.DECLINED,
    }
)
_ENDS = frozenset({ReferralState.CLOSED, ReferralState.HANDED_BACK, ReferralState.STOPPED})

STEPS: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.DRAFTED: frozenset({ReferralState.SENT, ReferralState.NOTED, ReferralState.STOPPED}),
    ReferralState.NOTED: frozenset({ReferralState.RECEIVED}) | _ANSWERS | _ENDS,
    ReferralState.SENT: frozenset({ReferralState.RECEIVED}) | _ANSWERS | _ENDS,
    ReferralState.RECEIVED: _ANSWERS | _ENDS,
    ReferralState.ACCEPTED: _ENDS,
    ReferralState.ACCEPTED_IN_PART: _ENDS,
    ReferralState.ALREADY_SUPPORTING: _ENDS,
    ReferralState.DECLINED: frozenset({ReferralState.CLOSED}),
    ReferralState.CLOSED: frozenset(),
    ReferralState.HANDED_BACK: frozenset({ReferralState.CLOSED}),
    ReferralState.STOPPED: frozenset(),
}

OPEN_STATES = frozenset(state for state, after in STEPS.items() if after)


def step(now: ReferralState, to: ReferralState) -> ReferralState:
    """Return `to` if it may follow `now`; raise `IllegalStepError` and change nothing otherwise."""
    if to not in STEPS[now]:
        raise IllegalStepError(f"a referral cannot go from {now} to {to}")
    return to

"""つなぎ戻し: a case goes back to the ordinary worker once roles are settled, or because it could not be held.

Source: 狛江市 (重層的支援体制整備事業): 「からまった糸を、きれいにほどく作業」.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.destinations import DestinationId
from routing.consultation import ConsultationState
from routing.referral import ReferralState
from routing.referral_clock import UNDER_WAY


@dataclass(frozen=True, slots=True)
class Holder:
    """Another body of the same case, and how its referral stands."""

    destination: DestinationId
    state: ReferralState


def takes_to_meeting(earlier: Iterable[Holder]) -> bool:
    """Tell whether one more hand-back marks the case for the next meeting: it is the second."""
    return any(holder.state is ReferralState.HANDED_BACK for holder in earlier)


def next_state(others: Iterable[Holder], to: str | None, now: ConsultationState) -> ConsultationState:
    """Return where the case stands after a hand-back: with the body that has it again, else with a person of ours."""
    if now is ConsultationState.CLOSED:
        return now
    has_it = any(holder.destination == to and holder.state in UNDER_WAY for holder in others)
    return ConsultationState.REFERRED if has_it else ConsultationState.WAITING_FOR_PERSON

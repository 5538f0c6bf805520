"""What a window may see of what came of its relays: how far it is, and how it ended; never how the matter went."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from routing.consent import ConsentState
from routing.consultation import Consultation, ConsultationState, Outcome
from routing.referral import ReferralState


class Stage(StrEnum):
    """受付済, 連絡済, 完了: the three words a window hears."""

    RECEIVED = "received"
    CONTACTED = "contacted"
    DONE = "done"


_ON_ITS_WAY = frozenset(ReferralState) - {ReferralState.DRAFTED, ReferralState.STOPPED}
_IN_HAND = frozenset({ConsultationState.WITH_COORDINATOR, ConsultationState.REFERRED})


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a relay is. `outcome` is None while it is open, and where the person does not want it told."""

    stage: Stage
    outcome: Outcome | None = None


def seen_by_window(
    consultation: Consultation, referrals: Sequence[ReferralState], consent: ConsentState
) -> Seen:
    """Return what the window that relayed a matter may see of it.

    A restricted case shows nothing beyond its receipt. Without consent, or after it was withdrawn, the window hears
    that the matter is done, never how.
    """
    if consultation.restricted:
        return Seen(Stage.RECEIVED)
    if consultation.state is ConsultationState.CLOSED:
        return Seen(Stage.DONE, consultation.outcome if consent is ConsentState.GIVEN else None)
    if consultation.state in _IN_HAND or _ON_ITS_WAY & set(referrals):
        return Seen(Stage.CONTACTED)
    return Seen(Stage.RECEIVED)

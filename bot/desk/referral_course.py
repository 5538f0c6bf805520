"""The course of a case among the bodies, in the order in which it happened: who had it, what came, who has it again."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.desk.office import Office
from knowledge.destinations import DestinationId
from routing.consultation import AccountId, Consultation
from routing.referral import ReferralState
from storage.errors import NotThereError


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when, which body, how its referral stood then, and who got it back; `reason` as it was written."""

    at: datetime
    body: str
    state: ReferralState
    back_to: str = ""
    reason: str = field(default="", repr=False)


def course_of(office: Office, case: Consultation) -> tuple[Step, ...]:
    """Return every step of every referral of a case, oldest first; drafts are nobody's step."""
    steps = []
    for number, referral in enumerate(office.tx.referrals.of_consultation(case.id)):
        for change in office.tx.referrals.changes(referral.id):
            if change.after is ReferralState.DRAFTED:
                continue
            back = referral.handed_back_to if change.after is ReferralState.HANDED_BACK else None
            step = Step(
                change.by.at,
                office.place.desk_name(referral.destination),
                change.after,
                name_of(office, back) if back else "",
                change.reason,
            )
            steps.append(((change.by.at, number, change.version), step))
    return tuple(step for _, step in sorted(steps, key=lambda pair: pair[0]))


def name_of(office: Office, holder: str) -> str:
    """Return the name of a body or of a colleague by its id."""
    desk = office.place.desks.get(DestinationId(holder))
    if desk is not None:
        return desk
    try:
        return office.tx.accounts.get(AccountId(holder)).name
    except NotThereError:
        return holder

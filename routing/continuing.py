"""Which consultation a message belongs to: the open one, or a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.destinations import Category, DestinationId
from routing.decision import Decision, DecisionKind
from routing.urgency import Triage

OPEN_DAYS = timedelta(days=7)
SAME_BREATH = timedelta(minutes=10)
COMPARED = 3


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """What is known of the consultation a person has open; `desks` are those last offered, best first.

    `asked` tells that the bot has asked a short question and waits for the answer.
    """

    last_contact_at: datetime
    desks: tuple[DestinationId, ...]
    category: Category | None
    dangerous: bool
    unmatched: bool
    asked: bool = False


def continues(
    matter: OpenMatter,
    decision: Decision,
    triage: Triage,
    categories: Sequence[Category],
    now: datetime,
) -> bool:
    """Tell whether a worry goes on with the open matter.

    It does when it names the same subject, when the matter is about danger, or when it adds words that
    decide nothing by themselves within the same breath. `categories` are those of the decision's
    candidates, best first. After seven days everything is a new matter.
    """
    if now - matter.last_contact_at > OPEN_DAYS:
        return False
    if triage.alert or matter.dangerous:
        return (triage.alert and matter.dangerous) or _same_breath(matter, now)
    if decision.kind is DecisionKind.HANDOVER or not decision.candidates:
        return _same_breath(matter, now)
    best = decision.candidates[0].destination
    if best in matter.desks[:COMPARED]:
        return True
    if (matter.unmatched or matter.asked) and _same_breath(matter, now):
        return True
    return matter.category is not None and bool(categories) and categories[0] is matter.category


def _same_breath(matter: OpenMatter, now: datetime) -> bool:
    return now - matter.last_contact_at <= SAME_BREATH

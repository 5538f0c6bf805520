"""The duty to report an abuse, for staff: three laws that differ in when one must, and where to.

Sources: 児童虐待の防止等に関する法律6条, 高齢者虐待の防止、高齢者の養護者に対する支援等に関する法律7条,
障害者虐待の防止、障害者の養護者に対する支援等に関する法律7条. Who reports breaks no secrecy (6条3項, 7条3項, 7条2項).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from routing.consent import Ground
from routing.urgency import Danger


class Duty(StrEnum):
    """How strong a duty is: `MUST` on suspicion alone, `MUST_IF_GRAVE` only with grave danger, else an effort."""

    MUST = "must"
    MUST_IF_GRAVE = "must_if_grave"


@dataclass(frozen=True, slots=True)
class ReportingDuty:
    """One duty: the danger it is about, its strength, the ground it gives for passing on without consent."""

    danger: Danger
    duty: Duty
    ground: Ground


DUTIES = (
    ReportingDuty(Danger.CHILD_ABUSE, Duty.MUST, Ground.CHILD_ABUSE_REPORT),
    ReportingDuty(Danger.ELDER_ABUSE, Duty.MUST_IF_GRAVE, Ground.ELDER_ABUSE_REPORT),
    ReportingDuty(Danger.DISABILITY_ABUSE, Duty.MUST, Ground.DISABILITY_ABUSE_REPORT),
)
ABUSE = frozenset(duty.danger for duty in DUTIES)


def duties_for(dangers: Iterable[Danger]) -> tuple[ReportingDuty, ...]:
    """Return the duties that the dangers of a case bring, in the order of the laws."""
    found = frozenset(dangers)
    return tuple(duty for duty in DUTIES if duty.danger in found)


def is_notice_of_abuse(dangers: Iterable[Danger]) -> bool:
    """Tell whether a case is a notice of abuse: its writer is then a notifier, whom no receiver may learn of."""
    return bool(ABUSE & frozenset(dangers))

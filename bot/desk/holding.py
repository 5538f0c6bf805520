"""Holding back from erasure what has to be reported: a suspected abuse of a child, an elder, a disabled person.

Source: 児童虐待防止法6条, 高齢者虐待防止法7条, 障害者虐待防止法7条 (the duty to report). Violence between partners is
not among them: who suffers it must be able to erase what they wrote.
"""

from datetime import timedelta

from bot.desk.turn import Turn
from routing.consultation import Consultation
from routing.urgency import Danger

REPORTED_BY_LAW = frozenset({Danger.CHILD_ABUSE, Danger.ELDER_ABUSE, Danger.DISABILITY_ABUSE})
YEAR = timedelta(days=365)


def hold_for_abuse(turn: Turn, consultation: Consultation) -> bool:
    """Hold a consultation on a suspected abuse back from erasure and retention; tell whether it is one."""
    if not REPORTED_BY_LAW & set(consultation.dangers):
        return False
    years = turn.town.profile.municipality.retention.abuse_years
    turn.tx.consultations.hold(consultation.id, until=turn.now + years * YEAR)
    return True

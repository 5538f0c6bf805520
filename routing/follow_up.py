"""Asking once how it went: when it is decent to ask, and when it must not be done at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.municipality import FollowUpPlan
from routing.consultation import Consultation, ConsultationState, MatchStatus
from routing.working_days import is_working_day

# Whoever wrote within this time is still talking; the question comes later.
JUST_WROTE = timedelta(days=1)
WAITING = frozenset({ConsultationState.ANSWERED, ConsultationState.REFERRED})


def decent_moment(after: datetime, plan: FollowUpPlan) -> datetime:
    """Return the first moment from `after` (Tokyo) that is within the decent hours of a working day.

    A working day, because 「まだ」 has to reach a person who can answer.
    """
    moment = after
    if moment.time() >= plan.latest:
        moment = _at(moment + timedelta(days=1), plan)
    elif moment.time() < plan.earliest:
        moment = _at(moment, plan)
    while not is_working_day(moment.date()):
        moment = _at(moment + timedelta(days=1), plan)
    return moment


def due_moment(answered: datetime, plan: FollowUpPlan) -> datetime:
    """Return when to ask after an answer of `answered` (Tokyo)."""
    return decent_moment(answered + timedelta(days=plan.days), plan)


def _at(moment: datetime, plan: FollowUpPlan) -> datetime:
    return datetime.combine(moment.date(), plan.earliest, moment.tzinfo)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else counts when the time has come; `violent` says that the one who hurts may be beside the phone."""

    violent: bool
    reachable: bool
    with_coordinator: bool


def may_ask(case: Consultation, now: Circumstances) -> bool:
    """Tell whether the question may be sent: to an open matter that went to a desk, to somebody who wants to hear.

    Never to who asked to be left alone, and on violence only where the person said that answers are safe.
    """
    if case.quiet or case.restricted or not now.reachable or now.with_coordinator:
        return False
    if now.violent and not case.safe_to_contact:
        return False
    return case.state in WAITING and case.match_status is MatchStatus.MATCHED


def asks_later(case: Consultation, now: datetime) -> bool:
    """Tell whether the person wrote so lately that the question should wait a day."""
    return now - case.last_contact_at < JUST_WROTE

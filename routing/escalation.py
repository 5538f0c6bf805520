"""Escalation: whom an alert calls next, until somebody has acknowledged it and written down what was done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from routing.alert import ENDED, Alert, AlertState
from routing.consultation import AccountId


class Saying(StrEnum):
    """What somebody who is called is told."""

    RAISED = "raised"
    REPEATED = "repeated"
    ESCALATED = "escalated"
    ACTION_MISSING = "action_missing"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long each step waits: for an acknowledgement, for a record of what was done, and once all were called."""

    acknowledge: timedelta
    action: timedelta
    repeat: timedelta = timedelta(hours=1)
    look_again: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class People:
    """Who can be called now. Only accounts that an alert can reach stand in `on_duty` and `everybody`.

    `called` are those whom this alert has called before; `next_duty` is when duty begins, if nobody is on it.
    """

    on_duty: tuple[AccountId, ...]
    everybody: tuple[AccountId, ...]
    called: frozenset[AccountId] = frozenset()
    next_duty: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """The next step: whom to tell what, how the alert then stands, and when to look again."""

    calls: tuple[tuple[AccountId, Saying], ...]
    state: AlertState
    next_step_at: datetime | None
    deadline: datetime | None = None


def next_move(alert: Alert, people: People, pace: Pace, now: datetime) -> Move:
    """Return the step of an alert that is due at `now`.

    First on duty; after each wait the next on duty, and the earlier ones again; then everybody in the rota; then all on
    duty every hour. Nobody on duty is a state that ends when duty begins.
    """
    if alert.state in ENDED:
        return Move((), alert.state, None)
    if alert.state is AlertState.ACKNOWLEDGED:
        return _after_acknowledgement(alert, people, pace, now)
    if alert.state is not AlertState.SENT:
        return _first_call(people, pace, now)
    return _unheard(people, pace, now)


def _first_call(people: People, pace: Pace, now: datetime) -> Move:
    if not people.on_duty:
        return Move((), AlertState.NOBODY_ON_DUTY, _when_duty_begins(people, pace, now))
    due = now + pace.acknowledge
    return Move(((people.on_duty[0], Saying.RAISED),), AlertState.SENT, due, due)


def _unheard(people: People, pace: Pace, now: datetime) -> Move:
    fresh = [account for account in people.on_duty if account not in people.called]
    again = tuple((account, Saying.REPEATED) for account in people.on_duty if account in people.called)
    if fresh:
        calls = ((fresh[0], Saying.ESCALATED), *again)
        return Move(calls, AlertState.SENT, now + pace.acknowledge)
    rest = [account for account in people.everybody if account not in people.called]
    if rest:
        # The last resort reaches also those who are not on duty: nobody has answered.
        calls = (*((account, Saying.ESCALATED) for account in rest), *again)
        return Move(calls, AlertState.SENT, now + pace.acknowledge)
    if again:
        return Move(again, AlertState.SENT, now + pace.repeat)
    return Move((), AlertState.SENT, _when_duty_begins(people, pace, now))


def _after_acknowledgement(alert: Alert, people: People, pace: Pace, now: datetime) -> Move:
    """Whoever acknowledged is asked once what was done; without an answer the alert sounds again for all on duty."""
    since = alert.acknowledged_at or now
    missed = int((now - since) / pace.action)
    if missed < 1:
        return Move((), AlertState.ACKNOWLEDGED, since + pace.action)
    if missed == 1 and alert.acknowledged_by is not None:
        calls = ((alert.acknowledged_by, Saying.ACTION_MISSING),)
        return Move(calls, AlertState.ACKNOWLEDGED, since + 2 * pace.action)
    if not people.on_duty:
        return Move((), AlertState.ACKNOWLEDGED, _when_duty_begins(people, pace, now))
    due = now + pace.acknowledge
    everyone = tuple((account, Saying.ACTION_MISSING) for account in people.on_duty)
    return Move(everyone, AlertState.SENT, due, due)


def _when_duty_begins(people: People, pace: Pace, now: datetime) -> datetime:
    """Return when to look again: rotas and absences are edited, so never much later than now."""
    soon = now + pace.look_again
    return min(people.next_duty, soon) if people.next_duty is not None else soon

"""Escalation: what an alert does when its next step is due, and what became of each attempt."""

import logging
from dataclasses import replace
from datetime import datetime

from bot.desk.alert_answers import close_alert
from bot.desk.alerting import take_move
from bot.desk.desk import Desk
from bot.desk.turn import Turn
from routing.alert import Alert, AttemptFate
from routing.outgoing import OutgoingState
from storage.errors import StaleError
from storage.outgoing import Owed
from storage.transaction import Transaction

log = logging.getLogger(__name__)

FATES = {
    OutgoingState.ACCEPTED: AttemptFate.ACCEPTED,
    OutgoingState.UNCERTAIN: AttemptFate.UNCERTAIN,
    OutgoingState.DEAD: AttemptFate.FAILED,
    OutgoingState.VOID: AttemptFate.FAILED,
}
HOPEFUL = frozenset({AttemptFate.QUEUED, AttemptFate.ACCEPTED})


def escalate_due(desk: Desk) -> int:
    """Take the due step of every alert; return how many were taken.

    Safe to call at any time and from any number of workers: a step is taken once. One alert that fails stops no other.
    """
    with desk.database.reading() as tx:
        ahead = tx.alerts.from_later(desk.clock.now())
    for alert in ahead:
        _follow_the_clock(desk, alert)
    with desk.database.reading() as tx:
        due = tx.alerts.due(desk.clock.now())
    return sum(_escalate_safely(desk, alert) for alert in due)


def _follow_the_clock(desk: Desk, alert: Alert) -> None:
    """Move an alert with a clock that was set back: nobody waits an hour longer for the next to be called."""
    now = desk.clock.now()
    ahead = alert.raised_at - now
    moved = replace(
        alert,
        raised_at=now,
        deadline=alert.deadline - ahead,
        next_step_at=None if alert.next_step_at is None else alert.next_step_at - ahead,
    )
    try:
        with desk.database.transaction() as tx:
            tx.alerts.save(moved, was=alert.state)
    except StaleError:
        log.info("alert.changed_meanwhile", extra={"alert": alert.id})


def _escalate_safely(desk: Desk, alert: Alert) -> bool:
    try:
        with desk.database.transaction() as tx:
            return _escalate(desk, tx, alert)
    except Exception:
        log.exception("alert.step_failed", extra={"alert": alert.id})
        return False


def _escalate(desk: Desk, tx: Transaction, alert: Alert) -> bool:
    now = desk.clock.now()
    # Whoever takes the step holds the row until the commit, so that a second worker finds nothing left to take.
    if not tx.alerts.take_step(alert, until=now):
        return False
    turn = Turn(desk, tx, desk.towns.of(tx, alert.municipality), now)
    taken = take_move(turn, alert, tx.consultations.get(alert.consultation))
    log.info(
        "alert.step", extra={"alert": alert.id, "step": taken.escalation_step, "state": taken.state.value}
    )
    return True


def close_settled(desk: Desk) -> int:
    """Close the alerts whose action is recorded and whose consultation has been closed since; return how many.

    Whoever closes a consultation, in the console, by a sheet or by an answer, need not think of its alerts.
    """
    with desk.database.reading() as tx:
        settled = tx.alerts.settled()
    return sum(_close_safely(desk, alert) for alert in settled)


def _close_safely(desk: Desk, alert: Alert) -> bool:
    try:
        with desk.database.transaction() as tx:
            close_alert(tx, alert)
    except StaleError:
        return False
    return True


def note_fate(tx: Transaction, owed: Owed, state: OutgoingState, *, reason: str, now: datetime) -> None:
    """Write what became of an attempt to reach somebody; where none is left that may succeed, go on at once."""
    if owed.alert is None or state not in FATES:
        return
    tx.alerts.note_fate(owed.id, FATES[state], reason=reason)
    if FATES[state] is AttemptFate.ACCEPTED:
        return
    attempts = tx.alerts.attempts(owed.alert)
    latest = max((attempt.step for attempt in attempts), default=0)
    if not any(attempt.fate in HOPEFUL for attempt in attempts if attempt.step == latest):
        tx.alerts.hurry(owed.alert, now=now)

"""What people do about an alert: acknowledge it, and record what was done. Recording acknowledges as well."""

from dataclasses import replace
from datetime import datetime

from routing.alert import UNACKNOWLEDGED, Alert, AlertState, step
from routing.consultation import AccountId
from storage.transaction import Transaction

LONGEST_ACTION = 1000


def acknowledge_alert(tx: Transaction, alert: Alert, account: AccountId, now: datetime) -> Alert | None:
    """Acknowledge an alert for an account; None when somebody has already. Its next step stays due until an action.

    Raises `storage.errors.StaleError` when somebody else was quicker by a moment.
    """
    if alert.state not in UNACKNOWLEDGED:
        return None
    acknowledged = replace(
        alert,
        state=step(alert.state, AlertState.ACKNOWLEDGED),
        acknowledged_by=account,
        acknowledged_at=now,
    )
    return tx.alerts.save(acknowledged, was=alert.state)


def record_action(
    tx: Transaction, alert: Alert, account: AccountId, action: str, now: datetime
) -> Alert | None:
    """Record what was done, which ends the calling; None when that stands already."""
    if alert.state in {AlertState.ACTION_RECORDED, AlertState.CLOSED}:
        return None
    acknowledged = acknowledge_alert(tx, alert, account, now) or alert
    recorded = replace(
        acknowledged,
        state=step(acknowledged.state, AlertState.ACTION_RECORDED),
        action=action,
        action_at=now,
        next_step_at=None,
    )
    return tx.alerts.save(recorded, was=acknowledged.state)


def close_alert(tx: Transaction, alert: Alert) -> Alert:
    """Close an alert whose action is recorded; raises `IllegalStepError` for any other.

    Raises `storage.errors.StaleError` when somebody else was quicker by a moment.
    """
    closed = replace(alert, state=step(alert.state, AlertState.CLOSED))
    return tx.alerts.save(closed, was=alert.state)

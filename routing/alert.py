"""The life cycle of an alert: it ends only when somebody has recorded what was done."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from routing.consultation import AccountId, ConsultationId, IllegalStepError, MunicipalitySlug
from routing.urgency import Level

AlertId = NewType("AlertId", str)


class AlertState(StrEnum):
    """Where an alert stands; `NOBODY_ON_DUTY` is raised and unsent because the rota is empty."""

    RAISED = "raised"
    NOBODY_ON_DUTY = "nobody_on_duty"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACTION_RECORDED = "action_recorded"
    CLOSED = "closed"


STEPS: dict[AlertState, frozenset[AlertState]] = {
    AlertState.RAISED: frozenset({AlertState.SENT, AlertState.NOBODY_ON_DUTY, AlertState.ACKNOWLEDGED}),
    AlertState.NOBODY_ON_DUTY: frozenset({AlertState.SENT, AlertState.ACKNOWLEDGED}),
    AlertState.SENT: frozenset({AlertState.ACKNOWLEDGED}),
    AlertState.ACKNOWLEDGED: frozenset({AlertState.ACTION_RECORDED, AlertState.SENT}),
    AlertState.ACTION_RECORDED: frozenset({AlertState.CLOSED}),
    AlertState.CLOSED: frozenset(),
}

ENDED = frozenset({AlertState.ACTION_RECORDED, AlertState.CLOSED})
UNACKNOWLEDGED = frozenset({AlertState.RAISED, AlertState.NOBODY_ON_DUTY, AlertState.SENT})


class AttemptFate(StrEnum):
    """What became of one attempt to reach one person by one channel."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert on one consultation. Times are aware UTC; `deadline` is when somebody must have answered."""

    id: AlertId
    municipality: MunicipalitySlug
    consultation: ConsultationId
    level: Level
    state: AlertState
    raised_at: datetime
    deadline: datetime
    escalation_step: int = 0
    next_step_at: datetime | None = None
    acknowledged_by: AccountId | None = None
    acknowledged_at: datetime | None = None
    action: str = ""
    action_at: datetime | None = None


def step(now: AlertState, to: AlertState) -> AlertState:
    """Return `to` if it may follow `now`; raise `IllegalStepError` otherwise."""
    if to not in STEPS[now]:
        raise IllegalStepError(f"an alert cannot go from {now} to {to}")
    return to

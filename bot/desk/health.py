"""How the desk stands: signs of life and ages without content, for `/healthz`, `/metrics`, doctor and alarm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from routing.alert import UNACKNOWLEDGED, AlertState
from routing.outgoing import Lane, OutgoingState
from routing.sharing import ForwardState
from storage.database import Database
from storage.errors import StorageError
from storage.tables.events import EventState

WORKER = "worker"
"""The name of the worker's heartbeat. It stands here and not beside the beat, because the webhook's small process asks
for health and must not load what a worker needs.
"""
WORKER_SILENT = timedelta(minutes=1)
INBOX_STANDS = timedelta(minutes=1)
OUTBOX_STANDS = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Vitals:
    """What can be told of an installation at a moment. Ages are None where nothing waits."""

    worker_seen: datetime | None = None
    inbox_age: timedelta | None = None
    outbox_age: timedelta | None = None
    forward_age: timedelta | None = None
    events: Mapping[EventState, int] = field(default_factory=dict)
    outgoing: Mapping[tuple[Lane, OutgoingState], int] = field(default_factory=dict)
    forwarded: Mapping[ForwardState, int] = field(default_factory=dict)
    alerts: Mapping[AlertState, int] = field(default_factory=dict)
    failed_jobs: tuple[str, ...] = ()
    held_lanes: int = 0

    @property
    def unacknowledged(self) -> int:
        """Return how many alerts nobody has acknowledged."""
        return sum(count for state, count in self.alerts.items() if state in UNACKNOWLEDGED)


def vitals_of(database: Database, now: datetime) -> Vitals:
    """Look at everything in one reading transaction; raise `StorageError` when the database does not answer."""
    with database.reading() as tx:
        worker = tx.heartbeats.get(WORKER)
        waiting, due = tx.events.overdue_since(now=now), tx.outgoing.oldest_due(now=now)
        forward = tx.forwarded.oldest_waiting()
        states = [alert.state for town in tx.municipalities.all() for alert in tx.alerts.open_of(town.slug)]
        failed = tuple(
            beat.name
            for beat in tx.heartbeats.all()
            if beat.last_failed is not None and (beat.last_ok is None or beat.last_failed > beat.last_ok)
        )
        return Vitals(
            worker_seen=worker.last_ok if worker else None,
            inbox_age=now - waiting if waiting else None,
            outbox_age=now - due if due else None,
            events=tx.events.counts(),
            outgoing=tx.outgoing.counts(),
            forward_age=now - forward if forward else None,
            forwarded=tx.forwarded.counts(),
            alerts={state: states.count(state) for state in set(states)},
            failed_jobs=failed,
            held_lanes=len(tx.outgoing.lanes_held(now=now)),
        )


def ailments(vitals: Vitals, now: datetime) -> tuple[str, ...]:
    """Return what is wrong, free of content; nothing for a desk that is well."""
    found = []
    if vitals.worker_seen is None or now - vitals.worker_seen > WORKER_SILENT:
        found.append("no worker has shown a sign of life for a minute")
    if vitals.inbox_age is not None and vitals.inbox_age > INBOX_STANDS:
        found.append("an event has waited for more than a minute")
    if vitals.outbox_age is not None and vitals.outbox_age > OUTBOX_STANDS and not vitals.held_lanes:
        found.append("a message has been due for more than two minutes")
    return tuple(found)


def look(database: Database, now: datetime) -> tuple[str, ...]:
    """Return what is wrong now; a database that does not answer is the first of all ailments."""
    try:
        return ailments(vitals_of(database, now), now)
    except StorageError:
        return ("the database does not answer",)

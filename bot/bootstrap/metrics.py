"""What `/metrics` tells, in the text form of Prometheus: counts and ages by state, never by person or municipality."""

import importlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.desk.health import Vitals, ailments, vitals_of
from storage.database import Database
from storage.errors import StorageError

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry


Values = dict[tuple[str, ...], float]


def metrics_of(database: Database, clock: Clock) -> str:
    """Return the metrics of the installation; `madoguchi_up` 0 and no counts when the database does not answer."""
    # The client library is loaded with the first look, so that the webhook's process starts without it.
    client = importlib.import_module("prometheus_client")
    registry: CollectorRegistry = client.CollectorRegistry()
    now = clock.now()
    try:
        vitals = vitals_of(database, now)
    except StorageError:
        vitals = None

    def gauge(name: str, meaning: str, labels: Sequence[str], values: Values) -> None:
        made = client.Gauge(f"madoguchi_{name}", meaning, labels, registry=registry)
        for key, value in values.items():
            (made.labels(*key) if labels else made).set(value)

    gauge("up", "1 when nothing is wrong", (), {(): float(vitals is not None and not ailments(vitals, now))})
    if vitals is not None:
        gauge("age_seconds", "Age of what has waited longest", ("of",), _ages(vitals, now))
        counts: Values = {(state.value,): count for state, count in vitals.events.items()}
        gauge("events", "Webhook events by state", ("state",), counts)
        sent: Values = {(lane.value, state.value): count for (lane, state), count in vitals.outgoing.items()}
        gauge("outgoing", "Outgoing messages by lane and state", ("lane", "state"), sent)
        forwarded: Values = {(state.value,): count for state, count in vitals.forwarded.items()}
        gauge("forwarded", "Webhooks for another bot by state", ("state",), forwarded)
        alerts: Values = {(state.value,): count for state, count in vitals.alerts.items()}
        gauge("alerts_open", "Open alerts by state", ("state",), alerts)
        gauge("lanes_held", "Lanes that have to wait", (), {(): vitals.held_lanes})
        gauge("jobs_failed", "Jobs whose last run failed", (), {(): len(vitals.failed_jobs)})
    text: bytes = client.generate_latest(registry)
    return text.decode()


def _ages(vitals: Vitals, now: datetime) -> Values:
    nothing = timedelta(0)
    ages = {
        "inbox": vitals.inbox_age or nothing,
        "outbox": vitals.outbox_age or nothing,
        "forwarded": vitals.forward_age or nothing,
    }
    if vitals.worker_seen is not None:
        ages["worker_heartbeat"] = now - vitals.worker_seen
    return {(of,): age.total_seconds() for of, age in ages.items()}

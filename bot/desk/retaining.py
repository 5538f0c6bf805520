"""Retention as a use case: what is past its time goes, in slices, by itself; and the figures of what is due.

The limits of each municipality stand in its profile; `routing/retention.py` says what they mean.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.desk import Desk
from bot.desk.knowing import kept_profile
from knowledge.retention_plan import RetentionPlan
from routing.consultation import MunicipalitySlug
from routing.retention import Kind, ends
from storage.database import Database
from storage.transaction import Transaction

log = logging.getLogger(__name__)

SLICE = 200
# The job runs every hour: what is due for longer than a day shows that it does not.
OVERDUE = timedelta(days=1)
BUCKET_IDLE = timedelta(days=1)
JOB = "retention"


@dataclass(frozen=True, slots=True)
class Due:
    """How much of one kind is past its time in one municipality, and how much of it since more than a day."""

    municipality: MunicipalitySlug
    kind: Kind
    due: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Purged:
    """What one slice removed."""

    municipality: MunicipalitySlug
    kind: Kind
    removed: int


def due_now(tx: Transaction, slug: MunicipalitySlug, plan: RetentionPlan, now: datetime) -> tuple[Due, ...]:
    """Return the figures of one municipality, in the order of purging; nothing is removed."""
    late = ends(plan, now - OVERDUE)
    return tuple(
        Due(
            slug,
            kind,
            tx.retention.due(slug, kind, before=before, now=now),
            tx.retention.due(slug, kind, before=late[kind], now=now),
        )
        for kind, before in ends(plan, now).items()
    )


def plan_of(tx: Transaction, slug: MunicipalitySlug) -> RetentionPlan:
    """Return what a municipality has set; raises `storage.errors.NotThereError`."""
    version = tx.municipalities.get(slug).knowledge_version
    return kept_profile(tx, slug, version).municipality.retention if version else RetentionPlan()


def purge_town(
    database: Database, slug: MunicipalitySlug, plan: RetentionPlan, now: datetime, *, slice_size: int = SLICE
) -> Iterator[Purged]:
    """Remove what is past its time in one municipality, raw events first; one short transaction for each slice.

    Then those are erased who asked for it while something held it back. Yields after each slice, so that whoever
    watches can stop: what is left waits for the next time.
    """
    for kind, before in ends(plan, now).items():
        while True:
            with database.transaction() as tx:
                removed = tx.retention.purge(slug, kind, before=before, now=now, limit=slice_size)
            if removed:
                yield Purged(slug, kind, removed)
            if removed < slice_size:
                break
    with database.transaction() as tx:
        tx.erasures.erase_released(slug, now=now)


def purge_due(desk: Desk) -> int:
    """Remove what is past its time everywhere, also sessions, buckets and audit of the installation; return how much.

    A municipality that fails stops no other; it is noted in the heartbeats and tried at the next tick.
    """
    with desk.database.reading() as tx:
        slugs = [stored.slug for stored in tx.municipalities.all() if stored.knowledge_version]
    removed, failed, now = 0, "", desk.clock.now()
    for slug in slugs:
        try:
            with desk.database.reading() as tx:
                plan = desk.towns.of(tx, slug).profile.municipality.retention
            removed += sum(step.removed for step in purge_town(desk.database, slug, plan, now))
        except Exception as error:
            log.exception("retention.town_failed", extra={"municipality": slug})
            failed = type(error).__name__
    removed += purge_shared(desk)
    with desk.database.transaction() as tx:
        if failed:
            tx.heartbeats.failed(JOB, at=desk.clock.now(), error=failed)
        else:
            tx.heartbeats.went_well(JOB, at=desk.clock.now())
    if removed:
        log.info("retention.purged", extra={"rows": removed})
    return removed


def purge_shared(desk: Desk) -> int:
    """Remove ended sessions, buckets nobody touches, and the audit trail past the longest plan; return how much."""
    now = desk.clock.now()
    with desk.database.reading() as tx:
        towns = [
            desk.towns.of(tx, stored.slug) for stored in tx.municipalities.all() if stored.knowledge_version
        ]
    audit_days = max(
        (town.profile.municipality.retention.audit_days for town in towns), default=RetentionPlan().audit_days
    )
    removed = 0
    while True:
        with desk.database.transaction() as tx:
            sessions = tx.sessions.remove_ended(now=now, limit=SLICE)
            buckets = tx.throttle.remove_idle(before=now - BUCKET_IDLE, limit=SLICE)
            audit = tx.audit.purge(before=now - timedelta(days=audit_days), limit=SLICE)
        removed += sessions + buckets + audit
        if max(sessions, buckets, audit) < SLICE:
            return removed

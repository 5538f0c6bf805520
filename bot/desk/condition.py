"""How one municipality's desk stands, for its people: what did not arrive, what waits, what grew old."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import tokyo
from bot.desk.access import note
from bot.desk.health import INBOX_STANDS, OUTBOX_STANDS, WORKER, WORKER_SILENT
from bot.desk.places import Place
from bot.desk.quota import month_of
from knowledge.emergency_numbers import Registry
from routing.outgoing import OutgoingId
from routing.permissions import Action
from routing.quota import Month, Stage, stage_of
from storage.accounts import Account
from storage.alert_tests import AlertTestFate
from storage.errors import NotThereError
from storage.transaction import Transaction
from storage.undelivered import Undelivered

TEST_GROWS_OLD = timedelta(days=31)


class Ailment(StrEnum):
    """What is not well; the values are keys of `health.ailment`."""

    WORKER = "worker"
    INBOX = "inbox"
    OUTBOX = "outbox"
    JOBS = "jobs"
    LANES = "lanes"
    UNDELIVERED = "undelivered"
    QUOTA = "quota"
    TEST = "test"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Condition:
    """Everything the page of health shows."""

    worker_seen: datetime | None
    waiting_since: datetime | None
    due_since: datetime | None
    failed_jobs: tuple[str, ...]
    held_lanes: int
    undelivered: tuple[Undelivered, ...]
    month: Month | None
    stage: Stage
    last_test: AlertTestFate | None
    old_numbers: tuple[str, ...]
    ailments: tuple[Ailment, ...]


def condition_of(tx: Transaction, place: Place, registry: Registry, now: datetime) -> Condition:
    """Look at everything; the number of questions to the database never depends on the data."""
    beats = {beat.name: beat for beat in tx.heartbeats.all()}
    worker = beats.get(WORKER)
    failed = tuple(
        beat.name
        for beat in beats.values()
        if beat.last_failed is not None and (beat.last_ok is None or beat.last_failed > beat.last_ok)
    )
    held = [lane for lane in tx.outgoing.lanes_held(now=now) if lane[0] == place.slug]
    month = month_of(tx, place.slug, now)
    tests = tx.alert_tests.newest(place.slug, limit=1)
    found = Condition(
        worker_seen=worker.last_ok if worker is not None else None,
        waiting_since=tx.events.overdue_since(now=now),
        due_since=tx.outgoing.oldest_due(now=now),
        failed_jobs=failed,
        held_lanes=len(held),
        undelivered=tx.outgoing.undelivered(place.slug),
        month=month,
        stage=stage_of(month),
        last_test=tests[0] if tests else None,
        old_numbers=tuple(number.number for number in registry.stale(tokyo(now).date())),
        ailments=(),
    )
    return _judged(found, now)


def send_again(tx: Transaction, account: Account, id_: OutgoingId, now: datetime) -> bool:
    """Queue a message again that did not arrive; False where it was, or where its content is gone.

    A message of another municipality counts as gone.
    """
    try:
        record = tx.outgoing.get(id_)
    except NotThereError:
        return False
    if record.municipality != account.municipality or not tx.outgoing.try_again(id_, now=now):
        return False
    note(tx, account, now, Action.SEND_AGAIN, about=("outgoing", id_))
    return True


def _judged(found: Condition, now: datetime) -> Condition:
    silent = found.worker_seen is None or now - found.worker_seen > WORKER_SILENT
    tested = found.last_test is not None and now - found.last_test.at <= TEST_GROWS_OLD
    checks = (
        (Ailment.WORKER, silent),
        (Ailment.INBOX, found.waiting_since is not None and now - found.waiting_since > INBOX_STANDS),
        (Ailment.OUTBOX, found.due_since is not None and now - found.due_since > OUTBOX_STANDS),
        (Ailment.JOBS, bool(found.failed_jobs)),
        (Ailment.LANES, bool(found.held_lanes)),
        (Ailment.UNDELIVERED, bool(found.undelivered)),
        (Ailment.QUOTA, found.stage is not Stage.PLENTY),
        (Ailment.TEST, not tested),
        (Ailment.NUMBERS, bool(found.old_numbers)),
    )
    return replace(found, ailments=tuple(ailment for ailment, is_so in checks if is_so))

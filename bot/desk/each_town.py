"""Jobs of all municipalities: each in a transaction of its own, so that one that fails stops no other."""

import logging
from collections.abc import Callable

from bot.desk.desk import Desk
from bot.desk.turn import Turn

log = logging.getLogger(__name__)


def in_each_town(desk: Desk, job: str, do: Callable[[Turn], int]) -> int:
    """Do a job for every municipality whose desk is open; return the sum of what was done.

    A municipality without knowledge is left out. What fails is logged, noted in the heartbeats and tried at the next
    tick.
    """
    with desk.database.reading() as tx:
        slugs = [
            stored.slug for stored in tx.municipalities.all() if stored.active and stored.knowledge_version
        ]
    done = 0
    for slug in slugs:
        try:
            desk.towns.get_ready(desk.database, slug)
            with desk.database.transaction() as tx:
                done += do(Turn(desk, tx, desk.towns.of(tx, slug), desk.clock.now()))
        except Exception as error:
            log.exception("job.town_failed", extra={"job": job, "municipality": slug})
            _note_failure(desk, job, type(error).__name__)
    return done


def _note_failure(desk: Desk, job: str, error: str) -> None:
    try:
        with desk.database.transaction() as tx:
            tx.heartbeats.failed(job, at=desk.clock.now(), error=error)
    except Exception:
        # The database itself is what fails; `/healthz` tells that without a row.
        log.exception("job.failure_not_noted", extra={"job": job})

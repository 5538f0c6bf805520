"""Signs of life: the worker's heartbeat, and what `/healthz` and the metrics tell."""

import logging
from collections.abc import Callable

from bot.desk.desk import Desk
from bot.desk.health import WORKER
from routing.question import Question

log = logging.getLogger(__name__)


def warm_up(desk: Desk) -> None:
    """Make every town ready before the first message, so that nobody waits for a dictionary to load."""
    with desk.database.reading() as tx:
        towns = [
            desk.towns.of(tx, stored.slug) for stored in tx.municipalities.all() if stored.knowledge_version
        ]
    for town in towns:
        town.judge.judge(Question(town.profile.default.name))
        if not town.profile.municipality.night.telephone:
            # Then an answer at night can name no office: a warning, because some towns really have none.
            log.warning("town.no_night_route", extra={"municipality": town.slug})


def rescue(desk: Desk, is_gone: Callable[[str], bool]) -> int:
    """Give back what workers that are gone still hold; return how much. `is_gone` judges the name of a holder."""
    with desk.database.reading() as tx:
        gone = [holder for holder in tx.leases.holders(now=desk.clock.now()) if is_gone(holder)]
    if not gone:
        return 0
    with desk.database.transaction() as tx:
        ended = tx.leases.give_back(gone)
    log.warning("leases.rescued", extra={"holders": len(gone), "leases": ended})
    return ended


def beat(desk: Desk) -> None:
    """Note that the worker is alive."""
    with desk.database.transaction() as tx:
        tx.heartbeats.went_well(WORKER, at=desk.clock.now())

"""Work with a due time: claimed, done in one transaction, put off when it fails."""

import logging
from collections.abc import Callable
from datetime import timedelta

from bot.desk.asking_back import KIND as FOLLOW_UP
from bot.desk.asking_back import ask_how_it_went
from bot.desk.bubbles import KIND as BUBBLE
from bot.desk.desk import Desk
from bot.desk.guided import KIND as GUIDED
from bot.desk.guided import left_in_between
from bot.desk.hear import hear_waiting
from bot.desk.referral_news import look_after, tell_news
from bot.desk.referral_waits import KIND as REFERRAL_WAITS
from bot.desk.referral_waits import NEWS as REFERRAL_NEWS
from bot.desk.safety_clock import KIND as CHILD_SAFETY
from bot.desk.safety_clock import remind_of_safety
from bot.desk.talking import TALK_BEGINS, TALK_ENDS, begin_talk, end_talk
from bot.desk.turn import Turn
from routing.outgoing import delay_after
from storage.timed import ClaimedTimed, Timed

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8

WORK: dict[str, Callable[[Turn, Timed], None]] = {
    BUBBLE: hear_waiting,
    CHILD_SAFETY: remind_of_safety,
    GUIDED: left_in_between,
    FOLLOW_UP: ask_how_it_went,
    REFERRAL_WAITS: look_after,
    REFERRAL_NEWS: tell_news,
    TALK_BEGINS: begin_talk,
    TALK_ENDS: end_talk,
}


def do_next_timed(desk: Desk, worker: str) -> bool:
    """Do the work that has been due longest; tell whether there was any."""
    with desk.database.transaction() as tx:
        claimed = tx.timed.claim(now=desk.clock.now(), lease=LEASE, worker=worker)
    if claimed is None:
        return False
    try:
        desk.towns.get_ready(desk.database, claimed.work.municipality)
        with desk.database.transaction() as tx:
            work = claimed.work
            WORK[work.kind](Turn(desk, tx, desk.towns.of(tx, work.municipality), desk.clock.now()), work)
            tx.timed.finish(claimed, now=desk.clock.now())
    except Exception as error:
        log.exception("timed.failed", extra={"timed": claimed.work.id, "kind": claimed.work.kind})
        _put_off(desk, claimed, type(error).__name__)
    return True


def _put_off(desk: Desk, claimed: ClaimedTimed, reason: str) -> None:
    now = desk.clock.now()
    with desk.database.transaction() as tx:
        if claimed.attempts >= MOST_ATTEMPTS:
            tx.timed.kill(claimed, now=now, reason=reason)
        else:
            wait = delay_after(claimed.attempts, desk.randomness.jitter())
            tx.timed.postpone(claimed, until=now + wait, error=reason)

"""Handling one stored event: claimed, read, decided and written in one transaction."""

import logging
from datetime import timedelta

from bot.desk.desk import Desk
from bot.desk.hear_event import hear_event
from bot.desk.hello import greet_group, take_back
from bot.desk.incoming import Incoming, InvitedToGroup, Unfollowed, Unsent
from bot.desk.turn import Turn
from bot.desk.visit import Visit
from routing.consultation import ResidentId
from routing.outgoing import delay_after
from storage.events import ClaimedEvent
from storage.transaction import Transaction

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8


def handle_next(desk: Desk, worker: str) -> bool:
    """Handle the oldest waiting event whose chat nobody else is handling; tell whether there was one.

    An event that fails is postponed with a growing delay and is dead after eight attempts, with the kind of
    the error as its reason; the others go on.
    """
    with desk.database.transaction() as tx:
        claimed = tx.events.claim(now=desk.clock.now(), lease=LEASE, worker=worker)
    if claimed is None:
        return False
    try:
        desk.towns.get_ready(desk.database, claimed.municipality)
        with desk.database.transaction() as tx:
            handle(desk, tx, claimed)
            tx.events.finish(claimed, now=desk.clock.now())
    except Exception as error:
        log.exception("event.failed", extra={"event_id": claimed.id, "attempts": claimed.attempts})
        _put_off(desk, claimed, type(error).__name__)
    return True


def _put_off(desk: Desk, claimed: ClaimedEvent, reason: str) -> None:
    now = desk.clock.now()
    with desk.database.transaction() as tx:
        if claimed.attempts >= MOST_ATTEMPTS:
            tx.events.kill(claimed, reason=reason, now=now)
        else:
            wait = delay_after(claimed.attempts, desk.randomness.jitter())
            tx.events.postpone(claimed, until=now + wait, error=reason)


def handle(desk: Desk, tx: Transaction, claimed: ClaimedEvent) -> None:
    """Handle one event within the transaction."""
    incoming = desk.read_event(claimed.raw)
    turn = Turn(desk, tx, desk.towns.of(tx, claimed.municipality), desk.clock.now())
    happening = incoming.happening
    if isinstance(happening, Unsent):
        # What was taken back must go whoever answers in this chat.
        take_back(turn, happening)
    elif incoming.origin.group:
        # A group is no place for a worry: we say so when invited, and keep out of what people say there.
        if isinstance(happening, InvitedToGroup) and not incoming.origin.standby:
            greet_group(turn, incoming.origin)
    elif incoming.origin.user and (not incoming.origin.standby or isinstance(happening, Unfollowed)):
        hear_event(start_visit(turn, claimed, incoming), happening)


def start_visit(turn: Turn, claimed: ClaimedEvent, incoming: Incoming) -> Visit:
    """Return the visit of the person an event comes from; a person never seen before gets a row.

    The row is written to at once, so that nothing else of this chat is handled at the same moment.
    """
    residents = turn.tx.residents
    known = residents.of_line_user(
        claimed.municipality, incoming.origin.user, create_id=ResidentId(turn.new_id()), now=turn.now
    )
    residents.seen(known.id, at=turn.now)
    return Visit(
        turn=turn,
        rota=turn.tx.duty.rota(claimed.municipality),
        resident=residents.get(known.id),
        origin=incoming.origin,
        event=claimed.id,
        received_at=claimed.received_at,
    )

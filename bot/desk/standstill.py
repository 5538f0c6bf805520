"""The alarm for a desk that stands still: mailed by whoever looks from outside, as the worker cannot tell it itself."""

import logging
from datetime import timedelta

from bot.clock import tokyo
from bot.desk.desk import Desk
from bot.desk.health import look
from bot.desk.turn import Turn
from bot.ports import Mailer
from routing.consultation import MunicipalitySlug
from routing.roles import Role
from storage.errors import StorageError

log = logging.getLogger(__name__)

MARK = "standstill"
AGAIN_AFTER = timedelta(hours=1)
RECIPIENTS = (Role.ADMINISTRATOR, Role.COORDINATOR)


def alarm_if_still(desk: Desk, mailer: Mailer) -> tuple[str, ...]:
    """Mail everybody responsible when worker or inbox stand still, once an hour; return what is wrong.

    The mail goes out directly: nothing that waits in the outbox would leave it. Without a database there are no
    addresses, so the caller must show what is returned.
    """
    now = desk.clock.now()
    wrong = look(desk.database, now)
    if not wrong or _was_told(desk):
        return wrong
    sent = 0
    with desk.database.reading() as tx:
        slugs = [stored.slug for stored in tx.municipalities.all() if stored.active]
        letters = [
            letter for slug in slugs for letter in _letters(Turn(desk, tx, desk.towns.of(tx, slug), now))
        ]
    for address, subject, body in letters:
        result = mailer.send(to=address, subject=subject, body=body, message_id=desk.randomness.new_id())
        sent += result.outcome.value == "accepted"
    log.error("desk.stands_still", extra={"reasons": list(wrong), "mailed": sent})
    if sent:
        _note_told(desk)
    return wrong


def _letters(turn: Turn) -> list[tuple[str, str, str]]:
    texts = turn.town.texts
    beat = turn.tx.heartbeats.get("worker")
    since = beat.last_ok if beat is not None and beat.last_ok is not None else None
    minutes = int((turn.now - since) / timedelta(minutes=1)) if since is not None else 1
    subject = texts.say("alert.operator.subject", what=texts.say("alert.operator.what_stalled"))
    body = texts.say("alert.operator.stalled", minutes=max(minutes, 1))
    people = turn.tx.accounts.of_municipality(MunicipalitySlug(turn.town.slug), roles=RECIPIENTS)
    return [(person.email, subject, body) for person in people if person.active and person.email]


def _was_told(desk: Desk) -> bool:
    try:
        with desk.database.reading() as tx:
            mark = tx.heartbeats.get(MARK)
    except StorageError:
        return True
    told = mark.last_ok if mark is not None else None
    return told is not None and abs(tokyo(desk.clock.now()) - told) < AGAIN_AFTER


def _note_told(desk: Desk) -> None:
    try:
        with desk.database.transaction() as tx:
            tx.heartbeats.went_well(MARK, at=desk.clock.now())
    except StorageError:
        # A disk that is full is one more reason to mail again at the next look.
        log.warning("standstill.not_noted")

"""A flood in one chat: everything is kept and searched for danger, but not every message is answered any more."""

from datetime import timedelta

from bot.desk.limit import Limit
from bot.desk.memo import join_messages
from bot.desk.visit import Visit
from storage.messages import Message

# Nobody writes sixty worries in ten minutes; whoever is in danger is answered however much they write.
BY_PERSON = Limit("chat.person", 60, timedelta(minutes=10))
TOLD = Limit("chat.flood_told", 1, timedelta(minutes=10))
NOTE = "flood"


def floods(visit: Visit) -> bool:
    """Count a message of this person and tell whether it is one too many."""
    return not BY_PERSON.take(visit.tx, visit.resident.id, visit.now)


def hear_flood(visit: Visit, messages: tuple[Message, ...]) -> None:
    """Keep messages with the open matter, or as mere contact, and say once in ten minutes that all is kept."""
    matter = visit.open_consultation()
    if matter is not None:
        join_messages(visit, messages, matter)
    else:
        visit.as_contact(messages, NOTE)
    if TOLD.take(visit.tx, visit.resident.id, visit.now):
        visit.reply_text("contact.flood", matter)

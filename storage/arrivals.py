"""Events as they arrive: their keys, what is written of each, and the one statement that writes them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import NewType

from sqlalchemy import Insert, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from routing.consultation import MunicipalitySlug
from storage.ground import Lookup, place
from storage.sealing import Sealing
from storage.tables.events import EventState, events

EventId = NewType("EventId", str)

LONGEST_GIVEN_ID = 100


@dataclass(frozen=True, slots=True)
class ArrivedEvent:
    """An event as it came. `chat` is the source's id (user, group or room; empty if there is none).

    `at` is LINE's timestamp, `line_message` the id of the message in it, by which an unsend finds the raw event.
    """

    municipality: MunicipalitySlug
    webhook_event_id: str
    chat: str
    at: datetime
    received_at: datetime
    raw: bytes = field(repr=False)
    line_message: str = ""


def event_id(municipality: MunicipalitySlug, webhook_event_id: str) -> EventId:
    """Return the key of an event; an id longer than any of LINE's is shortened to its digest."""
    given = webhook_event_id
    if len(given) > LONGEST_GIVEN_ID:
        given = sha256(given.encode("utf-8", "replace")).hexdigest()
    return EventId(f"{municipality}:{given}")


def row_of(sealing: Sealing, id_: EventId, event: ArrivedEvent) -> dict[str, object]:
    """Return what `INSERTS` is given to store an event."""
    slug, message = event.municipality, event.line_message
    return {
        "new_id": id_,
        "new_municipality": slug,
        "new_chat": sealing.hash(Lookup.CHAT, slug, event.chat or id_),
        "new_at": event.at,
        "new_received_at": event.received_at,
        "new_raw": sealing.seal(event.raw, place(events.c.raw, id_)),
        "new_line_message": sealing.hash(Lookup.LINE_MESSAGE, slug, message) if message else None,
    }


GIVEN = (
    events.c.id,
    events.c.municipality,
    events.c.chat,
    events.c.at,
    events.c.received_at,
    events.c.raw,
    events.c.line_message,
)


def _insert(make: Callable[[Table], postgresql.Insert] | Callable[[Table], sqlite.Insert]) -> Insert:
    """Return the statement that stores an event; built once, as building it took longer than running it."""
    waiting_before = (
        select(func.count())
        .select_from(events)
        .where(events.c.chat == bindparam("new_chat"), events.c.state == EventState.WAITING)
        .scalar_subquery()
    )
    given = {column.name: bindparam(f"new_{column.name}", type_=column.type) for column in GIVEN}
    given["not_before"] = bindparam("new_received_at", type_=events.c.not_before.type)
    fixed = {"state": EventState.WAITING, "attempts": 0, "backlog": waiting_before}
    return make(events).values({**given, **fixed}).on_conflict_do_nothing()


INSERTS = {True: _insert(postgresql.insert), False: _insert(sqlite.insert)}
"""By whether the database is PostgreSQL."""

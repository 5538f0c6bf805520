"""The inbox: every event LINE handed over, stored as it came, handled once, in order within its chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update

from routing.consultation import MunicipalitySlug
from storage.arrivals import INSERTS, ArrivedEvent, EventId, event_id, row_of
from storage.ground import ENDED, Ground, Lookup, place
from storage.leases import AT, UNTIL, WANTED, WORKER, Claim, free, from_later, held, release
from storage.tables.events import EventState, events

__all__ = ["ClaimedEvent", "EventId", "Events", "event_id"]


@dataclass(frozen=True, slots=True)
class ClaimedEvent:
    """An event under lease. `raw` is the event as it came; `chat` is a keyed hash; `attempts` counts this one."""

    id: EventId
    municipality: MunicipalitySlug
    chat: str
    at: datetime
    received_at: datetime
    raw: bytes
    attempts: int
    lease_until: datetime


def _ready() -> ColumnElement[bool]:
    older = events.alias("older")
    blocked = select(older.c.id).where(
        older.c.chat == events.c.chat,
        older.c.state == EventState.WAITING,
        older.c.id != events.c.id,
        or_(
            held(older),
            older.c.at < events.c.at,
            and_(older.c.at == events.c.at, older.c.id < events.c.id),
        ),
    )
    waiting = events.c.state == EventState.WAITING
    due = or_(events.c.not_before <= AT, from_later(events.c.received_at, events.c.not_before))
    return and_(waiting, due, free(events), ~blocked.exists())


KNOWN = select(events.c.id).where(events.c.id.in_(bindparam("wanted", expanding=True)))
HEADS = select(events.c.id, events.c.chat).where(_ready()).order_by(events.c.backlog, events.c.received_at)
TAKE = (
    update(events)
    .where(events.c.id == WANTED, _ready())
    .values(lease_until=UNTIL, leased_by=WORKER, attempts=events.c.attempts + 1)
    .returning(events)
)


class Events:
    """The inbox."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def store(
        self,
        *,
        municipality: MunicipalitySlug,
        webhook_event_id: str,
        chat: str,
        at: datetime,
        received_at: datetime,
        raw: bytes,
        line_message: str = "",
    ) -> bool:
        """Store an event unless it is there already; tell whether it is new."""
        arrived = ArrivedEvent(municipality, webhook_event_id, chat, at, received_at, raw, line_message)
        return bool(self.store_all([arrived]))

    def store_all(self, arrived: Sequence[ArrivedEvent]) -> frozenset[EventId]:
        """Store events unless they are there already; return which of them are new.

        They may be of several webhooks: one statement for all of them costs little more than for one.
        """
        wanted: dict[EventId, ArrivedEvent] = {}
        for event in arrived:
            wanted.setdefault(event_id(event.municipality, event.webhook_event_id), event)
        known = set(self._ground.connection.execute(KNOWN, {"wanted": list(wanted)}).scalars())
        rows = [row_of(self._ground.sealing, id_, event) for id_, event in wanted.items() if id_ not in known]
        if rows:
            # Another process may store the same in this moment, hence the look above and the clause in here.
            self._ground.connection.execute(INSERTS[self._ground.on_postgres], rows)
            self._ground.news.is_there = True
        return frozenset(wanted.keys() - known)

    def claim(self, *, now: datetime, lease: timedelta, worker: str) -> ClaimedEvent | None:
        """Take the next event whose chat has no older one waiting and none under lease; None when there is none.

        Chats take turns: an event that found few others of its chat waiting goes before one that found many, so
        that a flood in one chat delays no other.
        """
        row = Claim(now, lease, worker).take(self._ground, HEADS, TAKE)
        if row is None:
            return None
        return ClaimedEvent(
            id=EventId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            chat=row["chat"],
            at=row["at"],
            received_at=row["received_at"],
            raw=self._ground.sealing.open(row["raw"], place(events.c.raw, row["id"])) if row["raw"] else b"",
            attempts=row["attempts"],
            lease_until=row["lease_until"],
        )

    def finish(self, event: ClaimedEvent, *, now: datetime) -> None:
        """Mark a claimed event as handled; raises `StaleError` when the lease has passed to another worker."""
        self._end(event, EventState.DONE, now, None)

    def kill(self, event: ClaimedEvent, *, now: datetime, reason: str) -> None:
        """Give up on a claimed event, with a reason free of content; the rest of its chat goes on."""
        self._end(event, EventState.DEAD, now, reason)

    def postpone(self, event: ClaimedEvent, *, until: datetime, error: str) -> None:
        """Give a claimed event back, to be tried from `until` on; `error` is free of content."""
        release(
            self._ground, events, event.id, event.lease_until, {"not_before": until, "error": error[:120]}
        )

    def revive(self, id_: EventId, *, now: datetime) -> bool:
        """Put a dead event back into the queue, if its raw content is still there; tell whether it was."""
        statement = (
            update(events)
            .where(events.c.id == id_, events.c.state == EventState.DEAD, events.c.raw.is_not(None))
            .values(state=EventState.WAITING, not_before=now, attempts=0, finished_at=None)
        )
        return self._ground.run(statement).rowcount == 1

    def dead(
        self, municipality: MunicipalitySlug, *, limit: int = 100
    ) -> tuple[tuple[EventId, datetime, str], ...]:
        """Return the newest dead events as (id, received at, reason)."""
        statement = (
            select(events.c.id, events.c.received_at, events.c.error)
            .where(events.c.municipality == municipality, events.c.state == EventState.DEAD)
            .order_by(events.c.received_at.desc())
            .limit(limit)
        )
        rows = self._ground.rows(statement)
        return tuple((EventId(row["id"]), row["received_at"], row["error"] or "") for row in rows)

    def counts(self) -> dict[EventState, int]:
        """Return how many events are in each state, all municipalities together."""
        statement = select(events.c.state, func.count().label("number")).group_by(events.c.state)
        return {row["state"]: row["number"] for row in self._ground.rows(statement)}

    def oldest_waiting(self) -> datetime | None:
        """Return when the oldest waiting event was received: the age of the inbox."""
        statement = select(func.min(events.c.received_at)).where(events.c.state == EventState.WAITING)
        return self._ground.moment(statement)

    def ages_at_receipt(self, municipality: MunicipalitySlug, *, newest: int) -> tuple[timedelta, ...]:
        """Return how old the newest events were, by LINE's clock, when ours took them; negative: ours is behind."""
        statement = (
            select(events.c.at, events.c.received_at)
            .where(events.c.municipality == municipality)
            .order_by(events.c.received_at.desc())
            .limit(newest)
        )
        return tuple(row["received_at"] - row["at"] for row in self._ground.rows(statement))

    def overdue_since(self, *, now: datetime) -> datetime | None:
        """Return since when the oldest event has been ready for a worker that did not come, None if all is taken up.

        An event that failed and waits for its next try is not ready.
        """
        nobody = or_(events.c.lease_until.is_(None), events.c.lease_until <= now)
        ready = and_(events.c.state == EventState.WAITING, events.c.not_before <= now, nobody)
        return self._ground.moment(select(func.min(events.c.not_before)).where(ready))

    def erase_raw_of_message(self, municipality: MunicipalitySlug, line_message: str) -> int:
        """Remove the raw content of the events that carried a message (it was unsent); return how many."""
        hashes = self._ground.sealing.hashes(Lookup.LINE_MESSAGE, municipality, line_message)
        statement = update(events).where(events.c.line_message.in_(hashes), events.c.raw.is_not(None))
        waiting = statement.where(events.c.state == EventState.WAITING)
        self._ground.run(waiting.values(state=EventState.DONE, error="unsent"))
        return self._ground.run(statement.values(raw=None)).rowcount

    def _end(self, event: ClaimedEvent, state: EventState, now: datetime, error: str | None) -> None:
        ended: dict[str, object] = {"state": state, "finished_at": now}
        if state is EventState.DONE:
            # What was said stands in `messages` now; the raw event, and by which chat it came, nobody needs any more.
            ended |= {"raw": None, "chat": ENDED, "line_message": None}
        if error is not None:
            ended["error"] = error[:120]
        release(self._ground, events, event.id, event.lease_until, ended)

"""Retention: what each kind of content is kept for ends in slices, so that nobody waits for a purge."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, update

from routing.consultation import MunicipalitySlug
from routing.outgoing import OutgoingState
from routing.sharing import ForwardState
from storage.erasing import erase_consultation_words, erase_open_suggestions
from storage.ground import Ground
from storage.tables.chat import MessageState, messages, unsent_messages
from storage.tables.consultations import consultations
from storage.tables.events import EventState, events
from storage.tables.forwarded import forwarded
from storage.tables.outgoing import outgoing
from storage.tables.timed import TimedState, timed


class Kind(StrEnum):
    """What has a time of its own, in the order in which it is purged.

    `HANDLED_EVENTS` are the rows by which a repeated delivery is known: keep them longer than LINE redelivers.
    """

    RAW_EVENTS = "raw_events"
    OUTGOING_CONTENT = "outgoing_content"
    MESSAGES = "messages"
    CONTACT = "contact"
    FINISHED_WORK = "finished_work"
    FORWARDED = "forwarded"
    HANDLED_EVENTS = "handled_events"


class Retention:
    """Counts and removes what is past its time. Everything is asked for per municipality and moment."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def due(self, municipality: MunicipalitySlug, kind: Kind, *, before: datetime, now: datetime) -> int:
        """Return how much of a kind is past its time: what was received, sent or closed before a moment."""
        table, condition = self._past(municipality, kind, before, now)
        return self._ground.count(table, condition)

    def purge(
        self, municipality: MunicipalitySlug, kind: Kind, *, before: datetime, now: datetime, limit: int = 500
    ) -> int:
        """Remove up to `limit` of a kind and return how many; 0 means that nothing is left.

        Content goes, rows that count stay. Messages of a consultation go after it was closed before the moment, unless
        it is held. Each call fits one short transaction, so a purge that is interrupted goes on where it was.
        """
        table, condition = self._past(municipality, kind, before, now)
        ids = list(
            self._ground.connection.execute(select(table.c.id).where(condition).limit(limit)).scalars()
        )
        if ids:
            self._removers()[kind](ids)
        return len(ids)

    def remove_tombstones(self, municipality: MunicipalitySlug, *, before: datetime) -> int:
        """Remove the marks of messages that were unsent so long ago that no event of them can come any more."""
        old = and_(unsent_messages.c.municipality == municipality, unsent_messages.c.at < before)
        return self._ground.run(delete(unsent_messages).where(old)).rowcount

    def _removers(self) -> dict[Kind, Callable[[list[str]], None]]:
        return {
            Kind.RAW_EVENTS: self._remove_raw,
            Kind.OUTGOING_CONTENT: self._remove_outgoing,
            Kind.MESSAGES: self._remove_messages,
            Kind.CONTACT: self._remove_messages,
            Kind.FINISHED_WORK: self._remove_work,
            Kind.FORWARDED: self._remove_forwarded,
            Kind.HANDLED_EVENTS: self._remove_events,
        }

    def _past(
        self, municipality: MunicipalitySlug, kind: Kind, before: datetime, now: datetime
    ) -> tuple[Table, ColumnElement[bool]]:
        if kind is Kind.RAW_EVENTS:
            ended = and_(events.c.state != EventState.WAITING, events.c.raw.is_not(None))
            return events, and_(events.c.municipality == municipality, ended, events.c.received_at < before)
        if kind is Kind.OUTGOING_CONTENT:
            ended = outgoing.c.state.in_((OutgoingState.DEAD, OutgoingState.UNCERTAIN))
            left = or_(outgoing.c.payload.is_not(None), outgoing.c.recipient.is_not(None))
            return outgoing, and_(
                outgoing.c.municipality == municipality, ended, left, outgoing.c.created_at < before
            )
        if kind is Kind.HANDLED_EVENTS:
            handled = and_(events.c.state != EventState.WAITING, events.c.received_at < before)
            return events, and_(events.c.municipality == municipality, handled)
        if kind in {Kind.FINISHED_WORK, Kind.FORWARDED}:
            return self._past_work(municipality, kind, before)
        speaking = and_(messages.c.municipality == municipality, messages.c.text.is_not(None))
        if kind is Kind.CONTACT:
            mere = and_(messages.c.consultation.is_(None), messages.c.state != MessageState.WAITING)
            return messages, and_(speaking, mere, messages.c.at < before)
        closed = select(consultations.c.id).where(
            consultations.c.municipality == municipality,
            consultations.c.closed_at < before,
            or_(consultations.c.held_until.is_(None), consultations.c.held_until <= now),
        )
        return messages, and_(speaking, messages.c.consultation.in_(closed))

    def _past_work(
        self, municipality: MunicipalitySlug, kind: Kind, before: datetime
    ) -> tuple[Table, ColumnElement[bool]]:
        if kind is Kind.FORWARDED:
            ended = and_(forwarded.c.state != ForwardState.WAITING, forwarded.c.received_at < before)
            return forwarded, and_(forwarded.c.municipality == municipality, ended)
        ended = and_(timed.c.state != TimedState.WAITING, timed.c.finished_at < before)
        return timed, and_(timed.c.municipality == municipality, ended)

    def _remove_raw(self, ids: list[str]) -> None:
        self._ground.run(update(events).where(events.c.id.in_(ids)).values(raw=None))

    def _remove_events(self, ids: list[str]) -> None:
        self._ground.run(delete(events).where(events.c.id.in_(ids)))

    def _remove_outgoing(self, ids: list[str]) -> None:
        emptied = {"payload": None, "recipient": None, "reply_token": None}
        self._ground.run(update(outgoing).where(outgoing.c.id.in_(ids)).values(**emptied))

    def _remove_messages(self, ids: list[str]) -> None:
        of = select(messages.c.consultation).where(
            messages.c.id.in_(ids), messages.c.consultation.is_not(None)
        )
        erase_open_suggestions(self._ground, of)
        erase_consultation_words(self._ground, ids)

    def _remove_forwarded(self, ids: list[str]) -> None:
        self._ground.run(delete(forwarded).where(forwarded.c.id.in_(ids)))

    def _remove_work(self, ids: list[str]) -> None:
        self._ground.run(delete(timed).where(timed.c.id.in_(ids)))

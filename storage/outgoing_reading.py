"""What can be asked of the outbox: how messages stand, which lanes wait, what is due. Nothing here changes a row."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from routing.consultation import ConsultationId, MunicipalitySlug
from routing.outgoing import OWED, CallOutcome, Lane, Medium, OutgoingId, OutgoingState, Via
from storage.errors import NotThereError
from storage.ground import Ground
from storage.owed import OutgoingRecord, record_of
from storage.tables.outgoing import lane_waits, outgoing, outgoing_attempts
from storage.undelivered import Undelivered, undelivered_of


class OutgoingReading:
    """Questions to the outbox of all municipalities; answers carry no content and no recipient."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def get(self, id_: OutgoingId) -> OutgoingRecord:
        """Return how a message stands; raises `NotThereError`."""
        row = self._ground.one(select(outgoing).where(outgoing.c.id == id_))
        if row is None:
            raise NotThereError("no such message")
        return record_of(row)

    def in_state(
        self, municipality: MunicipalitySlug, state: OutgoingState, *, limit: int = 100
    ) -> tuple[OutgoingRecord, ...]:
        """Return the newest messages in a state: what is dead, what is uncertain."""
        wanted = and_(outgoing.c.municipality == municipality, outgoing.c.state == state)
        return self._records(wanted, limit)

    def undelivered(self, municipality: MunicipalitySlug, *, limit: int = 100) -> tuple[Undelivered, ...]:
        """Return the newest messages that did not arrive, or may not have."""
        return undelivered_of(self._ground, municipality, limit=limit)

    def of_consultation(self, consultation: ConsultationId) -> tuple[OutgoingRecord, ...]:
        """Return what was sent or is owed about a consultation, newest first."""
        return self._records(outgoing.c.consultation == consultation, 500)

    def counts(self) -> dict[tuple[Lane, OutgoingState], int]:
        """Return how many messages stand in each lane and state."""
        statement = select(outgoing.c.lane, outgoing.c.state, func.count().label("number"))
        rows = self._ground.rows(statement.group_by(outgoing.c.lane, outgoing.c.state))
        return {(row["lane"], row["state"]): row["number"] for row in rows}

    def oldest_due(self, *, now: datetime) -> datetime | None:
        """Return since when the oldest message that could be sent has been due."""
        statement = select(func.min(outgoing.c.due_at)).where(
            outgoing.c.state.in_(list(OWED)), outgoing.c.due_at <= now
        )
        return self._ground.moment(statement)

    def next_due(self) -> datetime | None:
        """Return when the next message is due: how long a worker may sleep."""
        statement = select(func.min(outgoing.c.due_at)).where(outgoing.c.state.in_(list(OWED)))
        return self._ground.moment(statement)

    def pushed_since(self, municipality: MunicipalitySlug, since: datetime) -> int:
        """Return how many pushes LINE accepted since a moment: our side of the month's quota."""
        return self._ground.count(
            outgoing_attempts,
            outgoing_attempts.c.municipality == municipality,
            outgoing_attempts.c.via == Via.PUSH,
            outgoing_attempts.c.outcome == CallOutcome.ACCEPTED,
            outgoing_attempts.c.at >= since,
        )

    def lanes_held(
        self, *, now: datetime
    ) -> tuple[tuple[MunicipalitySlug, Medium, Lane, datetime, str], ...]:
        """Return the lanes that wait now: (municipality, medium, lane, until, reason)."""
        rows = self._ground.rows(select(lane_waits).where(lane_waits.c.waits_until > now))
        return tuple(
            (
                MunicipalitySlug(row["municipality"]),
                Medium(row["medium"]),
                Lane(row["lane"]),
                row["waits_until"],
                row["reason"],
            )
            for row in rows
        )

    def _records(self, wanted: ColumnElement[bool], limit: int) -> tuple[OutgoingRecord, ...]:
        statement = select(outgoing).where(wanted).order_by(outgoing.c.created_at.desc()).limit(limit)
        return tuple(record_of(row) for row in self._ground.rows(statement))

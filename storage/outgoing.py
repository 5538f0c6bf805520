"""The outbox: what is owed to people. A row is claimed, sent outside any transaction, and then recorded."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, update

from routing.consultation import ConsultationId, MunicipalitySlug, ResidentId
from routing.outgoing import (
    LANES,
    OWED,
    AfterCall,
    CallOutcome,
    Lane,
    Medium,
    OutgoingId,
    OutgoingState,
    Via,
)
from storage.errors import StaleError
from storage.ground import ENDED, Lookup
from storage.leases import Claim, release
from storage.outgoing_claims import NEXT_ATTEMPT, UNCERTAIN_OF, heads, take
from storage.outgoing_reading import OutgoingReading
from storage.owed import ClaimedOutgoing, OutgoingRecord, Owed
from storage.tables.outgoing import lane_waits, outgoing

__all__ = ["ClaimedOutgoing", "Outgoing", "OutgoingRecord", "Owed"]

LONGEST_REASON = 120
# Only what is still owed needs to know its recipient: by the hash it keeps its turn.
EMPTIED: dict[str, object] = {
    "recipient": None,
    "payload": None,
    "reply_token": None,
    "recipient_hash": ENDED,
}
"""What an ended message no longer needs: nobody keeps what was sent to whom longer than to send it."""


class Outgoing(OutgoingReading):
    """The outbox of all municipalities: what is asked of it stands in `OutgoingReading`, what changes it here."""

    def add(self, owed: Owed) -> bool:
        """Owe a message; False when one with this dedupe key was asked for already."""
        seal = self._ground.seal
        columns = outgoing.c
        return self._ground.insert_work(
            outgoing,
            {
                "id": owed.id,
                "municipality": owed.municipality,
                "dedupe_key": owed.dedupe_key,
                "lane": owed.lane,
                "lane_rank": LANES.index(owed.lane),
                "medium": owed.medium,
                "state": OutgoingState.QUEUED,
                "resident": owed.resident,
                "account": owed.account,
                "consultation": owed.consultation,
                "alert": owed.alert,
                "recipient_hash": self._recipient(owed.municipality, owed.medium, owed.recipient),
                "recipient": seal(columns.recipient, owed.id, owed.recipient),
                "payload": seal(columns.payload, owed.id, owed.payload),
                "reply_token": self._ground.seal_optional(columns.reply_token, owed.id, owed.reply_token),
                "reply_expires_at": owed.reply_expires_at,
                "dangerous": owed.dangerous,
                "silent": owed.silent,
                "created_at": owed.created_at,
                "position": owed.position,
                "due_at": owed.due_at,
                "useful_until": owed.useful_until,
                "attempts": 0,
            },
        )

    def claim(
        self, *, now: datetime, lease: timedelta, worker: str, lanes: Iterable[Lane] = LANES
    ) -> ClaimedOutgoing | None:
        """Take the next message that is due, best lane first; None when there is none.

        Within a lane each recipient's messages go in order, so one of them under lease or waiting for its next try
        holds back the later ones; other recipients go on. Messages past their use become void on the way.
        """
        wanted, claim = tuple(lanes), Claim(now, lease, worker)
        # A reply that its worker died in comes first; both looks run along one index and stop at the first rows.
        for state in (OutgoingState.REPLY_STARTED, OutgoingState.QUEUED):
            while (row := claim.take(self._ground, heads(state, wanted), take(state, wanted))) is not None:
                if row["useful_until"] is None or now < row["useful_until"]:
                    return ClaimedOutgoing(
                        self._owed(row), state, row["attempts"], row["first_tried_at"], row["lease_until"]
                    )
                self._void(outgoing.c.id == row["id"], now, "too late to be of use")
        return None

    def reply_started(self, claimed: ClaimedOutgoing) -> None:
        """Note, before the call, that the reply token is being used; raises `StaleError` when the lease is lost."""
        held = {"id": claimed.owed.id, "lease_until": claimed.lease_until}
        if self._ground.change(outgoing, held, {"state": OutgoingState.REPLY_STARTED}) != 1:
            raise StaleError("the lease on a row of outgoing has passed to somebody else")

    def record(
        self,
        claimed: ClaimedOutgoing,
        *,
        now: datetime,
        via: Via,
        outcome: CallOutcome,
        after: AfterCall,
        request_id: str = "",
        reason: str = "",
    ) -> None:
        """Write what a call came to and end the lease; raises `StaleError` when the lease has passed on.

        `reason` is free of content. Where the whole lane must wait, it does so for every message of the channel.
        """
        owed = claimed.owed
        self._note_attempt(owed, now, via=via, outcome=outcome, request_id=request_id, reason=reason)
        again_at = now + (after.retry_in or timedelta(0))
        values: dict[str, object] = {"state": after.state, "last_error": _error(outcome, reason)}
        if after.counts_attempt:
            values["attempts"] = claimed.attempts + 1
        if after.state in OWED:
            values["due_at"] = again_at
        else:
            values["finished_at"] = now
        if after.token_is_gone or after.state not in OWED:
            values["reply_token"] = None
            values["reply_expires_at"] = None
        if after.state in {OutgoingState.ACCEPTED, OutgoingState.VOID}:
            values |= EMPTIED
        release(self._ground, outgoing, owed.id, claimed.lease_until, values)
        if after.lane_waits:
            self.hold_lane(owed.municipality, owed.medium, owed.lane, until=again_at, reason=outcome.value)

    def give_up(self, claimed: ClaimedOutgoing, *, now: datetime, state: OutgoingState, reason: str) -> None:
        """End a claimed message without a call (blocked recipient, unreadable payload): `DEAD`, `VOID`, `UNCERTAIN`."""
        values: dict[str, object] = {
            "state": state,
            "finished_at": now,
            "last_error": reason[:LONGEST_REASON],
            "reply_token": None,
            "reply_expires_at": None,
        }
        release(self._ground, outgoing, claimed.owed.id, claimed.lease_until, values)

    def hold_lane(
        self, municipality: MunicipalitySlug, medium: Medium, lane: Lane, *, until: datetime, reason: str
    ) -> None:
        """Let a lane of a channel wait until a moment."""
        keys: dict[str, object] = {"municipality": municipality, "medium": medium.value, "lane": lane.value}
        self._ground.put(lane_waits, {**keys, "waits_until": until, "reason": reason[:LONGEST_REASON]})

    def uncertain_of(self, resident: ResidentId) -> tuple[Owed, ...]:
        """Return the answers of which LINE left unknown whether they arrived, oldest first: repeat them."""
        rows = self._ground.rows(UNCERTAIN_OF, {"of": resident})
        return tuple(self._owed(row) for row in rows if row["payload"] is not None)

    def repeated(self, ids: Iterable[OutgoingId], *, now: datetime) -> None:
        """Settle uncertain messages: their content went out again in another message."""
        statement = update(outgoing).where(
            outgoing.c.id.in_(list(ids)), outgoing.c.state == OutgoingState.UNCERTAIN
        )
        values = {"finished_at": now, "last_error": "repeated at the next contact", **EMPTIED}
        self._ground.run(statement.values(state=OutgoingState.VOID, **values))

    def void_of_resident(self, resident: ResidentId, *, now: datetime, reason: str) -> int:
        """Make void what a resident is still owed (blocked, erased); return how many."""
        return self._void(outgoing.c.resident == resident, now, reason)

    def void_of_consultation(self, consultation: ConsultationId, *, now: datetime, reason: str) -> int:
        """Make void what is still owed about a consultation; return how many."""
        return self._void(outgoing.c.consultation == consultation, now, reason)

    def try_again(self, id_: OutgoingId, *, now: datetime) -> bool:
        """Queue a dead message again, its content permitting; tell whether it was."""
        statement = (
            update(outgoing)
            .where(
                outgoing.c.id == id_, outgoing.c.state == OutgoingState.DEAD, outgoing.c.payload.is_not(None)
            )
            .values(state=OutgoingState.QUEUED, due_at=now, attempts=0, first_tried_at=None, finished_at=None)
        )
        return self._ground.run(statement).rowcount == 1

    def _void(self, which: ColumnElement[bool], now: datetime, reason: str) -> int:
        open_states = OWED | {OutgoingState.UNCERTAIN}
        statement = update(outgoing).where(which, outgoing.c.state.in_(open_states))
        values = {"state": OutgoingState.VOID, "finished_at": now, "last_error": reason[:LONGEST_REASON]}
        return self._ground.run(
            statement.values(lease_until=None, leased_by=None, **values, **EMPTIED)
        ).rowcount

    def _note_attempt(
        self, owed: Owed, now: datetime, *, via: Via, outcome: CallOutcome, request_id: str, reason: str
    ) -> None:
        self._ground.run(
            NEXT_ATTEMPT,
            {
                "of": owed.id,
                "outgoing": owed.id,
                "municipality": owed.municipality,
                "at": now,
                "via": via,
                "outcome": outcome,
                "request_id": request_id[:LONGEST_REASON],
                "reason": reason[:LONGEST_REASON],
            },
        )

    def _recipient(self, municipality: MunicipalitySlug, medium: Medium, recipient: str) -> str:
        return self._ground.sealing.hash(Lookup.RECIPIENT, municipality, medium.value, recipient)

    def _owed(self, row: RowMapping) -> Owed:
        open_ = self._ground.open_optional
        columns, id_ = outgoing.c, OutgoingId(row["id"])
        return Owed(
            id=id_,
            municipality=MunicipalitySlug(row["municipality"]),
            dedupe_key=row["dedupe_key"],
            lane=row["lane"],
            medium=row["medium"],
            recipient=open_(columns.recipient, id_, row["recipient"]) or "",
            payload=open_(columns.payload, id_, row["payload"]) or "",
            created_at=row["created_at"],
            due_at=row["due_at"],
            position=row["position"],
            resident=row["resident"],
            account=row["account"],
            consultation=row["consultation"],
            alert=row["alert"],
            reply_token=open_(columns.reply_token, id_, row["reply_token"]),
            reply_expires_at=row["reply_expires_at"],
            useful_until=row["useful_until"],
            dangerous=row["dangerous"],
            silent=row["silent"],
        )


def _error(outcome: CallOutcome, reason: str) -> str | None:
    if outcome in {CallOutcome.ACCEPTED, CallOutcome.ALREADY_ACCEPTED}:
        return None
    return f"{outcome.value}: {reason}"[:LONGEST_REASON] if reason else outcome.value

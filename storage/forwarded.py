"""The outbox towards another bot of the account: bodies of webhooks, each handed over once it is taken."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NewType

from sqlalchemy import and_, func, select, update

from routing.consultation import MunicipalitySlug
from routing.sharing import AfterForward, ForwardState, Parcel
from storage.ground import Ground, place
from storage.leases import AT, UNTIL, WANTED, WORKER, Claim, free, release
from storage.tables.forwarded import forwarded

ForwardId = NewType("ForwardId", str)

LONGEST_REASON = 120
EMPTIED: dict[str, object] = {"body": None, "headers": None}


@dataclass(frozen=True, slots=True)
class ClaimedParcel:
    """A body under lease; `attempts` counts this one."""

    id: ForwardId
    municipality: MunicipalitySlug
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    attempts: int
    lease_until: datetime


_READY = and_(forwarded.c.state == ForwardState.WAITING, forwarded.c.due_at <= AT, free(forwarded))
HEADS = (
    select(forwarded.c.id, forwarded.c.id.label("group"))
    .where(_READY)
    .order_by(forwarded.c.due_at, forwarded.c.received_at)
)
TAKE = (
    update(forwarded)
    .where(forwarded.c.id == WANTED, _READY)
    .values(lease_until=UNTIL, leased_by=WORKER, attempts=forwarded.c.attempts + 1)
    .returning(forwarded)
)


class Forwarded:
    """What the other bots of all municipalities are to get."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, municipality: MunicipalitySlug, parcel: Parcel, *, received_at: datetime) -> bool:
        """Owe a body to the other bot; False when one with the same events was owed already."""
        id_ = _id_of(municipality, parcel.events)
        seal, columns = self._ground.sealing.seal, forwarded.c
        headers = json.dumps(dict(parcel.headers)).encode()
        return self._ground.insert_work(
            forwarded,
            {
                "id": id_,
                "municipality": municipality,
                "body": seal(parcel.body, place(columns.body, id_)),
                "headers": seal(headers, place(columns.headers, id_)),
                "state": ForwardState.WAITING,
                "received_at": received_at,
                "due_at": received_at,
                "attempts": 0,
            },
        )

    def claim(self, *, now: datetime, lease: timedelta, worker: str) -> ClaimedParcel | None:
        """Take the body that has been due longest; None when there is none."""
        row = Claim(now, lease, worker).take(self._ground, HEADS, TAKE)
        if row is None:
            return None
        open_, columns, id_ = self._ground.sealing.open, forwarded.c, row["id"]
        return ClaimedParcel(
            id=ForwardId(id_),
            municipality=MunicipalitySlug(row["municipality"]),
            body=open_(row["body"], place(columns.body, id_)),
            headers=json.loads(open_(row["headers"], place(columns.headers, id_))),
            attempts=row["attempts"],
            lease_until=row["lease_until"],
        )

    def record(self, claimed: ClaimedParcel, after: AfterForward, *, now: datetime, reason: str) -> None:
        """Write what a call came to and end the lease; raises `StaleError` when the lease has passed on.

        `reason` is free of content. What was taken keeps nothing but the row.
        """
        values: dict[str, object] = {"state": after.state, "last_error": reason[:LONGEST_REASON] or None}
        if after.state is ForwardState.WAITING:
            values["due_at"] = now + (after.retry_in or timedelta(0))
        else:
            values["finished_at"] = now
        if after.state is ForwardState.ACCEPTED:
            values |= EMPTIED
        release(self._ground, forwarded, claimed.id, claimed.lease_until, values)

    def try_again(self, municipality: MunicipalitySlug, *, now: datetime) -> int:
        """Owe again whatever was given up and is still there; return how much."""
        which = and_(
            forwarded.c.municipality == municipality,
            forwarded.c.state == ForwardState.DEAD,
            forwarded.c.body.is_not(None),
        )
        values = {"state": ForwardState.WAITING, "due_at": now, "attempts": 0, "finished_at": None}
        return self._ground.run(update(forwarded).where(which).values(**values)).rowcount

    def counts(self, municipality: MunicipalitySlug | None = None) -> dict[ForwardState, int]:
        """Return how many bodies are in each state, of one municipality or of all."""
        statement = select(forwarded.c.state, func.count().label("number")).group_by(forwarded.c.state)
        if municipality is not None:
            statement = statement.where(forwarded.c.municipality == municipality)
        return {row["state"]: row["number"] for row in self._ground.rows(statement)}

    def last_error(self, municipality: MunicipalitySlug) -> str:
        """Return why a body was not taken most lately; empty when all were."""
        statement = (
            select(forwarded.c.last_error)
            .where(forwarded.c.municipality == municipality, forwarded.c.state != ForwardState.ACCEPTED)
            .order_by(forwarded.c.due_at.desc())
            .limit(1)
        )
        row = self._ground.one(statement)
        return (row["last_error"] or "") if row is not None else ""

    def oldest_waiting(self) -> datetime | None:
        """Return since when the oldest body has been waiting."""
        statement = select(func.min(forwarded.c.received_at))
        return self._ground.moment(statement.where(forwarded.c.state == ForwardState.WAITING))


def _id_of(municipality: MunicipalitySlug, events: tuple[str, ...]) -> ForwardId:
    """Return the same id for the same events, so that a repeated delivery is the same row."""
    key = "\n".join((municipality, *sorted(events)))
    return ForwardId(sha256(key.encode("utf-8", "replace")).hexdigest()[:36])

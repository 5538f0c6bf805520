"""Work with a due time: each kind of work about a subject is asked for once, claimed, and done."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import NewType

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from routing.consultation import MunicipalitySlug
from storage.ground import Ground
from storage.leases import AT, UNTIL, WANTED, WORKER, Claim, free, release
from storage.tables.timed import TimedState, timed

TimedId = NewType("TimedId", str)


@dataclass(frozen=True, slots=True)
class Timed:
    """One piece of work: `kind` says what to do, `subject` (an id) about what, from `due_at` on."""

    id: TimedId
    municipality: MunicipalitySlug
    kind: str
    subject: str
    due_at: datetime
    dedupe_key: str
    payload: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimedTimed:
    """Work under lease; `attempts` counts this one."""

    work: Timed
    attempts: int
    lease_until: datetime


def _ready(kinds: tuple[str, ...]) -> ColumnElement[bool]:
    ready = and_(timed.c.state == TimedState.WAITING, timed.c.due_at <= AT, free(timed))
    return and_(ready, timed.c.kind.in_(list(kinds))) if kinds else ready


@cache
def _heads(kinds: tuple[str, ...]) -> Select[str, str]:
    return select(timed.c.id, timed.c.id.label("group")).where(_ready(kinds)).order_by(timed.c.due_at)


@cache
def _take(kinds: tuple[str, ...]) -> ReturningUpdate[*tuple[object, ...]]:
    return (
        update(timed)
        .where(timed.c.id == WANTED, _ready(kinds))
        .values(lease_until=UNTIL, leased_by=WORKER, attempts=timed.c.attempts + 1)
        .returning(timed)
    )


class TimedWork:
    """The due work of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, work: Timed) -> bool:
        """Plan work; False when work with this dedupe key was planned already (whatever became of it)."""
        payload = json.dumps(dict(work.payload), ensure_ascii=False)
        return self._ground.insert_work(
            timed,
            {
                "id": work.id,
                "municipality": work.municipality,
                "kind": work.kind,
                "subject": work.subject,
                "dedupe_key": work.dedupe_key,
                "payload": self._ground.seal(timed.c.payload, work.id, payload),
                "state": TimedState.WAITING,
                "due_at": work.due_at,
                "attempts": 0,
            },
        )

    def claim(
        self, *, now: datetime, lease: timedelta, worker: str, kinds: Iterable[str] = ()
    ) -> ClaimedTimed | None:
        """Take the work that has been due longest, of some kinds or of any; None when there is none."""
        wanted = tuple(kinds)
        row = Claim(now, lease, worker).take(self._ground, _heads(wanted), _take(wanted))
        return None if row is None else ClaimedTimed(self._work(row), row["attempts"], row["lease_until"])

    def finish(self, claimed: ClaimedTimed, *, now: datetime) -> None:
        """Mark work as done; raises `StaleError` when the lease has passed to another worker."""
        values: dict[str, object] = {"state": TimedState.DONE, "finished_at": now}
        release(self._ground, timed, claimed.work.id, claimed.lease_until, values)

    def postpone(self, claimed: ClaimedTimed, *, until: datetime, error: str = "") -> None:
        """Give work back, due again at `until`; `error` is free of content."""
        values: dict[str, object] = {"due_at": until, "error": error[:120] or None}
        release(self._ground, timed, claimed.work.id, claimed.lease_until, values)

    def kill(self, claimed: ClaimedTimed, *, now: datetime, reason: str) -> None:
        """Give up on work, with a reason free of content."""
        values: dict[str, object] = {"state": TimedState.DEAD, "finished_at": now, "error": reason[:120]}
        release(self._ground, timed, claimed.work.id, claimed.lease_until, values)

    def cancel(
        self, *, subject: str, now: datetime, kinds: Iterable[str] = (), done_too: bool = False
    ) -> int:
        """Cancel the waiting work about a subject, of some kinds or of any; return how much there was.

        `done_too` calls off what was done as well: a clock whose last reminder has gone out still runs.
        """
        states = (TimedState.WAITING, TimedState.DONE) if done_too else (TimedState.WAITING,)
        which = and_(timed.c.subject == subject, timed.c.state.in_(states))
        wanted = list(kinds)
        if wanted:
            which = and_(which, timed.c.kind.in_(wanted))
        values = {"state": TimedState.CANCELLED, "finished_at": now, "lease_until": None, "leased_by": None}
        return self._ground.run(update(timed).where(which).values(**values)).rowcount

    def move(self, *, subject: str, kind: str, due_at: datetime) -> int:
        """Give the waiting work of a kind about a subject another due time; return how much there was."""
        which = and_(timed.c.subject == subject, timed.c.kind == kind, timed.c.state == TimedState.WAITING)
        return self._ground.run(update(timed).where(which).values(due_at=due_at)).rowcount

    def waiting_for(self, subject: str) -> tuple[Timed, ...]:
        """Return the waiting work about a subject, soonest first."""
        statement = select(timed).where(timed.c.subject == subject, timed.c.state == TimedState.WAITING)
        return tuple(self._work(row) for row in self._ground.rows(statement.order_by(timed.c.due_at)))

    def running(self, municipality: MunicipalitySlug, kind: str) -> tuple[Timed, ...]:
        """Return the work of a kind that nobody called off, done or not, soonest first: what a clock stands for."""
        statement = select(timed).where(
            timed.c.municipality == municipality, timed.c.kind == kind, timed.c.state != TimedState.CANCELLED
        )
        return tuple(self._work(row) for row in self._ground.rows(statement.order_by(timed.c.due_at)))

    def next_due(self) -> datetime | None:
        """Return when the next work is due: how long a worker may sleep."""
        statement = select(func.min(timed.c.due_at)).where(timed.c.state == TimedState.WAITING)
        return self._ground.moment(statement)

    def counts(self) -> dict[TimedState, int]:
        """Return how much work is in each state."""
        statement = select(timed.c.state, func.count().label("number")).group_by(timed.c.state)
        return {row["state"]: row["number"] for row in self._ground.rows(statement)}

    def _work(self, row: RowMapping) -> Timed:
        return Timed(
            id=TimedId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            kind=row["kind"],
            subject=row["subject"],
            due_at=row["due_at"],
            dedupe_key=row["dedupe_key"],
            payload=json.loads(self._ground.open(timed.c.payload, row["id"], row["payload"])),
        )

"""Claims as leases: taken by a conditional UPDATE, ended by whoever still holds them.

A lease that has run out may be taken by another worker. Whoever comes back late is told so by `StaleError`, inside
the transaction that holds their work, so that this work is undone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    RowMapping,
    Select,
    String,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.sql.dml import ReturningUpdate

from storage.errors import StaleError
from storage.ground import Ground
from storage.tables.kinds import UtcTime

CANDIDATES = 32
"""How many rows a worker looks at before it says that there is nothing: more than there are workers."""


FARTHEST = timedelta(minutes=10)
"""No lease is as long: one that ends later was taken by a clock that has been set back since, and holds nothing."""

AT = bindparam("claim_at", type_=UtcTime())
FAR = bindparam("claim_far", type_=UtcTime())
UNTIL = bindparam("claim_until", type_=UtcTime())
WORKER = bindparam("claim_worker", type_=String())
WANTED = bindparam("claim_id", type_=String())
"""What the statements of a claim are given; so they are built once and only run again and again."""

GROUP = bindparam("claim_group", type_=String())
LOCK = select(func.pg_try_advisory_xact_lock(func.hashtextextended(GROUP, 0), type_=Boolean))


@dataclass(frozen=True, slots=True)
class Claim:
    """Who wants to hold something, from when, and until when."""

    now: datetime
    lease: timedelta
    worker: str

    def take(
        self,
        ground: Ground,
        heads: Select[str, str],
        take: ReturningUpdate[*tuple[object, ...]],
    ) -> RowMapping | None:
        """Take the first row of `heads` that nobody else takes, by the update `take`; None when there is none."""
        moment: dict[str, object] = {"claim_at": self.now, "claim_far": self.now + FARTHEST}
        given: dict[str, object] = {
            **moment,
            "claim_until": self.now + self.lease,
            "claim_worker": self.worker,
        }
        # One is enough for SQLite: nobody else writes between this look and the UPDATE.
        limited = _first(heads, CANDIDATES if ground.on_postgres else 1)
        for id_, group in ground.connection.execute(limited, moment).all():
            if not only_claimer_of(ground, group):
                continue
            taken = ground.connection.execute(take, {**given, "claim_id": id_}).mappings().one_or_none()
            if taken is not None:
                return taken
        return None


@cache
def _first(heads: Select[str, str], count: int) -> Select[str, str]:
    return heads.limit(count)


def free(table: Table) -> ColumnElement[bool]:
    """Return the condition that nobody holds a lease on the row."""
    return or_(table.c.lease_until.is_(None), table.c.lease_until <= AT, table.c.lease_until > FAR)


def held(table: FromClause) -> ColumnElement[bool]:
    """Return the condition that somebody holds a lease on the row."""
    return table.c.lease_until.between(AT, FAR)


def from_later(came_at: ColumnElement[datetime], due_at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return the condition that a row that was never put off came at a moment that is still ahead.

    The clock has been set back since, so its due time says nothing: it is due. Once put off, its delays count by this
    clock.
    """
    return and_(due_at == came_at, came_at > AT)


def only_claimer_of(ground: Ground, group: str) -> bool:
    """Keep other workers from claiming a row of the same group until this transaction ends; False if one does so now.

    On PostgreSQL this stands in for SKIP LOCKED, which knows rows alone: two claims could take two rows of one chat,
    each not seeing the other. On SQLite there is one writer at a time.
    """
    if not ground.on_postgres:
        return True
    return bool(ground.connection.execute(LOCK, {"claim_group": group}).scalar_one())


def release(ground: Ground, table: Table, id_: str, lease_until: datetime, values: dict[str, object]) -> None:
    """End a lease and write `values`; raises `StaleError` when somebody else holds it by now."""
    ended = {"lease_until": None, "leased_by": None, **values}
    if ground.change(table, {"id": id_, "lease_until": lease_until}, ended) != 1:
        raise StaleError(f"the lease on a row of {table.name} has passed to somebody else")

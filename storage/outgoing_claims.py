"""The statements of the outbox that every message needs, built once: building them took longer than running them.

Those that claim take the parameters of `storage.leases`.
"""

from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from routing.outgoing import LANES, OWED, Lane, OutgoingState
from storage.leases import AT, UNTIL, WANTED, WORKER, free, from_later, held
from storage.tables.outgoing import lane_waits, outgoing, outgoing_attempts

UNCERTAIN_OF = (
    select(outgoing)
    .where(outgoing.c.resident == bindparam("of"), outgoing.c.state == OutgoingState.UNCERTAIN)
    .order_by(outgoing.c.created_at, outgoing.c.position)
)
NEXT_ATTEMPT = (
    insert(outgoing_attempts)
    .values(
        attempt=select(func.count() + 1)
        .select_from(outgoing_attempts)
        .where(outgoing_attempts.c.outgoing == bindparam("of"))
        .scalar_subquery()
    )
    .inline()
)


@cache
def heads(state: OutgoingState, lanes: tuple[Lane, ...]) -> Select[str, str]:
    """Return the selection of (id, recipient) of what may be sent now, best lane and longest due first."""
    order = (outgoing.c.lane_rank, outgoing.c.due_at)
    return select(outgoing.c.id, outgoing.c.recipient_hash).where(_ready(state, lanes)).order_by(*order)


@cache
def take(state: OutgoingState, lanes: tuple[Lane, ...]) -> ReturningUpdate[*tuple[object, ...]]:
    """Return the update that takes the lease on one message if it may still be sent."""
    began = func.coalesce(outgoing.c.first_tried_at, AT, type_=outgoing.c.due_at.type)
    return (
        update(outgoing)
        .where(outgoing.c.id == WANTED, _ready(state, lanes))
        .values(lease_until=UNTIL, leased_by=WORKER, first_tried_at=began)
        .returning(outgoing)
    )


def _ready(state: OutgoingState, lanes: tuple[Lane, ...]) -> ColumnElement[bool]:
    conditions = [
        outgoing.c.state == state,
        or_(outgoing.c.due_at <= AT, from_later(outgoing.c.created_at, outgoing.c.due_at)),
        free(outgoing),
        ~_older_to_same_recipient().exists(),
        ~_held_lane().exists(),
    ]
    if lanes != LANES:
        conditions.append(outgoing.c.lane.in_(list(lanes)))
    return and_(*conditions)


def _older_to_same_recipient() -> Select[str]:
    older, mine = outgoing.alias("older"), outgoing.c
    same_moment = and_(
        older.c.created_at == mine.created_at,
        or_(
            older.c.position < mine.position,
            and_(older.c.position == mine.position, older.c.id < mine.id),
        ),
    )
    return select(older.c.id).where(
        older.c.recipient_hash == mine.recipient_hash,
        older.c.state.in_(sorted(OWED)),
        older.c.lane_rank == mine.lane_rank,
        older.c.id != mine.id,
        or_(held(older), older.c.created_at < mine.created_at, same_moment),
    )


def _held_lane() -> Select[str]:
    return select(lane_waits.c.lane).where(
        lane_waits.c.municipality == outgoing.c.municipality,
        lane_waits.c.medium == outgoing.c.medium,
        lane_waits.c.lane == outgoing.c.lane,
        lane_waits.c.waits_until > AT,
    )

"""How long people waited for a first answer, an acknowledgement, an outcome: counted in steps, by the database."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import KeyedColumnElement

from routing.consultation import Channel
from storage.ground import Ground
from storage.report_span import ReportSpan, counted_in
from storage.tables.alerts import alerts
from storage.tables.chat import Direction, messages
from storage.tables.consultations import consultations


class Wait(StrEnum):
    """Spans of time between receipt and something that people wait for."""

    FIRST_ANSWER = "first_answer"
    ACKNOWLEDGED = "acknowledged"
    OUTCOME = "outcome"


WITHIN: tuple[tuple[str, timedelta], ...] = (
    ("minute", timedelta(minutes=1)),
    ("quarter", timedelta(minutes=15)),
    ("hour", timedelta(hours=1)),
    ("day", timedelta(days=1)),
    ("week", timedelta(days=7)),
    ("month", timedelta(days=30)),
)
LATER, NOT_YET = "later", "not_yet"


def waits_of(ground: Ground, span: ReportSpan, wait: Wait) -> dict[str, int]:
    """Return how many waited how long: a name of `WITHIN`, `LATER` or `NOT_YET`."""
    source, from_, until = _wait(span, wait)
    waited = source.add_columns(from_.label("from_"), until.label("until")).subquery()
    steps = [(_within(ground, waited.c, limit), literal(name)) for name, limit in WITHIN]
    step = case((waited.c.until.is_(None), literal(NOT_YET)), *steps, else_=literal(LATER)).label("step")
    stepped = select(step).subquery()
    statement = select(stepped.c.step, func.count().label("number")).group_by(stepped.c.step)
    return {row["step"]: row["number"] for row in ground.rows(statement)}


def _wait(
    span: ReportSpan, wait: Wait
) -> tuple[Select[tuple[object, ...]], ColumnElement[datetime], ColumnElement[datetime]]:
    column = consultations.c
    base: Select[tuple[object, ...]] = select(column.id).where(counted_in(span))
    if wait is Wait.OUTCOME:
        return base, column.received_at, column.closed_at
    if wait is Wait.ACKNOWLEDGED:
        called = base.join(alerts, alerts.c.consultation == column.id)
        return called, alerts.c.raised_at, alerts.c.acknowledged_at
    # One pass over the messages of the span, because a subquery for each row would be asked once for every step.
    first = (
        select(messages.c.consultation, func.min(messages.c.at).label("at"))
        .where(
            messages.c.municipality == span.municipality,
            messages.c.direction == Direction.OUT,
            messages.c.at >= span.first,
        )
        .group_by(messages.c.consultation)
        .subquery()
    )
    written = base.where(column.channel == Channel.LINE)
    return (
        written.join(first, first.c.consultation == column.id, isouter=True),
        column.received_at,
        first.c.at,
    )


def _within(
    ground: Ground, columns: ReadOnlyColumnCollection[str, KeyedColumnElement[datetime]], limit: timedelta
) -> ColumnElement[bool]:
    from_, until = columns["from_"], columns["until"]
    if ground.on_postgres:
        return until - from_ <= limit
    return (func.julianday(until) - func.julianday(from_)) * 86400 <= limit.total_seconds()

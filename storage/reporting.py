"""Counts for the reports of a span of time: every figure is one statement, whatever the size of the town.

Consultations count where they were received (Tokyo months). A person is a resident; where nobody is known, each
consultation stands for one person. Restricted consultations are in no table; how many there are is told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Float,
    RowMapping,
    Select,
    and_,
    case,
    cast,
    distinct,
    extract,
    func,
    literal,
    select,
)
from sqlalchemy.sql.elements import KeyedColumnElement

from knowledge.areas import AreaId
from knowledge.destinations import Category, DestinationId
from routing.consultation import Channel, ConsultationState, MunicipalitySlug, Outcome, WindowId
from routing.referral import ReferralState
from storage.ground import Ground
from storage.tables.alerts import alerts
from storage.tables.chat import Direction, messages
from storage.tables.consultations import NeedReason, consultations, unmet_needs
from storage.tables.referrals import referrals

NOWHERE = ""
"""The district of a consultation whose area nobody knows."""


@dataclass(frozen=True, slots=True)
class ReportSpan:
    """What a report counts: a municipality from `first` to before `end`, areas as the districts they belong to."""

    municipality: MunicipalitySlug
    first: datetime
    end: datetime
    districts: Mapping[AreaId, AreaId]
    only: AreaId | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Consultations and persons of one group."""

    consultations: int
    persons: int


@dataclass(frozen=True, slots=True)
class CubeRow:
    """One line of the whole: month (`2026-04`), district, category, destination, and their figure."""

    month: str
    district: str
    category: Category | None
    destination: DestinationId | None
    figure: Figure


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


class Reports:
    """Counts over the consultations of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def total(self, span: ReportSpan) -> Figure:
        """Return all of it."""
        row = self._ground.rows(select(*_figure()).where(_counted(span)))[0]
        return Figure(row["number"], row["persons"])

    def restricted(self, span: ReportSpan) -> int:
        """Return how many restricted consultations there are beside the tables."""
        return self._ground.count(consultations, _received(span), consultations.c.restricted)

    def by_month(self, span: ReportSpan) -> dict[str, Figure]:
        """Return the figure of each month that has one."""
        return self._figures(span, self._month())

    def by_district(self, span: ReportSpan) -> dict[str, Figure]:
        """Return the figure of each district that has one; `NOWHERE` for areas that nobody knows."""
        return self._figures(span, _district(span))

    def by_district_and_category(self, span: ReportSpan) -> dict[tuple[str, Category | None], int]:
        """Return the number of each district and category that have one."""
        rows = self._pairs(span, _district(span), consultations.c.category)
        return {(row["k0"], row["k1"]): row["number"] for row in rows}

    def by_destination_and_outcome(
        self, span: ReportSpan
    ) -> dict[tuple[DestinationId | None, Outcome | None], int]:
        """Return the number of each chosen destination and outcome; None for none, and for what is still open."""
        closed = consultations.c.state == ConsultationState.CLOSED
        outcome = case((closed, consultations.c.outcome), else_=None)
        rows = self._pairs(span, consultations.c.chosen, outcome)
        return {(row["k0"], row["k1"]): row["number"] for row in rows}

    def by_channel(self, span: ReportSpan) -> dict[Channel, int]:
        """Return the number of each channel that has one."""
        found = self._figures(span, consultations.c.channel)
        return {Channel(key): figure.consultations for key, figure in found.items()}

    def by_window(self, span: ReportSpan) -> dict[WindowId, int]:
        """Return the number of each window that has one."""
        found = self._figures(span, consultations.c.window)
        return {WindowId(key): figure.consultations for key, figure in found.items() if key}

    def cube(self, span: ReportSpan) -> Sequence[CubeRow]:
        """Return district x category x destination x month, one row for each that has a consultation."""
        keys = (self._month(), _district(span), consultations.c.category, consultations.c.chosen)
        named = [key.label(f"k{place}") for place, key in enumerate(keys)]
        grouped = select(*named, *_figure()).where(_counted(span)).group_by(*keys).order_by(*keys)
        return [
            CubeRow(row["k0"], row["k1"], row["k2"], row["k3"], Figure(row["number"], row["persons"]))
            for row in self._ground.rows(grouped)
        ]

    def unmet(self, span: ReportSpan) -> dict[tuple[str, Category | None], int]:
        """Return how many consultations of a district and category met nobody who could help."""
        columns = unmet_needs.c
        district = _district_of(columns.area, span)
        wanted = [columns.municipality == span.municipality, columns.at >= span.first, columns.at < span.end]
        if span.only is not None:
            wanted.append(district == span.only)
        statement = (
            select(
                district.label("k0"),
                columns.category.label("k1"),
                func.count(distinct(columns.consultation)).label("number"),
            )
            .join(
                consultations, and_(consultations.c.id == columns.consultation, ~consultations.c.restricted)
            )
            .where(*wanted)
            .group_by(district, columns.category)
        )
        return {(row["k0"], row["k1"]): row["number"] for row in self._ground.rows(statement)}

    def unmet_reasons(self, span: ReportSpan) -> dict[NeedReason, int]:
        """Return how many needs were unmet for each reason; one consultation may have several."""
        columns = unmet_needs.c
        statement = (
            select(columns.reason, func.count().label("number"))
            .where(columns.municipality == span.municipality, columns.at >= span.first, columns.at < span.end)
            .group_by(columns.reason)
        )
        return {row["reason"]: row["number"] for row in self._ground.rows(statement)}

    def referrals(self, span: ReportSpan) -> dict[tuple[DestinationId, ReferralState], int]:
        """Return how the referrals stand that were made of the consultations of the span, by destination."""
        statement = (
            select(referrals.c.destination, referrals.c.state, func.count().label("number"))
            .join(consultations, consultations.c.id == referrals.c.consultation)
            .where(_counted(span))
            .group_by(referrals.c.destination, referrals.c.state)
        )
        return {
            (DestinationId(row["destination"]), row["state"]): row["number"]
            for row in self._ground.rows(statement)
        }

    def waits(self, span: ReportSpan, wait: Wait) -> dict[str, int]:
        """Return how many waited how long: a name of `WITHIN`, `LATER` or `NOT_YET`."""
        source, from_, until = self._wait(span, wait)
        seconds = self._seconds(from_, until)
        steps = [(seconds <= limit.total_seconds(), literal(name)) for name, limit in WITHIN]
        step = case((until.is_(None), literal(NOT_YET)), *steps, else_=literal(LATER)).label("step")
        inner = source.add_columns(step).subquery()
        rows = self._ground.rows(select(inner.c.step, func.count().label("number")).group_by(inner.c.step))
        return {row["step"]: row["number"] for row in rows}

    def _wait(
        self, span: ReportSpan, wait: Wait
    ) -> tuple[Select[tuple[object, ...]], ColumnElement[datetime], ColumnElement[datetime]]:
        column = consultations.c
        base: Select[tuple[object, ...]] = select(column.id).where(_counted(span))
        if wait is Wait.OUTCOME:
            return base, column.received_at, column.closed_at
        if wait is Wait.ACKNOWLEDGED:
            called = base.join(alerts, alerts.c.consultation == column.id)
            return called, alerts.c.raised_at, alerts.c.acknowledged_at
        first = (
            select(func.min(messages.c.at))
            .where(messages.c.consultation == column.id, messages.c.direction == Direction.OUT)
            .scalar_subquery()
        )
        written = base.where(column.channel == Channel.LINE)
        return written, column.received_at, first

    def _seconds(
        self, from_: ColumnElement[datetime], until: ColumnElement[datetime]
    ) -> ColumnElement[float]:
        if self._ground.on_postgres:
            return cast(extract("epoch", until - from_), Float)
        return (func.julianday(until) - func.julianday(from_)) * 86400

    def _figures(self, span: ReportSpan, key: ColumnElement[str]) -> dict[str, Figure]:
        grouped = select(key.label("key"), *_figure()).where(_counted(span)).group_by(key)
        return {row["key"]: Figure(row["number"], row["persons"]) for row in self._ground.rows(grouped)}

    def _pairs(
        self, span: ReportSpan, first: ColumnElement[str], second: ColumnElement[str]
    ) -> Sequence[RowMapping]:
        named = (first.label("k0"), second.label("k1"), func.count().label("number"))
        return self._ground.rows(select(*named).where(_counted(span)).group_by(first, second))

    def _month(self) -> ColumnElement[str]:
        received = consultations.c.received_at
        if self._ground.on_postgres:
            return func.to_char(func.timezone("Asia/Tokyo", received), "YYYY-MM")
        # Japan has no summer time, so nine hours are right on every day.
        return func.strftime("%Y-%m", received, "+9 hours")


def _figure() -> tuple[KeyedColumnElement[int], KeyedColumnElement[int]]:
    column = consultations.c
    return (
        func.count().label("number"),
        func.count(distinct(func.coalesce(column.resident, column.id))).label("persons"),
    )


def _received(span: ReportSpan) -> ColumnElement[bool]:
    column = consultations.c
    wanted = [
        column.municipality == span.municipality,
        column.received_at >= span.first,
        column.received_at < span.end,
    ]
    if span.only is not None:
        wanted.append(_district(span) == span.only)
    return and_(*wanted)


def _counted(span: ReportSpan) -> ColumnElement[bool]:
    return and_(_received(span), consultations.c.restricted.is_(False))


def _district(span: ReportSpan) -> ColumnElement[str]:
    return _district_of(consultations.c.area, span)


def _district_of(area: ColumnElement[str | None], span: ReportSpan) -> ColumnElement[str]:
    if not span.districts:
        return literal(NOWHERE)
    return case(dict(span.districts), value=area, else_=NOWHERE)

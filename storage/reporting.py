"""Counts for the reports of a span of time: every figure is one statement, whatever the size of the town.

Consultations count where they were received (Tokyo months). A person is a resident; where nobody is known, each
consultation stands for one person. Restricted consultations are in no table; how many there are is told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    and_,
    case,
    distinct,
    func,
    select,
)
from sqlalchemy.sql.elements import KeyedColumnElement

from knowledge.destinations import Category, DestinationId
from routing.consultation import Channel, ConsultationState, Outcome, WindowId
from routing.referral import ReferralState
from storage.ground import Ground
from storage.report_span import NOWHERE, Figure, ReportSpan, counted_in, district_in, district_of, received_in
from storage.report_waits import Wait, waits_of
from storage.tables.consultations import NeedReason, consultations, unmet_needs
from storage.tables.referrals import referrals


@dataclass(frozen=True, slots=True)
class CubeRow:
    """One line of the whole: month (`2026-04`), district, category, destination, and their figure."""

    month: str
    district: str
    category: Category | None
    destination: DestinationId | None
    figure: Figure


class Reports:
    """Counts over the consultations of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def total(self, span: ReportSpan) -> Figure:
        """Return all of it."""
        column = consultations.c
        strangers = func.sum(case((column.resident.is_(None), 1), else_=0)).label("strangers")
        row = self._ground.rows(select(func.count().label("number"), strangers).where(counted_in(span)))[0]
        here = select(column.resident).where(counted_in(span), column.resident.is_not(None))
        once = here.group_by(column.resident).subquery()
        residents = int(self._ground.connection.execute(select(func.count()).select_from(once)).scalar_one())
        return Figure(row["number"], residents + int(row["strangers"] or 0))

    def restricted(self, span: ReportSpan) -> int:
        """Return how many restricted consultations there are beside the tables."""
        return self._ground.count(consultations, received_in(span), consultations.c.restricted)

    def by_month(self, span: ReportSpan, months: Mapping[str, tuple[datetime, datetime]]) -> dict[str, int]:
        """Return the number of each month, given the first moment of each and that of the next."""
        received = consultations.c.received_at
        within = {
            month: func.sum(case((and_(received >= first, received < end), 1), else_=0))
            for month, (first, end) in months.items()
        }
        row = self._ground.rows(select(*within.values()).where(counted_in(span)))[0]
        return dict(zip(within, (int(number or 0) for number in row.values()), strict=True))

    def by_district(self, span: ReportSpan) -> dict[str, Figure]:
        """Return the figure of each district that has one; `NOWHERE` for areas that nobody knows."""
        found: dict[str, list[int]] = {}
        for row in self._by_area(span):
            figure = found.setdefault(span.districts.get(row["area"], NOWHERE), [0, 0])
            figure[0] += row["number"]
            figure[1] += row["strangers"]
        for key, persons in self._residents_by_district(span).items():
            found.setdefault(key, [0, 0])[1] += persons
        return {key: Figure(number, persons) for key, (number, persons) in found.items()}

    def by_district_and_category(self, span: ReportSpan) -> dict[tuple[str, Category | None], int]:
        """Return the number of each district and category that have one."""
        found: dict[tuple[str, Category | None], int] = {}
        for row in self._pairs(span, consultations.c.area, consultations.c.category):
            key = (span.districts.get(row["k0"], NOWHERE), row["k1"])
            found[key] = found.get(key, 0) + row["number"]
        return found

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
        return {Channel(row["key"]): row["number"] for row in self._numbers(span, consultations.c.channel)}

    def by_window(self, span: ReportSpan) -> dict[WindowId, int]:
        """Return the number of each window that has one."""
        rows = self._numbers(span, consultations.c.window)
        return {WindowId(row["key"]): row["number"] for row in rows if row["key"]}

    def cube(self, span: ReportSpan) -> Sequence[CubeRow]:
        """Return district x category x destination x month, one row for each that has a consultation."""
        keys = (self._month(), district_in(span), consultations.c.category, consultations.c.chosen)
        named = [key.label(f"k{place}") for place, key in enumerate(keys)]
        grouped = select(*named, *_figure()).where(counted_in(span)).group_by(*keys).order_by(*keys)
        return [
            CubeRow(row["k0"], row["k1"], row["k2"], row["k3"], Figure(row["number"], row["persons"]))
            for row in self._ground.rows(grouped)
        ]

    def unmet(self, span: ReportSpan) -> dict[tuple[str, Category | None], int]:
        """Return how many consultations of a district and category met nobody who could help."""
        columns = unmet_needs.c
        district = district_of(columns.area, span)
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
            .where(counted_in(span))
            .group_by(referrals.c.destination, referrals.c.state)
        )
        return {
            (DestinationId(row["destination"]), row["state"]): row["number"]
            for row in self._ground.rows(statement)
        }

    def waits(self, span: ReportSpan, wait: Wait) -> dict[str, int]:
        """Return how many waited how long; see `storage.report_waits`."""
        return waits_of(self._ground, span, wait)

    def _by_area(self, span: ReportSpan) -> Sequence[RowMapping]:
        column = consultations.c
        strangers = func.sum(case((column.resident.is_(None), 1), else_=0)).label("strangers")
        counted = (column.area, func.count().label("number"), strangers)
        return self._ground.rows(select(*counted).where(counted_in(span)).group_by(column.area))

    def _residents_by_district(self, span: ReportSpan) -> dict[str, int]:
        """Count residents once in each district; grouping finds them faster than counting distinct ones does."""
        column = consultations.c
        here = select(column.area, column.resident).where(counted_in(span), column.resident.is_not(None))
        once = here.group_by(column.area, column.resident).subquery()
        placed = select(district_of(once.c.area, span).label("key"), once.c.resident).subquery()
        single = select(placed.c.key).group_by(placed.c.key, placed.c.resident).subquery()
        counted = select(single.c.key, func.count().label("number")).group_by(single.c.key)
        return {row["key"]: row["number"] for row in self._ground.rows(counted)}

    def _numbers(self, span: ReportSpan, key: ColumnElement[str]) -> Sequence[RowMapping]:
        grouped = select(key.label("key"), func.count().label("number")).where(counted_in(span)).group_by(key)
        return self._ground.rows(grouped)

    def _pairs(
        self, span: ReportSpan, first: ColumnElement[str], second: ColumnElement[str]
    ) -> Sequence[RowMapping]:
        named = (first.label("k0"), second.label("k1"), func.count().label("number"))
        return self._ground.rows(select(*named).where(counted_in(span)).group_by(first, second))

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

"""What a report counts: consultations of a span of time, by the districts that their areas belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, literal

from knowledge.areas import AreaId
from routing.consultation import MunicipalitySlug
from storage.tables.consultations import consultations

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


def received_in(span: ReportSpan) -> ColumnElement[bool]:
    """Return the condition of a consultation that was received in the span, restricted ones included."""
    column = consultations.c
    wanted = [
        column.municipality == span.municipality,
        column.received_at >= span.first,
        column.received_at < span.end,
    ]
    if span.only is not None:
        wanted.append(district_in(span) == span.only)
    return and_(*wanted)


def counted_in(span: ReportSpan) -> ColumnElement[bool]:
    """Return the condition of a consultation that stands in the tables."""
    return and_(received_in(span), consultations.c.restricted.is_(False))


def district_in(span: ReportSpan) -> ColumnElement[str]:
    """Return the district of a consultation."""
    return district_of(consultations.c.area, span)


def district_of(area: ColumnElement[str | None], span: ReportSpan) -> ColumnElement[str]:
    """Return the district that an area belongs to, `NOWHERE` for one that is in none."""
    if not span.districts:
        return literal(NOWHERE)
    return case(dict(span.districts), value=area, else_=NOWHERE)

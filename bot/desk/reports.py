"""The report of a fiscal year: what came, from where, about what, to whom it went, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.clock import TOKYO
from bot.desk.report_grid import NONE, Counts, First, Grid, Second, counts_of, grid_of
from knowledge.areas import AreaId, AreaTree
from knowledge.destinations import Category
from knowledge.windows import Window, WindowStatus
from routing.consultation import Channel, MunicipalitySlug, Outcome
from routing.disclosure import outward_list
from routing.fiscal_year import FiscalYear
from routing.referral import ReferralState
from storage.memo import NeedReason
from storage.report_span import ReportSpan
from storage.report_waits import LATER, NOT_YET, WITHIN, Wait
from storage.transaction import Transaction

DISTRICT_LEVEL = 3
OPEN = "open"
"""The column of consultations that are not closed yet."""
STEPS = (*(name for name, _ in WITHIN), LATER, NOT_YET)
WORKING = (WindowStatus.CERTIFIED, WindowStatus.LEAFLET_ONLY)


@dataclass(frozen=True, slots=True)
class YearReport:
    """Everything a report shows of one fiscal year; `persons` and `persons_by_district` are None where hidden.

    `months` and `months_before` have the same twelve places. `windows` keeps every certified window, zeros included.
    """

    year: FiscalYear
    total: int | None
    persons: int | None
    total_before: int | None
    restricted: int | None
    months: Counts
    months_before: Counts
    districts: Grid
    persons_by_district: Mapping[str, int] | None
    destinations: Grid
    channels: Counts | None
    windows: Counts
    unmet: Grid
    unmet_reasons: Counts | None
    referrals: Grid | None
    waits: Mapping[Wait, Counts]

    @property
    def outward(self) -> bool:
        """Tell whether this is the copy for outsiders."""
        return self.persons_by_district is None


def districts_of(areas: AreaTree) -> dict[AreaId, AreaId]:
    """Return the district (旧市町村・中学校区) that each area of a municipality belongs to."""
    wanted = {area.id for area in areas if area.level == DISTRICT_LEVEL}
    return {area.id: district for area in areas for district in areas.chain(area.id) if district in wanted}


def span_of(
    slug: MunicipalitySlug, year: FiscalYear, areas: AreaTree, only: AreaId | None = None
) -> ReportSpan:
    """Return what a report of a fiscal year counts."""
    first, end = year.span(TOKYO)
    return ReportSpan(slug, first, end, districts_of(areas), only)


def year_report(tx: Transaction, span: ReportSpan, year: FiscalYear) -> YearReport:
    """Count a fiscal year and the one before; the number of questions to the database never depends on the data."""
    counted = tx.reports
    first, end = year.before.span(TOKYO)
    before = ReportSpan(span.municipality, first, end, span.districts, span.only)
    total = counted.total(span)
    months = counted.by_month(span, year.month_spans(TOKYO))
    months_before = counted.by_month(before, year.before.month_spans(TOKYO))
    by_district = counted.by_district(span)
    names = tuple(dict.fromkeys(span.districts.values())) if span.only is None else (span.only,)
    return YearReport(
        year=year,
        total=total.consultations,
        persons=total.persons,
        total_before=sum(months_before.values()),
        restricted=counted.restricted(span),
        months=counts_of(months, year.months),
        months_before=counts_of(months_before, year.before.months),
        districts=grid_of(counted.by_district_and_category(span), names, tuple(Category)),
        persons_by_district={key: figure.persons for key, figure in by_district.items()},
        destinations=_destinations(tx, span),
        channels=counts_of(counted.by_channel(span), tuple(Channel)),
        windows=_windows(tx, span, total.consultations),
        unmet=grid_of(counted.unmet(span), names, tuple(Category)),
        unmet_reasons=counts_of(counted.unmet_reasons(span), tuple(NeedReason)),
        referrals=_referrals(tx, span),
        waits={wait: counts_of(counted.waits(span, wait), STEPS) for wait in Wait},
    )


def outward_report(report: YearReport) -> YearReport:
    """Return the copy for outsiders: counts of 1 and 2 hidden, and whatever would let them be computed back.

    Its tables share nothing but the grand total, which is told: so what is safe in each is safe in all. What would
    link them (persons by district, channels, outcomes as waits) stays in the house.
    """
    months = report.months.told()
    total = months.total
    return YearReport(
        year=report.year,
        total=total,
        persons=outward_list([report.persons or 0])[1] if total is not None else None,
        total_before=report.months_before.told().total,
        restricted=None,
        months=months,
        months_before=report.months_before.told(),
        districts=report.districts.told(),
        persons_by_district=None,
        destinations=report.destinations.told(),
        channels=None,
        windows=report.windows.told(),
        unmet=report.unmet.told(),
        unmet_reasons=None,
        referrals=None,
        waits={Wait.FIRST_ANSWER: report.waits[Wait.FIRST_ANSWER].told()},
    )


def windows_listed(tx: Transaction, span: ReportSpan) -> tuple[Window, ...]:
    """Return the windows that a report lists: those that work, in the district asked for."""
    return tuple(
        window
        for window in tx.windows.of_municipality(span.municipality, statuses=WORKING)
        if span.only is None or span.districts.get(window.area) == span.only
    )


def _windows(tx: Transaction, span: ReportSpan, total: int) -> Counts:
    """Return every listed window with its count; whatever came another way counts as `NONE`."""
    found: dict[str, int] = {str(id_): number for id_, number in tx.reports.by_window(span).items()}
    listed = [window.id for window in windows_listed(tx, span)]
    elsewhere = total - sum(found.values())
    return counts_of({**found, NONE: elsewhere}, (*listed, NONE))


def _destinations(tx: Transaction, span: ReportSpan) -> Grid:
    found: dict[tuple[str | None, str | None], int] = {
        (desk, outcome.value if outcome is not None else OPEN): number
        for (desk, outcome), number in tx.reports.by_destination_and_outcome(span).items()
    }
    busiest = _busiest(found)
    return grid_of(found, busiest, (*Outcome, OPEN))


def _referrals(tx: Transaction, span: ReportSpan) -> Grid:
    found = tx.reports.referrals(span)
    return grid_of(found, _busiest(found), tuple(ReferralState))


def _busiest(found: Mapping[tuple[First, Second], int]) -> tuple[str, ...]:
    """Return the first keys, those with the largest counts first and none last."""
    sums: dict[str, int] = {}
    for (first, _), number in found.items():
        key = NONE if first is None else str(first)
        sums[key] = sums.get(key, 0) + number
    return tuple(sorted(sums, key=lambda key: (key == NONE, -sums[key], key)))

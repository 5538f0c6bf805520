"""Reports of a fiscal year: for the house, for outsiders, one sheet for the local meeting, and as files."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, request

from bot.clock import tokyo
from bot.console.audit_page import harmless
from bot.console.charts import Pair, bar_chart, month_chart
from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.console.report_names import names_of
from bot.desk.access import Needs, Route, note
from bot.desk.report_file import outward_rows, whole_rows
from bot.desk.reports import YearReport, districts_of, outward_report, span_of, windows_listed, year_report
from knowledge.areas import AreaId
from routing.fiscal_year import FiscalYear, fiscal_year_of, read_fiscal_year
from routing.permissions import Action
from storage.transaction import Transaction

DESTINATIONS_SHOWN = 30
YEARS_SHOWN = 5
MOST_IN_MEETING = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for."""

    year: FiscalYear
    district: AreaId | None


Told = tuple[Place, Asked, YearReport]


class ReportPages:
    """Counting happens in the database; nothing here reads what anybody wrote."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        seeing, taking = Needs(Action.SEE_REPORTS), Needs(Action.EXPORT_REPORT)
        return (
            Route("GET", "/reports", "reports", seeing, self.show),
            Route("GET", "/reports/outward", "report_outward", seeing, self.outward),
            Route("GET", "/reports/meeting", "report_meeting", seeing, self.meeting),
            Route("POST", "/reports/file", "report_file", taking, self.whole_file),
            Route("POST", "/reports/outward/file", "report_outward_file", taking, self.outward_file),
        )

    def show(self, caller: Caller) -> Response:
        """Show a year with every number."""
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            asked = asked_for(caller, place)
            span = span_of(place.slug, asked.year, place.areas, asked.district)
            report = year_report(tx, span, asked.year)
        return self._page(caller, "report.html", (place, asked, report))

    def outward(self, caller: Caller) -> Response:
        """Show the copy for outsiders, always of the whole municipality."""
        place, asked, report = self._outward(caller)
        return self._page(caller, "report.html", (place, asked, report))

    def meeting(self, caller: Caller) -> Response:
        """Show one sheet for the meeting of a district: rows of the copy for outsiders, so that the sheets of all
        districts together tell no more than that copy.
        """
        place, asked, report = self._outward(caller)
        with self._console.database.reading() as tx:
            windows = windows_listed(tx, span_of(place.slug, asked.year, place.areas, asked.district))
            telephone = self._console.desk.towns.of(tx, place.slug).telephone if place.version else ""
        more = {
            "windows": windows,
            "telephone": telephone,
            "top": lambda counts: counts.top(MOST_IN_MEETING),
            "today": tokyo(caller.now).date(),
        }
        return self._page(caller, "meeting.html", (place, asked, report), more)

    def whole_file(self, caller: Caller) -> Response:
        """Return district x category x destination x month as a file, for the house alone."""
        with self._console.database.transaction() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            asked = asked_for(caller, place)
            cube = tx.reports.cube(span_of(place.slug, asked.year, place.areas, asked.district))
            self._note(tx, caller, asked, "whole")
        rows = whole_rows(cube, names_of(place), place.texts)
        return file_of(rows, f"report-{place.slug}-{asked.year.year}.csv")

    def outward_file(self, caller: Caller) -> Response:
        """Return the copy for outsiders as a file."""
        place, asked, report = self._outward(caller)
        with self._console.database.transaction() as tx:
            self._note(tx, caller, asked, "outward")
        rows = outward_rows(report, names_of(place), place.texts)
        return file_of(rows, f"report-{place.slug}-{asked.year.year}-outward.csv")

    def _outward(self, caller: Caller) -> Told:
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            asked = asked_for(caller, place)
            report = year_report(tx, span_of(place.slug, asked.year, place.areas), asked.year)
        return place, asked, outward_report(report)

    def _page(
        self,
        caller: Caller,
        template: str,
        told: Told,
        more: dict[str, object] | None = None,
    ) -> Response:
        place, asked, report = told
        names = names_of(place)
        present = fiscal_year_of(tokyo(caller.now).date())
        values: dict[str, object] = {
            "place": place,
            "asked": asked,
            "report": report,
            "names": names,
            "years": [present.year - back for back in range(-1, YEARS_SHOWN)],
            "districts": list(dict.fromkeys(districts_of(place.areas).values())),
            "months_chart": month_chart(place.texts.say("report.months.chart"), _pairs(report, place)),
            "districts_chart": bar_chart(
                place.texts.say("report.districts.chart"),
                [
                    (names("district", key), number)
                    for key, number in zip(report.districts.rows, report.districts.row_totals, strict=True)
                ],
            ),
            "destinations_shown": DESTINATIONS_SHOWN,
        }
        return self._pages.show(template, caller.who, {**values, **(more or {})})

    def _note(self, tx: Transaction, caller: Caller, asked: Asked, kind: str) -> None:
        about = ("report", f"{kind}/{asked.year.year}")
        note(tx, caller.account, caller.now, Action.EXPORT_REPORT, about=about)


def asked_for(caller: Caller, place: Place) -> Asked:
    """Return the year and district that an address or a form asks for; what is none of them asks for the present."""
    present = fiscal_year_of(tokyo(caller.now).date())
    year = read_fiscal_year(request.values.get("year", ""), present=present)
    district = AreaId(request.values.get("district", ""))
    return Asked(year, district if district in set(districts_of(place.areas).values()) else None)


def file_of(rows: Iterable[tuple[str, ...]], name: str) -> Response:
    """Return rows as CSV for Excel: UTF-8 with BOM, every cell quoted, nothing that a spreadsheet would compute."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=headers)


def _pairs(report: YearReport, place: Place) -> list[Pair]:
    names = names_of(place)
    months = zip(report.months.keys, report.months.numbers, report.months_before.numbers, strict=True)
    return [Pair(names("month", key), now, before) for key, now, before in months]

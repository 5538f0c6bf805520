"""Planned against actual: the targets of a fiscal year, graded; administrators enter plans and results."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask import Response, request

from bot.clock import tokyo
from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.console.reports_page import YEARS_SHOWN, Asked, asked_for
from bot.desk.access import Needs, Route, allowed, note
from bot.desk.plan_report import counted_results, programmes_of
from bot.desk.reports import span_of, year_report
from knowledge.targets import MOST, Measure, Target
from knowledge.windows import WindowStatus
from routing.fiscal_year import fiscal_year_of
from routing.permissions import Action
from storage.targets import StoredTarget
from storage.transaction import Transaction

LONGEST = {"name": 60, "programme": 60, "unit": 10}
Faults = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was typed for one target: plan and entered result."""

    id: str
    planned: int | None
    actual: int | None


class TargetPages:
    """The numbers of a plan; what the desk counts itself cannot be typed."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        changing = Needs(Action.CHANGE_TARGETS)
        return (
            Route("GET", "/reports/targets", "targets", Needs(Action.SEE_REPORTS), self.show),
            Route("POST", "/reports/targets", "targets_save", changing, self.save),
            Route("POST", "/reports/targets/add", "target_add", changing, self.add),
        )

    def show(self, caller: Caller) -> Response:
        """Show the targets of a year with their results."""
        return self._show(caller, {})

    def save(self, caller: Caller) -> Response:
        """Write the plans and results that were typed, all of them or none."""
        with self._console.database.transaction() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            asked = asked_for(caller, place)
            numbers, faults = _typed(tx.targets.of_year(place.slug, asked.year.year))
            if not faults:
                rows = [(one.id, one.planned, one.actual) for one in numbers]
                tx.targets.set_year(place.slug, asked.year.year, rows, at=caller.now, by=caller.account.id)
                self._note(tx, caller, asked)
        return self._show(caller, faults) if faults else self._done(asked)

    def add(self, caller: Caller) -> Response:
        """Add a target whose result people enter."""
        given = {name: request.form.get(name, "").strip() for name in LONGEST}
        planned = _number(request.form.get("planned", ""))
        faults = {name: "too_long" for name, text in given.items() if len(text) > LONGEST[name]}
        if not given["name"]:
            faults["name"] = "missing"
        if planned is False:
            faults["planned"] = "number"
        if faults or planned is False:
            return self._show(caller, faults)
        with self._console.database.transaction() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            asked = asked_for(caller, place)
            target = Target(
                id=self._console.randomness.new_id(),
                fiscal_year=asked.year.year,
                programme=given["programme"],
                name=given["name"],
                unit=given["unit"],
                measure=Measure.ENTERED,
                planned=planned,
            )
            position = tx.targets.next_position(place.slug, asked.year.year)
            tx.targets.plan(place.slug, (target,), first=position)
            self._note(tx, caller, asked)
        return self._done(asked)

    def _show(self, caller: Caller, faults: Faults) -> Response:
        present = fiscal_year_of(tokyo(caller.now).date())
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            asked = asked_for(caller, place)
            targets = tx.targets.of_year(place.slug, asked.year.year)
            counted = _counted(tx, place, asked) if asked.year <= present else None
        values = {
            "asked": Asked(asked.year, None),
            "programmes": programmes_of(targets, counted),
            "years": [present.year - back for back in range(-2, YEARS_SHOWN)],
            "may_change": allowed(caller.account, Action.CHANGE_TARGETS),
            "entered": Measure.ENTERED,
            "names": lambda _kind, key: key,
        }
        if faults:
            return self._pages.form_again("targets.html", faults, caller.who, values)
        return self._pages.show("targets.html", caller.who, values)

    def _note(self, tx: Transaction, caller: Caller, asked: Asked) -> None:
        about = ("fiscal_year", str(asked.year.year))
        note(
            tx,
            caller.account,
            caller.now,
            Action.CHANGE_TARGETS,
            about=about,
            fields=("planned", "actual"),
        )

    def _done(self, asked: Asked) -> Response:
        return self._pages.to(f"/console/reports/targets?year={asked.year.year}", done="targets_saved")


def _counted(tx: Transaction, place: Place, asked: Asked) -> dict[Measure, int]:
    report = year_report(tx, span_of(place.slug, asked.year, place.areas), asked.year)
    certified = tx.windows.of_municipality(place.slug, statuses=(WindowStatus.CERTIFIED,))
    return counted_results(report, len(certified))


def _typed(targets: tuple[StoredTarget, ...]) -> tuple[list[Numbers], dict[str, str]]:
    """Return the numbers of every target that the form has, and the fields that are no number."""
    found, faults = [], {}
    for stored in targets:
        id_ = stored.target.id
        values: list[int | None] = []
        for name, standing in ((f"planned-{id_}", stored.target.planned), (f"actual-{id_}", stored.actual)):
            number = _number(request.form[name]) if name in request.form else standing
            if number is False:
                faults[name] = "number"
                number = None
            values.append(number)
        found.append(Numbers(id_, values[0], values[1]))
    return found, faults


def _number(text: str) -> int | Literal[False] | None:
    """Return a whole number from 0, None for an empty field, False for anything else; full-width digits count."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 8):
        return False
    return int(plain) if int(plain) <= MOST else False

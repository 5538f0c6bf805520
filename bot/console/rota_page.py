"""The rota as a week: who is on duty when, where nobody is, who is away, and whether alerts arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Response, request

from bot.clock import TOKYO, tokyo
from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.console.rota_form import (
    LAST_ORDER,
    Faults,
    ShiftFields,
    fields_of,
    read_absence,
    read_shift,
    typed_fields,
)
from bot.desk.access import Needs, Route, allowed
from bot.desk.duty_plan import (
    Planner,
    add_absence,
    coordinators,
    remove_absence,
    remove_shift,
    save_shift,
    send_test,
    shift_mark,
)
from bot.desk.turn import Turn
from bot.texts.moments import clock_said, day_said, hours_said
from knowledge.hours import DayKind, parse_hours
from routing.duty import uncovered
from routing.duty_week import monday_of, week_of
from routing.permissions import Action
from routing.roles import Role
from storage.accounts import Account
from storage.duty import StoredShift
from storage.errors import StaleError
from storage.transaction import Transaction

TESTS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ShiftForm:
    """What the form of a shift shows: the shift it changes (none for a new one), and what stands in the fields."""

    id: str
    seen: str
    fields: ShiftFields
    stored: StoredShift | None = None


class RotaPages:
    """Planning who is called; every change counts from the next alert on."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        seeing, changing = Needs(Action.SEE_DUTY), Needs(Action.CHANGE_DUTY)
        return (
            Route("GET", "/rota", "rota", seeing, self.show),
            Route("GET", "/rota/shift", "shift", changing, self.shift_form),
            Route("POST", "/rota/shift", "shift_save", changing, self.save),
            Route("POST", "/rota/shift/remove", "shift_remove", changing, self.remove),
            Route("POST", "/rota/absence", "absence_add", changing, self.add_absence),
            Route("POST", "/rota/absence/remove", "absence_remove", changing, self.remove_absence),
            Route("POST", "/rota/test", "alert_test", Needs(Action.TEST_ALERT), self.test),
        )

    def show(self, caller: Caller) -> Response:
        """Show one week, this one or the one that a date is asked for."""
        return self._show(caller, {})

    def shift_form(self, caller: Caller) -> Response:
        """Show the form of a new shift, or of one that stands."""
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            people = coordinators(tx, caller.account)
            standing = {shift.id: shift for shift in tx.duty.shifts(place.slug)}
        stored = standing.get(request.args.get("id", ""))
        hours = parse_hours(stored.hours) if stored is not None else None
        fields = ShiftFields() if stored is None or hours is None else fields_of(stored, hours)
        form = ShiftForm(stored.id if stored else "", shift_mark(stored), fields, stored)
        return self._form(caller, form, (place, people), {})

    def save(self, caller: Caller) -> Response:
        """Add or change a shift."""
        typed = typed_fields(request.form, request.form.getlist("days"))
        given, seen = request.form.get("id", "")[:36], request.form.get("seen", "")
        with self._console.database.transaction() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            people = coordinators(tx, caller.account)
            id_ = given or self._console.randomness.new_id()
            shift, faults = read_shift(typed, id_, place.slug, people, place.areas)
            if shift is not None:
                try:
                    save_shift(tx, self._planner(caller), shift, seen=seen)
                except StaleError:
                    return self._pages.error(409, "stale", caller.who)
        if shift is None:
            return self._form(caller, ShiftForm(given, seen, typed), (place, people), faults)
        return self._pages.to("/console/rota", done="shift_saved")

    def remove(self, caller: Caller) -> Response:
        """Take a shift out of the rota."""
        with self._console.database.transaction() as tx:
            gone = remove_shift(tx, self._planner(caller), request.form.get("id", ""))
        return self._pages.to("/console/rota", done="shift_removed" if gone else "already")

    def add_absence(self, caller: Caller) -> Response:
        """Note that somebody is away."""
        with self._console.database.transaction() as tx:
            people = coordinators(tx, caller.account)
            absence, faults = read_absence(request.form, people, caller.now, TOKYO)
            if absence is not None:
                add_absence(tx, self._planner(caller), self._console.randomness.new_id(), absence)
        if absence is None:
            return self._show(caller, faults)
        return self._pages.to("/console/rota", done="absence_saved")

    def remove_absence(self, caller: Caller) -> Response:
        """Take an absence back."""
        with self._console.database.transaction() as tx:
            gone = remove_absence(tx, self._planner(caller), request.form.get("id", ""))
        return self._pages.to("/console/rota", done="absence_removed" if gone else "already")

    def test(self, caller: Caller) -> Response:
        """Send a test to whoever is on duty now, or to one person."""
        with self._console.database.transaction() as tx:
            people = self._tested(tx, caller, request.form.get("who", ""))
            if not people:
                return self._show(caller, {"who": "nobody"})
            town = self._console.desk.towns.of(tx, caller.account.municipality)
            sent = send_test(Turn(self._console.desk, tx, town, caller.now), caller.account, people)
        return self._pages.to("/console/rota", done="test_sent" if sent else "test_nowhere")

    def _tested(self, tx: Transaction, caller: Caller, who: str) -> tuple[Account, ...]:
        people = {person.id: person for person in coordinators(tx, caller.account)}
        if who != "on_duty":
            return tuple(person for id_, person in people.items() if id_ == who)
        place = self._console.places.of(tx, caller.account.municipality)
        on_duty = tx.duty.rota(place.slug).on_duty(tokyo(caller.now), None, place.areas)
        return tuple(people[id_] for id_ in on_duty if id_ in people)

    def _show(self, caller: Caller, faults: Faults) -> Response:
        monday = monday_of(_asked_week(caller.now))
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            rota = tx.duty.rota(place.slug)
            everybody = tx.accounts.of_municipality(place.slug, active_only=False)
            shifts = tx.duty.shifts(place.slug)
            away = tx.duty.absences(place.slug, since=caller.now)
            tests = tx.alert_tests.newest(place.slug, limit=TESTS_SHOWN)
        values = {
            "place": place,
            "week": week_of(rota, monday),
            "monday": monday.date(),
            "step": timedelta(days=7),
            "gaps": uncovered(rota, place.areas, monday),
            "now_on_duty": rota.on_duty(tokyo(caller.now), None, place.areas),
            "people": {person.id: person for person in everybody},
            "coordinators": coordinators_among(everybody),
            "shifts": [(shift, parse_hours(shift.hours)) for shift in shifts],
            "away": away,
            "tests": tests,
            "may_change": allowed(caller.account, Action.CHANGE_DUTY),
            **_sayings(place),
        }
        if faults:
            return self._pages.form_again("rota.html", faults, caller.who, values)
        return self._pages.show("rota.html", caller.who, values)

    def _form(
        self, caller: Caller, form: ShiftForm, around: tuple[Place, tuple[Account, ...]], faults: Faults
    ) -> Response:
        place, people = around
        values = {
            "form": form,
            "place": place,
            "people": people,
            "day_kinds": tuple(DayKind),
            "orders": range(1, LAST_ORDER + 1),
            "faults": faults,
        }
        return self._pages.show("shift.html", caller.who, values, status=422 if faults else 200)

    def _planner(self, caller: Caller) -> Planner:
        return Planner(caller.account, caller.now)


def _sayings(place: Place) -> dict[str, object]:
    texts = place.texts

    def day_clock(moment: datetime) -> str:
        local = tokyo(moment)
        return f"{day_said(texts, local.date())}{clock_said(texts, local.time())}"

    return {
        "day": lambda day: day_said(texts, day),
        "clock": lambda clock: clock_said(texts, clock),
        "day_clock": day_clock,
        "hours_said": lambda hours: hours_said(texts, hours),
    }


def coordinators_among(accounts: Sequence[Account]) -> tuple[Account, ...]:
    """Return the accounts that can be put on duty."""
    return tuple(person for person in accounts if person.active and person.role is Role.COORDINATOR)


def _asked_week(now: datetime) -> datetime:
    try:
        day = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return tokyo(now)
    return datetime.combine(day, time.min, TOKYO) if 2000 <= day.year <= 2098 else tokyo(now)

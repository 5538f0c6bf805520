"""The registry of certified windows: how many of how many, each with its state, and the steps that are open to it."""

import re
from collections.abc import Mapping
from datetime import date

from flask import Response, request

from bot.clock import tokyo
from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, allowed
from bot.desk.accounts import Hand
from bot.desk.window_registry import apply_window, change_status, tally_of
from knowledge.areas import AreaId, AreaTree
from knowledge.window_registry import STEPS, WindowStepError
from knowledge.windows import Window, WindowStatus
from routing.fiscal_year import fiscal_year_of
from routing.permissions import Action
from storage.errors import NotThereError

LONGEST = {"name": 60, "kind": 30, "address": 120, "phone": 20}
_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_PHONE = re.compile(r"[0-9-]{0,20}")
Faults = Mapping[str, str]


class WindowPages:
    """Everybody here may look; administrators certify, withdraw and enter applications."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        changing = Needs(Action.CHANGE_WINDOW)
        return (
            Route("GET", "/windows", "windows", Needs(Action.LIST_WINDOWS), self.list),
            Route("GET", "/windows/new", "window_form", changing, self.form),
            Route("POST", "/windows/new", "window_apply", changing, self.apply),
            Route("POST", "/windows/step", "window_step", changing, self.step),
        )

    def list(self, caller: Caller) -> Response:
        """Show the registry."""
        return self._list(caller, {})

    def form(self, caller: Caller) -> Response:
        """Show the form of an application."""
        return self._pages.show("window.html", caller.who, self._around(caller))

    def apply(self, caller: Caller) -> Response:
        """Enter an application."""
        place = self._pages.place_of(caller.who)
        window, faults = read_window(request.form, place.areas, tokyo(caller.now).date())
        if window is not None:
            with self._console.database.transaction() as tx:
                if any(found.id == window.id for found in tx.windows.of_municipality(place.slug)):
                    faults = {"id": "taken"}
                else:
                    apply_window(tx, place.slug, window, hand=self._hand(caller))
        if faults:
            return self._pages.form_again("window.html", faults, caller.who, self._around(caller))
        return self._pages.to("/console/windows", done="window_saved")

    def step(self, caller: Caller) -> Response:
        """Let a window take a step."""
        status = next((one for one in WindowStatus if one.value == request.form.get("status")), None)
        day = _day(request.form.get("day", ""))
        if status is None or day is None or day > tokyo(caller.now).date():
            return self._list(caller, {"step": "unknown" if status is None else "day"})
        try:
            with self._console.database.transaction() as tx:
                slug = caller.account.municipality
                change_status(tx, slug, request.form.get("id", ""), status, on=day, hand=self._hand(caller))
        except NotThereError:
            return self._list(caller, {"step": "unknown"})
        except WindowStepError as error:
            return self._list(caller, {"step": error.key})
        return self._pages.to("/console/windows", done="window_saved")

    def _list(self, caller: Caller, faults: Faults) -> Response:
        today = tokyo(caller.now).date()
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            windows = tx.windows.of_municipality(place.slug)
            counted = tally_of(tx, place.slug, place.areas, fiscal_year=fiscal_year_of(today).year)
        values = {
            "place": place,
            "windows": {status: [w for w in windows if w.status is status] for status in WindowStatus},
            "tally": counted,
            "steps": {status: sorted(open_to) for status, open_to in STEPS.items()},
            "today": today,
            "may_change": allowed(caller.account, Action.CHANGE_WINDOW),
        }
        if faults:
            return self._pages.form_again("windows.html", faults, caller.who, values)
        return self._pages.show("windows.html", caller.who, values)

    def _around(self, caller: Caller) -> dict[str, object]:
        return {"place": self._pages.place_of(caller.who), "today": tokyo(caller.now).date()}

    def _hand(self, caller: Caller) -> Hand:
        return Hand(caller.now, caller.account, caller.address)


def read_window(
    form: Mapping[str, str], areas: AreaTree, today: date
) -> tuple[Window | None, dict[str, str]]:
    """Return the window that was typed, or what is wrong with it by field."""
    typed = {name: form.get(name, "").strip() for name in (*LONGEST, "id", "area")}
    faults = {name: "too_long" for name, most in LONGEST.items() if len(typed[name]) > most}
    faults |= {name: "missing" for name in ("name", "kind") if not typed[name]}
    if _ID.fullmatch(typed["id"]) is None:
        faults["id"] = "form"
    if AreaId(typed["area"]) not in areas:
        faults["area"] = "unknown"
    if _PHONE.fullmatch(typed["phone"]) is None:
        faults["phone"] = "phone"
    applied = _day(form.get("applied_on", ""))
    if applied is None or applied > today:
        faults["applied_on"] = "day"
    if faults:
        return None, faults
    window = Window(
        id=typed["id"],
        name=typed["name"],
        kind=typed["kind"],
        area=AreaId(typed["area"]),
        status=WindowStatus.APPLIED,
        address=typed["address"],
        phone=typed["phone"],
        applied_on=applied,
    )
    return window, {}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2099 else None

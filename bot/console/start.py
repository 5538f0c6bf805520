"""The first page: what there is to do today, by number, most pressing first; never any content."""

from collections.abc import Mapping

from flask import Response, jsonify, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, allowed, note
from bot.desk.today import MOST, Section, Today, View, today_of
from routing.consultation import AccountId, ConsultationState
from routing.permissions import Action
from storage.selection import Selection
from storage.transaction import Transaction

TOUR_COOKIE = "madoguchi-tour"
TOUR_SECONDS = 400 * 24 * 3600


class StartPages:
    """The start of the console, which stays open all day, and the guide through the first one."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        own = Needs(Action.USE_OWN_ACCOUNT)
        return (
            Route("GET", "/", "start", own, self.show),
            Route("GET", "/today/mark", "today_mark", Needs(Action.SEARCH_CONSULTATIONS), self.mark),
            Route("GET", "/tour", "tour", own, self.tour),
            Route("POST", "/tour/done", "tour_done", own, self.tour_done),
        )

    def show(self, caller: Caller) -> Response:
        """Show what this account may see: figures, and for those who work on cases what there is to do."""
        if not allowed(caller.account, Action.SEE_FIGURES):
            answers = allowed(caller.account, Action.ANSWER_REFERRAL)
            return self._pages.to("/console/sheets" if answers else "/console/account")
        slug, view = caller.account.municipality, _view()
        with self._console.database.transaction() as tx:
            place = self._console.places.of(tx, slug)
            figures = _figures(tx, caller)
            today: Today | None = None
            owners: Mapping[AccountId, str] = {}
            if allowed(caller.account, Action.SEARCH_CONSULTATIONS):
                today = today_of(tx, caller.account, place.areas, view=view, now=caller.now)
                owners = {a.id: a.name for a in tx.accounts.of_municipality(slug, active_only=False)}
                about = ("municipality", slug)
                note(tx, caller.account, caller.now, Action.LIST_CONSULTATIONS, about=about)
        values = {
            "figures": figures,
            "today": today,
            "sections": tuple(Section),
            "view": view,
            "views": [v for v in View if v is not View.AREA or caller.account.area is not None],
            "owners": owners,
            "place": place,
            "most": MOST,
            "show_tour": request.cookies.get(TOUR_COOKIE) is None,
        }
        return self._pages.show("start.html", caller.who, values)

    def mark(self, caller: Caller) -> Response:
        """Tell an open page whether it is still true; nothing is shown, so nothing is logged, no session lives on."""
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            today = today_of(tx, caller.account, place.areas, view=_view(), now=caller.now)
        return jsonify({"mark": today.mark, "urgent": today.urgent})

    def tour(self, caller: Caller) -> Response:
        """Show the guide through the first day."""
        return self._pages.show("tour.html", caller.who)

    def tour_done(self, caller: Caller) -> Response:  # noqa: ARG002 - every account may put the guide away
        """Put the guide away, in this browser."""
        response = self._pages.to("/console/")
        secure = self._console.secure
        response.set_cookie(
            TOUR_COOKIE,
            "done",
            max_age=TOUR_SECONDS,
            path="/console/",
            httponly=True,
            samesite="Lax",
            secure=secure,
        )
        return response


def _view() -> View:
    given = request.args.get("view", "")
    return View(given) if given in set(View) else View.ALL


def _figures(tx: Transaction, caller: Caller) -> tuple[tuple[str, int], ...]:
    slug, count = caller.account.municipality, tx.consultations.count
    waiting = (ConsultationState.WAITING_FOR_PERSON,)
    return (
        ("unacknowledged", count(Selection(slug, open_only=True, unacknowledged_alert=True))),
        ("waiting_for_person", count(Selection(slug, open_only=True, states=waiting))),
        ("overdue", count(Selection(slug, open_only=True, next_date_until=caller.now))),
        ("open", count(Selection(slug, open_only=True))),
    )

"""The first page: what is urgent and unacknowledged, what is open, by number; never any content."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response

from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, allowed, note
from bot.desk.case_access import called_to, listed
from routing.alert import UNACKNOWLEDGED, Alert
from routing.consultation import AccountId, Consultation, ConsultationId, ConsultationState
from routing.permissions import Action
from storage.selection import Selection
from storage.transaction import Transaction

MOST = 200


@dataclass(frozen=True, slots=True)
class Calling:
    """An alert that still needs somebody, with its consultation."""

    alert: Alert
    consultation: Consultation

    @property
    def unacknowledged(self) -> bool:
        """Tell whether nobody has answered yet."""
        return self.alert.state in UNACKNOWLEDGED


class StartPages:
    """The start of the console."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        return (Route("GET", "/", "start", Needs(Action.USE_OWN_ACCOUNT), self.show),)

    def show(self, caller: Caller) -> Response:
        """Show what this account may see: figures, and for those who work on cases the list of numbers."""
        if not allowed(caller.account, Action.SEE_FIGURES):
            return self._pages.to("/console/account")
        slug = caller.account.municipality
        with self._console.database.transaction() as tx:
            place = self._console.places.of(tx, slug)
            figures = _figures(tx, caller)
            calling: tuple[Calling, ...] = ()
            waiting: tuple[Consultation, ...] = ()
            owners: Mapping[AccountId, str] = {}
            if allowed(caller.account, Action.LIST_CONSULTATIONS):
                waiting = self._open(tx, caller, place)
                calling = _calling(tx, caller, place, waiting)
                owners = {a.id: a.name for a in tx.accounts.of_municipality(slug, active_only=False)}
                note(
                    tx,
                    caller.account,
                    caller.now,
                    Action.LIST_CONSULTATIONS,
                    about=("municipality", slug),
                )
        values = {
            "figures": figures,
            "calling": calling,
            "waiting": waiting,
            "owners": owners,
            "place": place,
            "most": MOST,
        }
        return self._pages.show("start.html", caller.who, values)

    def _open(self, tx: Transaction, caller: Caller, place: Place) -> tuple[Consultation, ...]:
        wanted = Selection(caller.account.municipality, open_only=True)
        found = tx.consultations.page(wanted, limit=MOST, newest_first=False)
        return listed(caller.account, found, chain=place.area_chain)


def _figures(tx: Transaction, caller: Caller) -> tuple[tuple[str, int], ...]:
    slug, count = caller.account.municipality, tx.consultations.count
    waiting = (ConsultationState.WAITING_FOR_PERSON,)
    return (
        ("unacknowledged", count(Selection(slug, open_only=True, unacknowledged_alert=True))),
        ("waiting_for_person", count(Selection(slug, states=waiting))),
        ("overdue", count(Selection(slug, open_only=True, next_date_until=caller.now))),
        ("open", count(Selection(slug, open_only=True))),
    )


def _calling(
    tx: Transaction, caller: Caller, place: Place, waiting: tuple[Consultation, ...]
) -> tuple[Calling, ...]:
    known: dict[ConsultationId, Consultation] = {case.id: case for case in waiting}
    found = []
    for alert in tx.alerts.open_of(caller.account.municipality):
        # Beyond the list's end, or of another area but called to it: an alert is never hidden for that.
        case = known.get(alert.consultation) or called_to(tx, caller.account, alert, chain=place.area_chain)
        if case is not None:
            found.append(Calling(alert, case))
    return tuple(sorted(found, key=lambda calling: (not calling.unacknowledged, calling.alert.deadline)))

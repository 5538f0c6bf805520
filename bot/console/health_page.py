"""How the desk stands: what did not arrive, with "try again", what waits, what grew old, the last test of alerts."""

from flask import Response, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, allowed
from bot.desk.condition import condition_of, send_again
from routing.outgoing import OutgoingId
from routing.permissions import Action


class HealthPages:
    """Numbers of cases and states; never a recipient, never a word of a message."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        return (
            Route("GET", "/health", "health", Needs(Action.SEE_HEALTH), self.show),
            Route("POST", "/health/again", "send_again", Needs(Action.SEND_AGAIN), self.again),
        )

    def show(self, caller: Caller) -> Response:
        """Show everything at one look."""
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            condition = condition_of(tx, place, self._console.desk.registry, caller.now)
        values = {
            "condition": condition,
            "may_open": allowed(caller.account, Action.READ_CONSULTATION),
            "may_check": allowed(caller.account, Action.SEE_KNOWLEDGE),
            "now": caller.now,
        }
        return self._pages.show("health.html", caller.who, values)

    def again(self, caller: Caller) -> Response:
        """Queue a message again."""
        with self._console.database.transaction() as tx:
            queued = send_again(tx, caller.account, OutgoingId(request.form.get("id", "")), caller.now)
        return self._pages.to("/console/health", done="sent_again" if queued else "already")

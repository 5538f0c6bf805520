"""The window's own list: how far each relay is, and how it ended."""

from flask import Response

from bot.desk.access import Needs, Route
from bot.desk.counter import Shut, counter_of
from bot.desk.relay_list import lines_of
from bot.desk.turn import Turn
from bot.relay.guard import Visitor
from bot.relay.pages import Pages
from bot.relay.relay import RelayDesk
from routing.permissions import Action


class ListPages:
    """受付済, 連絡済, 完了: never a word of the matter."""

    def __init__(self, relay: RelayDesk, pages: Pages) -> None:
        self._relay = relay
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the page with what it needs."""
        return (Route("GET", "/list", "list", Needs(Action.SEND_RELAY), self.show),)

    def show(self, visitor: Visitor) -> Response:
        """Show the list."""
        account = visitor.clerk.account
        with self._relay.desk.database.reading() as tx:
            town = self._relay.desk.towns.of(tx, account.municipality)
            counter = counter_of(Turn(self._relay.desk, tx, town, visitor.now), account)
            lines = () if isinstance(counter, Shut) else lines_of(counter)
        return self._pages.show("list.html", at_door=visitor.clerk, values={"lines": lines})

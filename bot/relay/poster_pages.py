"""Posters and cards of a window, and the page that a visitor's own phone opens from them. All of it is public."""

from collections.abc import Mapping

from flask import Response

from bot.desk.access import Needs, Route, Strangers
from bot.desk.town import Town
from bot.desk.window_registry import card_code, chat_address, visitor_address
from bot.qr import scalable
from bot.relay.guard import Visitor
from bot.relay.pages import Pages
from bot.relay.relay import RelayDesk
from bot.texts.moments import hours_said
from knowledge.windows import Window, WindowStatus
from routing.consultation import MunicipalitySlug
from routing.permissions import Action
from storage.errors import NotThereError

CARDS = range(10)


class PosterPages:
    """What hangs at a window says what the window is; the code on it leads to a page with LINE and the telephone."""

    def __init__(self, relay: RelayDesk, pages: Pages) -> None:
        self._relay = relay
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        public = Strangers("it says what hangs on the wall of a shop")
        one = "/w/<town>/<window>"
        return (
            Route("GET", one, "visitor", public, self.welcome),
            Route("GET", f"{one}/poster", "poster_sheet", public, self.poster),
            Route("GET", f"{one}/card", "card_sheet", public, self.card),
            Route("GET", "/poster", "poster", Needs(Action.SEND_RELAY), self.choose),
        )

    def welcome(self, _visitor: Visitor, town: str, window: str) -> Response:
        """Show a visitor how to go on alone, on the own phone."""
        return self._public(town, window, "visitor.html")

    def poster(self, _visitor: Visitor, town: str, window: str) -> Response:
        """Show the poster, ready to print."""
        return self._public(town, window, "poster.html")

    def card(self, _visitor: Visitor, town: str, window: str) -> Response:
        """Show a sheet of ten cards, ready to print."""
        return self._public(town, window, "card.html")

    def choose(self, visitor: Visitor) -> Response:
        """Show a clerk where the own poster and cards are."""
        account = visitor.clerk.account
        base = f"/relay/w/{account.municipality}/{account.window}"
        return self._pages.show("posters.html", at_door=visitor.clerk, values={"base": base})

    def _public(self, slug: str, id_: str, template: str) -> Response:
        municipality = MunicipalitySlug(slug)
        try:
            with self._relay.desk.database.reading() as tx:
                town = self._relay.desk.towns.of(tx, municipality)
                window = tx.windows.get(municipality, id_)
        except NotThereError:
            return self._pages.error(404, "not_found")
        if window.status is not WindowStatus.CERTIFIED:
            return self._pages.show("window_gone.html", None, _of_town(town), status=404)
        values = {**_of_town(town), **self._of_window(town, window)}
        return self._pages.show(template, None, values)

    def _of_window(self, town: Town, window: Window) -> dict[str, object]:
        address = visitor_address(self._relay.desk.public_url, town.slug, window)
        return {
            "window": window,
            "code": card_code(town, window),
            "chat": chat_address(town, window),
            "picture": scalable(address),
            "hours": hours_said(town.texts, window.hours) if window.hours is not None else "",
            "cards": CARDS,
        }


def _of_town(town: Town) -> Mapping[str, object]:
    texts = town.texts
    return {
        "say": lambda key, **fields: texts.say(f"relay.{key}", **fields),
        "town": town.profile.municipality.name,
        "telephone": town.telephone,
    }

"""The list of destinations: found by words, state and what is missing, fifty to a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import Response, request

from bot.clock import tokyo
from bot.console.guard import Caller
from bot.console.knowledge_frame import KnowledgeFrame
from bot.desk.access import Needs, Route
from bot.desk.town_gaps import is_stale
from knowledge.destinations import Basis, Destination, Status
from knowledge.directory import plain
from routing.permissions import Action

ON_A_PAGE = 50
GAPS = ("stale", "agreed", "list")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for."""

    words: str
    status: Status | None
    gap: str
    page: int

    def address(self, page: int) -> str:
        """Return the same list at another page, as the end of an address."""
        status = self.status.value if self.status else ""
        given = {"q": self.words, "status": status, "gap": self.gap, "page": str(page)}
        return "?" + urlencode({name: value for name, value in given.items() if value})


class KnowledgeListPages:
    """What the town knows, row by row."""

    def __init__(self, frame: KnowledgeFrame) -> None:
        self._frame = frame

    def routes(self) -> tuple[Route, ...]:
        """Return the page with what it needs."""
        return (Route("GET", "/knowledge", "knowledge", Needs(Action.SEE_KNOWLEDGE), self.show),)

    def show(self, caller: Caller) -> Response:
        """Show the destinations that are asked for."""
        town = self._frame.town(caller)
        if town is None:
            return self._frame.nothing_known(caller)
        asked, today = _asked(), tokyo(caller.now).date()
        everything = town.profile.destinations
        found = [each for each in everything if _wanted(each, asked, today)]
        first = (asked.page - 1) * ON_A_PAGE
        values = {
            "asked": asked,
            "statuses": tuple(Status),
            "gaps": GAPS,
            "count": len(everything),
            "offered": _offered(everything, today),
            "found": len(found),
            "pages": max(1, -(-len(found) // ON_A_PAGE)),
            "rows": found[first : first + ON_A_PAGE],
            "areas": town.profile.areas,
            "is_stale": lambda each: is_stale(each, today),
        }
        return self._frame.show("knowledge_list.html", caller, town, values)


def _offered(destinations: Iterable[Destination], today: date) -> int:
    return sum(each.offered and each.valid_on(today) for each in destinations)


def _asked() -> Asked:
    given = request.args
    number = given.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) <= 5 else 1
    return Asked(
        words=" ".join(given.get("q", "")[:100].split()),
        status=next((each for each in Status if each.value == given.get("status")), None),
        gap=next((each for each in GAPS if each == given.get("gap")), ""),
        page=max(page, 1),
    )


def _wanted(destination: Destination, asked: Asked, today: date) -> bool:
    if asked.status is not None and destination.status is not asked.status:
        return False
    gap = {
        "": True,
        "stale": is_stale(destination, today),
        "agreed": destination.offered and destination.agreed_on is None,
        "list": destination.basis is Basis.GENERATED,
    }[asked.gap]
    if not gap or not asked.words:
        return gap
    text = plain(" ".join((destination.id, destination.name, *destination.aliases, destination.description)))
    return all(word in text for word in plain(asked.words).split())

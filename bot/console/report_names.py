"""The words of a report: districts, categories, destinations and the like as people read them."""

from collections.abc import Callable

from bot.console.console import Place
from bot.console.pages import label
from bot.desk.report_file import Names
from bot.desk.report_grid import NONE
from bot.desk.reports import OPEN
from knowledge.areas import AreaId
from knowledge.destinations import DestinationId

UNNAMED = {
    "district": "report.districts.unknown",
    "category": "report.districts.no_category",
    "destination": "report.destinations.none",
    "window": "report.windows.elsewhere",
    "outcome": "report.destinations.none",
}


def names_of(place: Place) -> Names:
    """Return how a municipality says the keys of a report."""
    texts = place.texts
    ways: dict[str, Callable[[str], str]] = {
        "district": lambda key: place.area_name(AreaId(key)),
        "destination": lambda key: place.desk_name(DestinationId(key)),
        "window": lambda key: place.windows.get(key, key),
        "month": lambda key: texts.say("report.months.said", month=int(key[5:])),
        "need": lambda key: texts.say(f"report.need.{key}"),
        "wait": lambda key: texts.say(f"report.waits.{key}"),
    }

    def said(kind: str, key: str) -> str:
        if key == NONE:
            return texts.say(UNNAMED.get(kind, "console.frame.none"))
        if kind == "outcome" and key == OPEN:
            return texts.say("report.destinations.open")
        way = ways.get(kind)
        return way(key) if way is not None else label(texts, kind, key)

    return said

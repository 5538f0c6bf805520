"""Telephones and windows near a resident: the menu's 電話で話す and 近くの窓口."""

from bot.clock import tokyo
from bot.desk.cards import default_card, destination_card
from bot.desk.place import NEARBY, waiting_for_area
from bot.desk.reply import Card, Cards, LinkButton, Question, Reply, Say
from bot.desk.visit import Visit
from bot.texts.moments import opening_said
from knowledge.destinations import Destination
from routing.area_choice import nearest_first

SHOWN = 3
WINDOW_KINDS = frozenset(
    {"certified_window", "municipal_branch", "elderly_support_branch", "district_window"}
)


def telephone_reply(visit: Visit) -> Reply:
    """Return the desk's telephone with its hours; the default destination where there is none."""
    town = visit.town
    hours = town.profile.municipality.office_hours
    if not town.telephone:
        return Reply((Say(visit.say("menu.telephone_unknown")), Cards((default_card(visit.answering()),))))
    is_open = hours is not None and hours.open_at(tokyo(visit.now))
    opening = opening_said(town.texts, hours, tokyo(visit.now))
    key = "menu.telephone_open" if is_open else "menu.telephone_closed"
    button = LinkButton(visit.say("button.call_number", number=town.telephone), f"tel:{town.telephone}")
    parts = [Question(visit.say(key, telephone=town.telephone, opening=opening), (button,))]
    night = town.profile.municipality.night
    if not is_open and night.telephone:
        dial = LinkButton(visit.say("button.call_number", number=night.telephone), f"tel:{night.telephone}")
        said = visit.say("reads.night", name=night.name, telephone=night.telephone)
        parts.append(Question(said, (dial,)))
    return Reply(tuple(parts))


def nearest_reply(visit: Visit, *, ask: bool = True) -> Reply:
    """Return the windows nearest to the resident's area; without one, the question for it where `ask` allows."""
    if visit.resident.area is None and ask:
        return waiting_for_area(visit, Reply((Say(visit.say("menu.nearby_prompt")),)), NEARBY)
    if visit.resident.area is None:
        return Reply((Say(visit.say("menu.nearby_anywhere")), Cards((default_card(visit.answering()),))))
    windows = [d for d in visit.town.profile.offered if d.kind in WINDOW_KINDS]
    near = nearest_first(windows, visit.resident.area, visit.town.profile.areas)[:SHOWN]
    if not near:
        return Reply((Say(visit.say("menu.nearby_none")), Cards((default_card(visit.answering()),))))
    return Reply((Say(_heading(visit)), Cards(tuple(_window_card(visit, window) for window in near))))


def _heading(visit: Visit) -> str:
    area = visit.town.profile.areas.get(visit.resident.area) if visit.resident.area is not None else None
    name = area.name if area else visit.town.profile.municipality.name
    return visit.say("menu.nearby_found", area=name)


def _window_card(visit: Visit, window: Destination) -> Card:
    return destination_card(visit.answering(), window, badge=visit.say("card.nearest"))

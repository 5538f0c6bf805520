"""Destinations as cards: what a person needs to decide, in their words."""

from collections.abc import Sequence
from urllib.parse import quote

from bot.clock import tokyo
from bot.desk.answering import Answering
from bot.desk.buttons import Tap
from bot.desk.reply import Card
from bot.texts.moments import opening_said
from knowledge.destinations import Destination, Reach
from routing.decision import Candidate

MAP = "https://www.google.com/maps/search/?api=1&query="


def destination_card(on: Answering, destination: Destination, *, why: str = "", badge: str = "") -> Card:
    """Return the card of one destination; its buttons carry the consultation and the answer.

    Whoever is reached via the office is shown with the desk's telephone, never with an own one.
    """
    town = on.town
    via_office = destination.reach is Reach.VIA_OFFICE
    phone = town.telephone if via_office else destination.phone
    hours = town.profile.municipality.office_hours if via_office else destination.hours
    address = "" if via_office else destination.address
    return Card(
        name=destination.name,
        description=destination.description,
        opening=opening_said(town.texts, hours, tokyo(on.now)) if phone or hours else "",
        phone=phone,
        phone_note=_phone_note(on, destination, phone),
        map_uri=map_uri(address),
        address=address,
        why=why,
        caution=on.say("card.unchecked") if destination.unchecked else "",
        buttons=(
            on.button("here", Tap.CHOOSE, destination.id),
            on.button("wrong", Tap.WRONG, destination.id),
            on.button("person", Tap.PERSON),
        ),
        badge=badge,
        open_now=None if hours is None else hours.open_at(tokyo(on.now)),
    )


def map_uri(address: str) -> str:
    """Return a link that opens the address in the phone's map; empty where there is no address to find."""
    # Some desks keep their place to themselves and say so where the address would stand.
    return MAP + quote(address) if any(sign.isdigit() for sign in address) else ""


def default_card(on: Answering) -> Card:
    """Return the card of the destination that listens to anything."""
    default = on.town.profile.default
    return destination_card(on, default, why=on.say("card.why_default"), badge=on.say("card.default"))


def candidate_cards(
    on: Answering, candidates: Sequence[Candidate], *, badge: str = "", say_why: bool = True
) -> tuple[Card, ...]:
    """Return the cards of candidates, best first; one that may no longer be offered is left out."""
    found: list[Card] = []
    for candidate in candidates:
        destination = on.town.offered(candidate.destination)
        if destination is not None:
            why = _why(on, destination, candidate) if say_why else ""
            found.append(destination_card(on, destination, why=why, badge=badge))
    return tuple(found)


def _why(on: Answering, destination: Destination, candidate: Candidate) -> str:
    """Return the reason in a resident's terms: our own example that came nearest, or the area; else nothing.

    The reasons of matching are for coordinators; they may quote what the person wrote.
    """
    reasons = " ".join(candidate.because)
    example = next((text for text in on.town.examples(destination.id) if f"「{text}」" in reasons), "")
    if example:
        return on.say("card.why", words=example)
    area = on.town.profile.areas.get(destination.area) if destination.area is not None else None
    return on.say("card.why_area", area=area.name) if area is not None and area.level > 2 else ""


def _phone_note(on: Answering, destination: Destination, phone: str) -> str:
    if destination.reach is Reach.VIA_OFFICE and phone:
        return on.say("card.via_office")
    if phone:
        return destination.phone_note
    if on.town.telephone:
        return on.say("card.phone_via_desk")
    return on.say("card.no_phone")

"""Asking where somebody lives: once, and only when the answer depends on it."""

from bot.desk.buttons import Tap, write_button
from bot.desk.reply import QuickReply, Reply, Say, with_parts
from bot.desk.visit import Visit

# Kinds of the open question: for an answer that depends on the area, and for the windows near by.
AREA = "area"
NEARBY = "nearby"
AREA_ASKED = "asked for the area"
ASKED_LEVEL = 3
MOST_CHOICES = 10


def may_ask_for_area(visit: Visit) -> bool:
    """Tell whether the area is unknown and was never asked for, answered or not."""
    if visit.resident.area is not None:
        return False
    return all(said.note != AREA_ASKED for said in visit.tx.messages.of_resident(visit.resident.id))


def ask_for_area(visit: Visit, reply: Reply) -> Reply:
    """Return the reply with the question for the area at its end, and wait for the answer."""
    asked = with_parts(reply, Say(visit.say("ask.area")))
    return waiting_for_area(visit, asked, AREA)


def waiting_for_area(visit: Visit, reply: Reply, kind: str) -> Reply:
    """Return the reply with the areas as small buttons, and wait for one of them, a name or a location."""
    visit.wait_for_answer(kind)
    areas = [area for area in visit.town.profile.areas if area.level == ASKED_LEVEL][:MOST_CHOICES]
    choices = tuple(QuickReply(area.name, write_button(Tap.AREA, value=area.id), area.name) for area in areas)
    place = QuickReply(visit.say("button.send_place"), location=True)
    skip = visit.answering().quick("skip_area", Tap.AREA_SKIP)
    return Reply(reply.parts, (*choices, place, skip), reply.neutral)

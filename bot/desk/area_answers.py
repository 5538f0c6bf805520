"""Where somebody lives, told by a name, a button or a location: what was answered without it is answered anew."""

from bot.desk.incoming import LocationSent
from bot.desk.judging import decide, words_of
from bot.desk.memo import go_on, join_messages
from bot.desk.nearby import nearest_reply
from bot.desk.place import AREA, NEARBY
from bot.desk.reply import Reply, Say, with_parts
from bot.desk.visit import Visit
from bot.desk.worry import answer_worry
from knowledge.areas import Area
from routing.area_choice import area_at
from routing.consultation import Consultation
from routing.decision import Flag
from routing.urgency import Triage
from storage.messages import Message

PLACE = "place"
LONGEST_NAME = 20


def waits_for_area(visit: Visit) -> bool:
    """Tell whether the question for the area is open."""
    return visit.awaits(AREA) or visit.awaits(NEARBY)


def named_area(visit: Visit, text: str) -> Area | None:
    """Return the area that a short text names while we wait for one; None for anything else."""
    if not waits_for_area(visit) or len(text) > LONGEST_NAME:
        return None
    areas = visit.town.profile.areas
    found = areas.named_in(text)
    return areas.get(found) if found is not None else None


def learn_area(visit: Visit, area: Area, messages: tuple[Message, ...] = ()) -> None:
    """Remember the area, and answer with it what waited for it."""
    near = visit.awaits(NEARBY)
    visit.tx.residents.set_area(visit.resident.id, area.id)
    visit.stop_waiting()
    matter = None if near else _matter_that_waits(visit)
    visit = visit.refreshed()
    noted = visit.say("ask.area_noted", area=area.name)
    if matter is not None:
        join_messages(visit, messages, matter)
        _answer_anew(visit, matter, noted)
        return
    visit.as_contact(messages, PLACE)
    visit.reply(nearest_reply(visit) if near else Reply((Say(noted),)))


def leave_area_open(visit: Visit, messages: tuple[Message, ...] = ()) -> None:
    """Go on without an area: nobody has to say where they live."""
    near = visit.awaits(NEARBY)
    visit.stop_waiting()
    visit.as_contact(messages, PLACE)
    if near:
        visit.reply(nearest_reply(visit, ask=False))
    else:
        visit.reply_text("contact.acknowledge")


def _matter_that_waits(visit: Visit) -> Consultation | None:
    matter = visit.open_consultation()
    last = visit.tx.answers.latest_of(matter.id) if matter is not None else None
    return matter if last is not None and Flag.AREA_NEEDED in last.decision.flags else None


def _answer_anew(visit: Visit, matter: Consultation, noted: str) -> None:
    decision = decide(visit, words_of(visit, matter.id))
    triage = Triage(level=matter.level, danger_topic=matter.danger_topic, dangers=matter.dangers)
    matter = go_on(visit, matter, decision, triage)
    answer_worry(visit, matter, decision, triage, first=noted)


def hear_location(visit: Visit, sent: LocationSent) -> None:
    """Remember the area a shared location lies in and show what is near; the location itself is not kept."""
    message = visit.keep(kind="location", text="", line_message=sent.message)
    if message is None:
        return
    areas = visit.town.profile.areas
    area = area_at(areas, sent.latitude, sent.longitude)
    if area is None or area.level <= 2:
        visit.as_contact((message,), PLACE)
        outside = any(a.latitude is not None for a in areas) and area is None
        key = "ask.area_outside" if outside else "location.unknown"
        visit.reply(with_parts(Reply((Say(visit.say(key)),)), *nearest_reply(visit, ask=False).parts))
    elif waits_for_area(visit):
        learn_area(visit, area, (message,))
    else:
        visit.tx.residents.set_area(visit.resident.id, area.id)
        visit.as_contact((message,), PLACE)
        visit.reply(nearest_reply(visit.refreshed()))

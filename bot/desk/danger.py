"""The answer to danger: calm words, the numbers that fit, the truth about who reads, then a desk nearby."""

from dataclasses import replace
from datetime import datetime

from bot.clock import tokyo
from bot.desk.answering import Answering
from bot.desk.buttons import Tap
from bot.desk.cards import destination_card
from bot.desk.discretion import is_neutral, safe_to_answer
from bot.desk.presence import say_nobody_reads
from bot.desk.reply import Card, Cards, NumberLine, Numbers, Part, Reply, Say
from bot.desk.town import Town
from knowledge.destinations import Destination, DestinationId
from knowledge.emergency_numbers import EmergencyNumber, Registry
from routing.languages import JAPANESE
from routing.numbers import choose_numbers
from routing.urgency import Danger, Triage, Voice


def compose_danger(on: Answering, triage: Triage, registry: Registry) -> Reply:
    """Return the answer to a message that says danger; the numbers come before everything else but one sentence."""
    if triage.language != JAPANESE:
        on = replace(on, language=triage.language)
    parts: list[Part] = [Say(_first_words(on, triage)), compose_numbers(on, triage, registry)]
    desk = danger_desk(on.town, triage)
    if desk is not None:
        parts.append(Cards((_desk_card(on, desk),)))
    parts.append(Say(_who_reads(on, triage)))
    parts.extend(safe_to_answer(on, triage))
    quick = (on.quick("write_more", Tap.START), on.quick("person", Tap.PERSON))
    return Reply(tuple(parts), quick, neutral=is_neutral(triage.dangers))


def compose_numbers(on: Answering, triage: Triage, registry: Registry) -> Numbers:
    """Return the card of numbers alone, for a subject of danger or for the button 今すぐ危ない."""
    here = tokyo(on.now)
    # A text route is shown only while somebody answers there: a closed chat is worse than none.
    lines = tuple(
        NumberLine(n.name, n.number, n.note, n.text_route if n.writes_at(here) else "")
        for n in numbers_for(on.town, triage, registry, on.now)
    )
    heading = on.say_foreign("heading") if on.speaks else on.say("danger.heading")
    return Numbers(heading, lines, on.say("danger.footnote"))


def numbers_for(town: Town, triage: Triage, registry: Registry, now: datetime) -> tuple[EmergencyNumber, ...]:
    """Return the numbers that fit a danger, at this moment, in this municipality."""
    return choose_numbers(triage, registry, town.profile.municipality.regional_numbers, tokyo(now))


def danger_desk(town: Town, triage: Triage) -> Destination | None:
    """Return the municipality's own desk for the first danger that has one."""
    desks = town.profile.municipality.danger_desks
    for danger in triage.dangers:
        desk = desks.get(danger.value)
        if desk is not None and (found := town.offered(DestinationId(desk))) is not None:
            return found
    return None


def _first_words(on: Answering, triage: Triage) -> str:
    # A rule of another language may not tell which danger it heard: then no words for one of them are guessed.
    untold = not triage.dangers or (triage.language != JAPANESE and Danger.UNKNOWN in triage.dangers)
    danger = Danger.UNKNOWN if untold else triage.dangers[0]
    lines: list[str] = [on.say_foreign("numbers")] if on.speaks else []
    if triage.minor and triage.voice is not Voice.OTHER:
        lines.append(on.say("danger.minor"))
    other = f"resident.danger_other.{danger.value}"
    if triage.voice is Voice.OTHER and on.town.texts.has(other):
        lines.append(on.town.texts.say(other))
    else:
        lines.append(on.say(f"danger.{danger.value}"))
    if triage.cannot_speak:
        lines.append(on.say("danger.cannot_speak"))
    return "\n".join(lines)


def _desk_card(on: Answering, desk: Destination) -> Card:
    return destination_card(on, desk, why=on.say("card.why_danger"))


def _who_reads(on: Answering, triage: Triage) -> str:
    lines = [on.who_reads_foreign()] if on.speaks else []
    if on.presence.somebody:
        lines.append(on.say("reads.alerted_on_duty"))
    else:
        lines.append(say_nobody_reads(on.town, on.presence, on.now))
    if is_neutral(triage.dangers):
        lines.append(on.say("safety.delete"))
    return "\n".join(lines)

"""Which telephone numbers and text routes are shown for a danger, the most fitting first."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from knowledge.emergency_numbers import Caller, EmergencyNumber, NumberArea, Registry
from routing.urgency import Danger, Level, Triage, Voice

MOST_NUMBERS = 4
TOKYO = ZoneInfo("Asia/Tokyo")


def choose_numbers(
    triage: Triage, registry: Registry, regional: Collection[str], now: datetime
) -> tuple[EmergencyNumber, ...]:
    """Return at most four numbers for a verdict; `now` is aware, `regional` the numbers that exist only here.

    Left out is what is closed now, what does not exist in this municipality, and what is for another age. While
    life is at risk 119 and 110 lead; a person who cannot speak sees text routes first, as long as they answer.
    """
    moment = now.astimezone(TOKYO)
    dangers = triage.dangers or (Danger.UNKNOWN,)
    fitting = [
        number
        for number in _here(registry, regional)
        if _serves(number, triage, dangers)
        and number.open_at(moment) is not False
        and _meant_for(number, triage)
    ]
    places = {number.number: place for place, number in enumerate(fitting)}

    def order(number: EmergencyNumber) -> tuple[bool, bool, bool, int, bool, int]:
        first = _first_danger(number, triage, dangers)
        aside = not any(danger.value in number.dangers for danger in dangers)
        writes = triage.cannot_speak and number.writes_at(moment)
        sends_help = number.emergency and triage.level is Level.EMERGENCY and not aside
        own = triage.minor and number.for_whom is Caller.CHILD
        return not writes, not sends_help, aside, first, not own, places[number.number]

    return _with_help(sorted(fitting, key=order), triage)


def _with_help(ordered: list[EmergencyNumber], triage: Triage) -> tuple[EmergencyNumber, ...]:
    """Cut to the most that are shown; while life is at risk one of them sends help at once."""
    shown = ordered[:MOST_NUMBERS]
    helping = [number for number in ordered if number.emergency]
    if triage.level is Level.EMERGENCY and helping and not any(number.emergency for number in shown):
        shown[-1] = helping[0]
    return tuple(shown)


def _here(registry: Registry, regional: Collection[str]) -> list[EmergencyNumber]:
    """Return the current numbers of a place; a regional number stands in for the nationwide one of its name."""
    current = list(registry.current())
    local = [n for n in current if n.area is not NumberArea.NATIONWIDE and n.number in regional]
    names = {number.name for number in local}
    return [
        number
        for number in current
        if number in local or (number.area is NumberArea.NATIONWIDE and number.name not in names)
    ]


def _served(number: EmergencyNumber, triage: Triage) -> tuple[str, ...]:
    if triage.level is Level.EMERGENCY:
        return number.dangers + number.dangers_now
    return number.dangers


def _serves(number: EmergencyNumber, triage: Triage, dangers: tuple[Danger, ...]) -> bool:
    served = _served(number, triage)
    return any(danger.value in served for danger in dangers)


def _first_danger(number: EmergencyNumber, triage: Triage, dangers: tuple[Danger, ...]) -> int:
    served = _served(number, triage)
    return next(place for place, danger in enumerate(dangers) if danger.value in served)


def _meant_for(number: EmergencyNumber, triage: Triage) -> bool:
    if number.for_whom is Caller.CHILD:
        return triage.minor
    if number.for_whom is Caller.GUARDIAN:
        young = Danger.INFANT in triage.dangers or Danger.CHILD_ABUSE in triage.dangers or triage.child
        return young and not triage.minor and triage.voice is not Voice.SELF
    return number.for_whom is Caller.ANYONE

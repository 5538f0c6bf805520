"""Who reads now: the truth that every answer about a person must tell."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import tokyo
from bot.desk.town import Town
from bot.texts.moments import when_said
from knowledge.areas import AreaId
from routing.consultation import AccountId
from routing.duty import Rota


@dataclass(frozen=True, slots=True)
class Presence:
    """Coordinators on duty in the order of calling, and when somebody is next on duty if nobody is."""

    on_duty: tuple[AccountId, ...]
    next_duty: datetime | None

    @property
    def somebody(self) -> bool:
        """Tell whether a person may read now."""
        return bool(self.on_duty)


def presence(town: Town, rota: Rota, area: AreaId | None, now: datetime) -> Presence:
    """Return who is on duty for an area at `now` (aware)."""
    here = tokyo(now)
    on_duty = rota.on_duty(here, area, town.profile.areas)
    return Presence(on_duty, None if on_duty else rota.next_duty(here))


def say_nobody_reads(town: Town, there: Presence, now: datetime) -> str:
    """Return the sentence that nobody reads now, with the next time, the night route and the telephone."""
    texts = town.texts
    if there.next_duty is not None:
        lines = [
            texts.say("resident.reads.nobody", when=when_said(texts, tokyo(there.next_duty), tokyo(now)))
        ]
    else:
        lines = [texts.say("resident.reads.nobody_unknown")]
    lines.append(say_other_ways(town, now))
    return "\n".join(line for line in lines if line)


def say_other_ways(town: Town, now: datetime) -> str:
    """Return how to reach somebody by telephone now: the desk while it is open, else the night route; or nothing."""
    municipality = town.profile.municipality
    hours = municipality.office_hours
    is_open = hours is not None and hours.open_at(tokyo(now))
    if municipality.night.telephone and not is_open:
        return town.texts.say(
            "resident.reads.night", name=municipality.night.name, telephone=municipality.night.telephone
        )
    if municipality.telephone:
        return town.texts.say("resident.reads.telephone", telephone=municipality.telephone)
    return ""

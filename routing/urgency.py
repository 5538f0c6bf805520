"""What triage can say of a message: its level, and the kinds of danger it names."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

RuleId = NewType("RuleId", str)


class Level(StrEnum):
    """How soon somebody must act; `EMERGENCY` and `URGENT` alert a person."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SAME_DAY = "same_day"
    NORMAL = "normal"


class Danger(StrEnum):
    """The kinds of danger; they choose the numbers, the desks and the tone of the answer."""

    SUICIDE = "suicide"
    MEDICAL = "medical"
    POISON = "poison"
    PARTNER_VIOLENCE = "partner_violence"
    VIOLENCE = "violence"
    CHILD_ABUSE = "child_abuse"
    ELDER_ABUSE = "elder_abuse"
    DISABILITY_ABUSE = "disability_abuse"
    SEXUAL_VIOLENCE = "sexual_violence"
    STALKING = "stalking"
    HARM_TO_OTHERS = "harm_to_others"
    MISSING_PERSON = "missing_person"
    NOT_SEEN = "not_seen"
    FIRE = "fire"
    GAS = "gas"
    DISASTER = "disaster"
    CRIME = "crime"
    FRAUD = "fraud"
    NO_FOOD = "no_food"
    NO_SHELTER = "no_shelter"
    NO_UTILITIES = "no_utilities"
    NO_MONEY = "no_money"
    INFANT = "infant"
    UNKNOWN = "unknown"


class Voice(StrEnum):
    """Whose danger it is: the writer's own, or another person's."""

    SELF = "self"
    OTHER = "other"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Triage:
    """The verdict on one message (or on several bubbles joined).

    `alert` is true exactly for `EMERGENCY` and `URGENT`. `danger_topic` marks a dangerous subject without a
    present event (queue, no alert). `rules` are the ids that decided, strongest first; empty for plain messages.
    `minor` tells that the writer seems to be under age, `child` that the message is about a child.
    `language` is the ISO 639 code of the message, "ja" for Japanese and "und" for one we do not know: a person
    takes those, because nobody can promise that danger in them was seen.
    """

    level: Level = Level.NORMAL
    danger_topic: bool = False
    rules: tuple[RuleId, ...] = ()
    dangers: tuple[Danger, ...] = ()
    voice: Voice = Voice.UNCLEAR
    minor: bool = False
    child: bool = False
    cannot_speak: bool = False
    language: str = "ja"

    @property
    def alert(self) -> bool:
        """Tell whether a person must be alerted."""
        return self.level in {Level.EMERGENCY, Level.URGENT}

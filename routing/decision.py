"""What matching can decide about a message, and the candidates it names."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.areas import AreaId
from knowledge.destinations import DestinationId


class DecisionKind(StrEnum):
    """One card, a choice of cards, one short question, a person, or an answer without any desk."""

    ANSWER = "answer"
    CHOOSE = "choose"
    ASK = "ask"
    HANDOVER = "handover"
    SMALLTALK = "smalltalk"
    PERSON = "person"
    PRIVACY = "privacy"


class Flag(StrEnum):
    """What else was noticed; flags are names, never text of the message."""

    MULTIPLE_NEEDS = "multiple_needs"
    AREA_UNKNOWN = "area_unknown"
    AREA_NEEDED = "area_needed"
    THIRD_PERSON = "third_person"
    ACCUSATION = "accusation"
    NEGATED = "negated"
    MISSPELT = "misspelt"
    NONSENSE = "nonsense"
    OUT_OF_SCOPE = "out_of_scope"
    FRAGMENT = "fragment"
    REFUSES_HELP = "refuses_help"
    OTHER_LANGUAGE = "other_language"


class Smalltalk(StrEnum):
    """The kinds of mere contact that have an answer of their own."""

    THANKS = "thanks"
    GREETING = "greeting"
    ACKNOWLEDGE = "acknowledge"
    ABOUT_BOT = "about_bot"
    HELP = "help"
    OTHER = "other"


class PrivacyRequest(StrEnum):
    """What a person asks about their own data."""

    ERASE = "erase"
    SHOW = "show"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A destination with calibrated confidence (0 to 1) and reasons in words a coordinator can read."""

    destination: DestinationId
    confidence: float
    because: tuple[str, ...] = ()
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to the short question: its label (at most 20 characters) and where it leads."""

    label: str
    destinations: tuple[DestinationId, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one message: candidates best first, at most ten.

    `options` are filled for `ASK` (and the desks named for `CHOOSE`); `area` is the area that was used.
    """

    kind: DecisionKind
    candidates: tuple[Candidate, ...] = ()
    flags: tuple[Flag, ...] = ()
    options: tuple[Option, ...] = ()
    area: AreaId | None = None
    smalltalk: Smalltalk | None = None
    privacy: PrivacyRequest | None = None

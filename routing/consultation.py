"""The life cycle of a consultation, as a table of allowed steps, and the fields of its memo."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from knowledge.areas import AreaId
from knowledge.destinations import Category, DestinationId
from routing.urgency import Danger, Level, RuleId

ConsultationId = NewType("ConsultationId", str)
MunicipalitySlug = NewType("MunicipalitySlug", str)
ResidentId = NewType("ResidentId", str)
AccountId = NewType("AccountId", str)
WindowId = NewType("WindowId", str)


class ConsultationState(StrEnum):
    """Where a consultation stands; all but `CLOSED` are open."""

    ANSWERED = "answered"
    WAITING_FOR_RESIDENT = "waiting_for_resident"
    WAITING_FOR_PERSON = "waiting_for_person"
    WITH_COORDINATOR = "with_coordinator"
    REFERRED = "referred"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a consultation ended; a case cannot be closed without one."""

    CONNECTED = "connected"
    HANDLED_THEMSELVES = "handled_themselves"
    PASSED_BACK = "passed_back"
    NOT_REACHED = "not_reached"
    WITHDRAWN = "withdrawn"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """How the matter came to the desk."""

    LINE = "line"
    RELAY = "relay"
    COUNTER = "counter"
    PHONE = "phone"


class MatchStatus(StrEnum):
    """What matching made of it; `UNMATCHED` stands in the coordinators' queue."""

    MATCHED = "matched"
    CHOICE = "choice"
    UNMATCHED = "unmatched"
    NOT_TRIED = "not_tried"


class Subject(StrEnum):
    """Whom the matter is about, seen from the one who writes."""

    WRITER = "writer"
    FAMILY = "family"
    THIRD_PARTY = "third_party"
    UNKNOWN = "unknown"


class ChosenBy(StrEnum):
    """Who picked the destination."""

    USER = "user"
    COORDINATOR = "coordinator"
    WINDOW = "window"


class Actor(StrEnum):
    """Who did something, for the history; which account it was stands beside it."""

    RESIDENT = "resident"
    BOT = "bot"
    WINDOW_STAFF = "window_staff"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    DESTINATION = "destination"
    OPERATOR = "operator"


class IllegalStepError(ValueError):
    """The life cycle does not allow this step; nothing was changed. Do not retry."""


STEPS: dict[ConsultationState, frozenset[ConsultationState]] = {
    state: frozenset(ConsultationState) - {state} for state in ConsultationState
}
STEPS[ConsultationState.CLOSED] = frozenset(
    {ConsultationState.WITH_COORDINATOR, ConsultationState.WAITING_FOR_PERSON, ConsultationState.ANSWERED}
)

OPEN_STATES = frozenset(ConsultationState) - {ConsultationState.CLOSED}


def step(now: ConsultationState, to: ConsultationState, outcome: Outcome | None) -> ConsultationState:
    """Return `to` if the life cycle allows it from `now`; raise `IllegalStepError` otherwise.

    Closing needs an outcome; no other step takes one.
    """
    if to not in STEPS[now]:
        raise IllegalStepError(f"a consultation cannot go from {now} to {to}")
    if (to is ConsultationState.CLOSED) != (outcome is not None):
        raise IllegalStepError("a consultation is closed with an outcome, and only then")
    return to


@dataclass(frozen=True, slots=True)
class Consultation:
    """One consultation with its memo (相談記録メモ); valid without any name, address or phone.

    `number` counts within the municipality and is what people say on the telephone. Times are aware UTC.
    The person's own words are not here: messages point to the consultation, so that erasure reaches them.
    `urgency_rule` is the id of the rule that set the level, "none", or "person" where somebody decided. `quiet` means
    that nothing is sent unasked, `safe_to_contact` that the person said that answers are safe, `for_meeting` that the
    next meeting of the bodies takes the case, `incomplete` that the person began to answer questions and left.
    `joined_into` is the consultation that has taken this one in: it counts no longer, and its number leads there.
    """

    id: ConsultationId
    municipality: MunicipalitySlug
    number: int
    resident: ResidentId | None
    channel: Channel
    received_at: datetime
    entered_at: datetime
    state: ConsultationState
    level: Level
    urgency_rule: RuleId
    match_status: MatchStatus
    category: Category | None
    area: AreaId | None
    next_date: datetime | None
    last_contact_at: datetime
    window: WindowId | None = None
    owner: AccountId | None = None
    subject: Subject = Subject.UNKNOWN
    dangers: tuple[Danger, ...] = ()
    danger_topic: bool = False
    multiple_needs: bool = False
    restricted: bool = False
    quiet: bool = False
    safe_to_contact: bool = False
    for_meeting: bool = False
    incomplete: bool = False
    summary: str = ""
    chosen: DestinationId | None = None
    chosen_by: ChosenBy | None = None
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    joined_into: ConsultationId | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Tell whether the consultation still needs an owner or a place in the next digest."""
        return self.state in OPEN_STATES

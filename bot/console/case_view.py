"""One consultation as its page shows it: read whole, with a constant number of questions to the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response

from bot.clock import tokyo
from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages, label, moment_said
from bot.desk.access import allowed, by
from bot.desk.alert_answers import LONGEST_ACTION
from bot.desk.case_access import Opened, open_consultation
from bot.desk.case_changes import LONGEST_REASON, LONGEST_SUMMARY, Edit
from bot.desk.case_writing import LONGEST_MESSAGE, LONGEST_NOTE, Unsent, against_writing
from bot.desk.safety_clock import running_clocks
from bot.desk.talking import is_talking
from knowledge.areas import AreaId
from knowledge.destinations import Category, DestinationId
from routing.alert import ENDED, UNACKNOWLEDGED, AlertId
from routing.consultation import AccountId, Consultation, ConsultationId, Outcome, Subject
from routing.languages import JAPANESE
from routing.permissions import Action
from routing.roles import Role
from routing.urgency import Level
from storage.accounts import Account
from storage.alerts import AlertAttempt
from storage.answers import Answer
from storage.casework import Intake
from storage.consents import Consent, Person
from storage.errors import NotThereError
from storage.history import Change
from storage.memo import Note
from storage.messages import Message
from storage.outgoing import OutgoingRecord
from storage.referrals import Referral
from storage.transaction import Transaction

MOMENTS = frozenset({"received_at", "entered_at", "next_date", "last_contact_at", "closed_at"})
WORDS = frozenset(
    {"state", "level", "channel", "category", "match_status", "subject", "outcome", "chosen_by"}
)
YES_OR_NO = frozenset(
    {"danger_topic", "multiple_needs", "restricted", "quiet", "safe_to_contact", "for_meeting", "incomplete"}
)


LONGEST = {
    "summary": LONGEST_SUMMARY,
    "reason": LONGEST_REASON,
    "note": LONGEST_NOTE,
    "message": LONGEST_MESSAGE,
}
CHOICES: Mapping[str, object] = {
    "tokyo_day": lambda at: tokyo(at).date().isoformat(),
    "levels": tuple(Level),
    "outcomes": tuple(Outcome),
    "categories": tuple(Category),
    "subjects": tuple(Subject),
}


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything the page shows of one consultation."""

    messages: tuple[Message, ...]
    fates: Mapping[str, OutgoingRecord]
    answers: tuple[Answer, ...]
    notes: tuple[Note, ...]
    referrals: tuple[Referral, ...]
    consents: tuple[Consent, ...]
    persons: tuple[Person, ...]
    intake: Intake | None
    changes: tuple[Change, ...]
    members: tuple[AccountId, ...]
    clock: datetime | None
    joined: int | None
    unsent: Unsent | None
    talking: bool
    accounts: tuple[Account, ...]
    language: str

    @property
    def people(self) -> dict[AccountId, str]:
        """Names by account."""
        return {account.id: account.name for account in self.accounts}

    @property
    def colleagues(self) -> tuple[Account, ...]:
        """Those who can be given a case."""
        return tuple(a for a in self.accounts if a.active and a.role is Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Again:
    """A page shown once more after a form that did not go through: what is wrong, and what was typed."""

    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    conflict: tuple[Change, ...] = ()
    learned: str = ""

    @property
    def status(self) -> int:
        """The answer's state: 409 for a conflict, 422 for a fault."""
        return 409 if self.conflict else 422 if self.faults else 200


FRESH = Again()


class CaseView:
    """Shows a case to whoever may see it."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def open(self, tx: Transaction, caller: Caller, number: int, action: Action) -> tuple[Place, Opened]:
        """Return the place and the case; raise `NotThereError` for a case that is not there or not for this account."""
        place = self._console.places.of(tx, caller.account.municipality)
        chain = place.area_chain
        return place, open_consultation(tx, caller.account, number, action, chain=chain, now=caller.now)

    def show(
        self, caller: Caller, number: int, again: Again = FRESH, template: str = "consultation.html"
    ) -> Response:
        """Show the case, once more with what was typed where a form did not go through."""
        try:
            with self._console.database.transaction() as tx:
                place, opened = self.open(tx, caller, number, Action.READ_CONSULTATION)
                whole = whole_of(tx, opened.consultation, caller)
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        values = self._values(caller, place, opened, whole, again)
        return self._pages.show(template, caller.who, values, status=again.status)

    def _values(
        self, caller: Caller, place: Place, opened: Opened, whole: Whole, again: Again
    ) -> dict[str, object]:
        return {
            "case": opened.consultation,
            "alerts": opened.alerts,
            "attempts_of": _attempts_of(opened.attempts),
            "unacknowledged": UNACKNOWLEDGED,
            "ended": ENDED,
            "whole": whole,
            "place": place,
            "changed_value": changed_value(place, whole.people, caller.now),
            "may_work": allowed(caller.account, Action.CHANGE_CONSULTATION),
            **CHOICES,
            "longest_action": LONGEST_ACTION,
            "longest": LONGEST,
            "prepared": [k for k in place.texts.keys() if k.startswith("console.prepared.")],  # noqa: SIM118 - texts are no dictionary
            "now": caller.now,
            "faults": again.faults,
            "typed": again.typed,
            "conflict": again.conflict,
            "learned": again.learned,
        }


def whole_of(tx: Transaction, case: Consultation, caller: Caller) -> Whole:
    """Read everything that belongs to a case."""
    id_ = case.id
    sent = tx.outgoing.of_consultation(id_)
    joined = tx.consultations.many([ConsultationId(case.joined_into)]) if case.joined_into else {}
    edit = Edit(tx, case, case.version, by(caller.account, caller.now))
    return Whole(
        messages=tx.messages.of_consultation(id_),
        fates={record.id: record for record in sent},
        answers=tx.answers.of_consultation(id_),
        notes=tx.notes.of_consultation(id_),
        referrals=tx.referrals.of_consultation(id_),
        consents=tx.consents.of_consultation(id_),
        persons=tx.persons.of_consultation(id_),
        intake=tx.intakes.of_consultation(id_),
        changes=tx.consultations.changes(id_),
        members=tx.consultations.members(id_),
        clock=running_clocks(tx, case.municipality).get(id_),
        joined=next((other.number for other in joined.values()), None),
        unsent=against_writing(edit),
        talking=is_talking(tx, case, caller.now),
        accounts=tuple(tx.accounts.of_municipality(case.municipality, active_only=False)),
        language=JAPANESE if case.resident is None else tx.residents.get(case.resident).language,
    )


def changed_value(
    place: Place, people: Mapping[AccountId, str], now: datetime
) -> Callable[[str, str | None], str]:
    """Return how a value of the history is said: words for closed vocabularies, names for ids, moments in Tokyo."""

    def said(name: str, value: str | None) -> str:
        if not value:
            return place.texts.say("console.frame.none")
        if name in WORDS:
            return label(place.texts, name, value)
        if name in MOMENTS:
            return moment_said(place.texts, datetime.fromisoformat(value), now)
        if name in YES_OR_NO:
            return label(place.texts, "yes_no", value)
        names: dict[str, Callable[[], str]] = {
            "owner": lambda: people.get(AccountId(value), value),
            "area": lambda: place.area_name(AreaId(value)),
            "chosen": lambda: place.desk_name(DestinationId(value)),
            "window": lambda: place.windows.get(value, value),
            "urgency_rule": lambda: label(place.texts, "rule", value),
            "dangers": lambda: "、".join(label(place.texts, "danger", one) for one in value.split(",")),
        }
        return names.get(name, lambda: value)()

    return said


def _attempts_of(attempts: tuple[AlertAttempt, ...]) -> Callable[[AlertId], tuple[AlertAttempt, ...]]:
    return lambda alert: tuple(attempt for attempt in attempts if attempt.alert == alert)

"""Who may what: one table of roles and actions. What does not stand here is refused.

Out of scope looks like absent: a door answers a refusal as it answers a number that does not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.areas import AreaId
from knowledge.destinations import DestinationId
from routing.consultation import AccountId, MunicipalitySlug, WindowId
from routing.roles import Role


class Scope(StrEnum):
    """How far an action reaches: one's own, one's area, or the whole municipality; never another municipality."""

    OWN = "own"
    AREA = "area"
    ALL = "all"


class Action(StrEnum):
    """Everything that needs a permission. The values are also the names of actions in the audit trail."""

    USE_OWN_ACCOUNT = "account.own"
    SEE_FIGURES = "figures.see"
    LIST_CONSULTATIONS = "consultation.list"
    READ_CONSULTATION = "consultation.read"
    SEARCH_CONSULTATIONS = "consultation.search"
    EXPORT_CONSULTATIONS = "consultation.export"
    ENTER_CONSULTATION = "consultation.enter"
    CHANGE_CONSULTATION = "consultation.change"
    WRITE_NOTE = "consultation.note"
    SEE_NOTIFIER = "consultation.notifier"
    SEE_NOT_SEEN = "consultation.not_seen"
    RESTRICT_CONSULTATION = "consultation.restrict"
    WRITE_TO_RESIDENT = "resident.write"
    RECORD_CONSENT = "consent.record"
    WRITE_REFERRAL = "referral.write"
    ACKNOWLEDGE_ALERT = "alert.acknowledge"
    RECORD_ALERT_ACTION = "alert.record_action"
    LIST_ACCOUNTS = "account.list"
    CHANGE_ACCOUNT = "account.change"
    INVITE = "account.invite"
    SEE_DUTY = "duty.see"
    CHANGE_DUTY = "duty.change"
    TEST_ALERT = "duty.test"
    LIST_WINDOWS = "window.list"
    CHANGE_WINDOW = "window.change"
    READ_TEXTS = "text.read"
    CHANGE_TEXTS = "text.change"
    SEE_REPORTS = "report.see"
    EXPORT_REPORT = "report.export"
    CHANGE_TARGETS = "target.change"
    SEE_HEALTH = "health.see"
    SEND_AGAIN = "health.send_again"
    SEE_KNOWLEDGE = "knowledge.see"
    EDIT_KNOWLEDGE = "knowledge.edit"
    TEACH_PHRASES = "knowledge.suggestions"
    READ_AUDIT = "audit.read"
    EXPORT_AUDIT = "audit.export"
    SEND_RELAY = "relay.send"
    ANSWER_REFERRAL = "referral.answer"


_OWN_ACCOUNT = {Action.USE_OWN_ACCOUNT: Scope.OWN}
# What coordinators and administrators run together: nothing of it shows a consultation.
_RUNNING = {
    Action.SEE_DUTY: Scope.ALL,
    Action.CHANGE_DUTY: Scope.ALL,
    Action.TEST_ALERT: Scope.ALL,
    Action.LIST_WINDOWS: Scope.ALL,
    Action.SEE_REPORTS: Scope.ALL,
    Action.EXPORT_REPORT: Scope.ALL,
    Action.SEE_HEALTH: Scope.ALL,
    Action.SEND_AGAIN: Scope.ALL,
    Action.SEE_KNOWLEDGE: Scope.ALL,
    Action.EDIT_KNOWLEDGE: Scope.ALL,
}

# Administrators run the installation and its accounts; they read no consultation. Who is both has two accounts.
PERMISSIONS: Mapping[Role, Mapping[Action, Scope]] = {
    Role.COORDINATOR: {
        **_OWN_ACCOUNT,
        Action.SEE_FIGURES: Scope.ALL,
        Action.LIST_CONSULTATIONS: Scope.AREA,
        Action.READ_CONSULTATION: Scope.AREA,
        Action.SEARCH_CONSULTATIONS: Scope.AREA,
        Action.EXPORT_CONSULTATIONS: Scope.AREA,
        Action.ENTER_CONSULTATION: Scope.AREA,
        Action.CHANGE_CONSULTATION: Scope.AREA,
        Action.WRITE_NOTE: Scope.AREA,
        Action.SEE_NOTIFIER: Scope.AREA,
        Action.SEE_NOT_SEEN: Scope.AREA,
        Action.RESTRICT_CONSULTATION: Scope.AREA,
        Action.WRITE_TO_RESIDENT: Scope.AREA,
        Action.RECORD_CONSENT: Scope.AREA,
        Action.WRITE_REFERRAL: Scope.AREA,
        Action.ACKNOWLEDGE_ALERT: Scope.AREA,
        Action.RECORD_ALERT_ACTION: Scope.AREA,
        Action.TEACH_PHRASES: Scope.ALL,
        **_RUNNING,
    },
    Role.ADMINISTRATOR: {
        **_OWN_ACCOUNT,
        **_RUNNING,
        Action.SEE_FIGURES: Scope.ALL,
        Action.CHANGE_WINDOW: Scope.ALL,
        Action.READ_TEXTS: Scope.ALL,
        Action.CHANGE_TEXTS: Scope.ALL,
        Action.CHANGE_TARGETS: Scope.ALL,
        Action.LIST_ACCOUNTS: Scope.ALL,
        Action.CHANGE_ACCOUNT: Scope.ALL,
        Action.INVITE: Scope.ALL,
        Action.READ_AUDIT: Scope.ALL,
        Action.EXPORT_AUDIT: Scope.ALL,
    },
    Role.WINDOW: {
        **_OWN_ACCOUNT,
        Action.SEND_RELAY: Scope.OWN,
        Action.LIST_CONSULTATIONS: Scope.OWN,
        Action.READ_CONSULTATION: Scope.OWN,
    },
    Role.FACILITY: {**_OWN_ACCOUNT, Action.SEND_RELAY: Scope.OWN},
    Role.DESTINATION: {**_OWN_ACCOUNT, Action.ANSWER_REFERRAL: Scope.OWN},
}


class Reach(StrEnum):
    """What a verb of the command line can come at. Who may run it holds the machine and its keys.

    `KNOWLEDGE` is what the town knows: public, but for the contacts of staff.
    """

    NOTHING_STORED = "nothing_stored"
    COUNTS = "counts"
    KNOWLEDGE = "knowledge"
    ACCOUNTS = "accounts"
    CONTENT = "content"
    KEYS = "keys"


# An operator's verb has no role to ask for; this table says what each lays open, for the threat model.
COMMANDS: Mapping[str, Reach] = {
    "demo": Reach.NOTHING_STORED,
    "simulator": Reach.NOTHING_STORED,
    "match": Reach.NOTHING_STORED,
    "triage": Reach.NOTHING_STORED,
    "evaluate": Reach.NOTHING_STORED,
    "knowledge": Reach.KNOWLEDGE,
    "check": Reach.COUNTS,
    "digest": Reach.COUNTS,
    "municipality": Reach.COUNTS,
    "user": Reach.ACCOUNTS,
    "invite": Reach.ACCOUNTS,
    "serve": Reach.CONTENT,
    "web": Reach.CONTENT,
    "worker": Reach.CONTENT,
    "consultations": Reach.CONTENT,
    "disclose": Reach.CONTENT,
    "forget": Reach.CONTENT,
    "purge": Reach.CONTENT,
    "backup": Reach.KEYS,
    "restore": Reach.KEYS,
    "keys": Reach.KEYS,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: a signed-in account. `area` None reaches the whole municipality."""

    account: AccountId
    municipality: MunicipalitySlug
    role: Role
    area: AreaId | None = None
    window: WindowId | None = None
    destination: DestinationId | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about. `areas` is the area with its ancestors, empty where none is known.

    `called` are the accounts that an alert was sent to. `members` count only for a restricted consultation: each was
    admitted by name and has signed the pledge of secrecy (支援会議, 社会福祉法106条の6).
    """

    municipality: MunicipalitySlug
    areas: tuple[AreaId, ...] = ()
    owner: AccountId | None = None
    window: WindowId | None = None
    destinations: frozenset[DestinationId] = frozenset()
    called: frozenset[AccountId] = frozenset()
    restricted: bool = False
    members: frozenset[AccountId] = frozenset()


def scope_of(role: Role, action: Action) -> Scope | None:
    """Return how far a role may take an action; None is a refusal."""
    return PERMISSIONS.get(role, {}).get(action)


def may(person: Person | None, action: Action, subject: Subject | None = None) -> bool:
    """Tell whether somebody may take an action, on a subject if it has one; a stranger (None) may nothing."""
    if person is None:
        return False
    scope = scope_of(person.role, action)
    if scope is None:
        return False
    if subject is None:
        return True
    if subject.municipality != person.municipality:
        return False
    if subject.restricted and person.account not in subject.members:
        return False
    return _within(person, scope, subject)


def _within(person: Person, scope: Scope, subject: Subject) -> bool:
    if scope is Scope.ALL or _is_own(person, subject):
        return True
    if scope is Scope.OWN:
        return False
    # A consultation whose area nobody knows yet would be nobody's: every coordinator sees it.
    return person.area is None or not subject.areas or person.area in subject.areas


def _is_own(person: Person, subject: Subject) -> bool:
    return (
        person.account == subject.owner
        or person.account in subject.called
        or (person.window is not None and person.window == subject.window)
        or (person.destination is not None and person.destination in subject.destinations)
    )

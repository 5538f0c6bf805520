"""What a page declares before it is served: the action it needs, or why strangers may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from routing.consultation import Actor
from routing.permissions import Action, Person, Subject, may
from routing.roles import Role
from storage.accounts import Account
from storage.audit import AuditEntry
from storage.history import By
from storage.transaction import Transaction

ACTORS = {
    Role.COORDINATOR: Actor.COORDINATOR,
    Role.ADMINISTRATOR: Actor.ADMINISTRATOR,
    Role.WINDOW: Actor.WINDOW_STAFF,
    Role.FACILITY: Actor.WINDOW_STAFF,
    Role.DESTINATION: Actor.DESTINATION,
}


@dataclass(frozen=True, slots=True)
class Strangers:
    """A page without sign-in, with the reason why that does no harm."""

    because: str


@dataclass(frozen=True, slots=True)
class Needs:
    """A page for people who may take an action; `confirmed` asks for a second confirmation not long ago."""

    action: Action
    confirmed: bool = False


Access = Needs | Strangers


@dataclass(frozen=True, slots=True)
class Route:
    """One page: its path below the door's prefix, its name, what it needs, and what shows it.

    `largest` is how many bytes it takes, where that is more than a form of text has.
    """

    method: str
    path: str
    name: str
    access: Access
    view: Callable[..., object]
    largest: int = 0


def person_of(account: Account) -> Person:
    """Return an account as permissions see it."""
    return Person(
        account=account.id,
        municipality=account.municipality,
        role=account.role,
        area=account.area,
        window=account.window,
        destination=account.destination,
    )


def allowed(account: Account, action: Action, subject: Subject | None = None) -> bool:
    """Tell whether an account may take an action; an inactive one may nothing."""
    return account.active and may(person_of(account), action, subject)


def by(account: Account, now: datetime) -> By:
    """Return an account as the author of a change or of a reading."""
    return By(ACTORS[account.role], now, account.id)


def note(
    tx: Transaction,
    account: Account,
    now: datetime,
    action: Action | str,
    *,
    about: tuple[str, str],
    fields: tuple[str, ...] = (),
    address: str = "",
) -> None:
    """Write into the audit trail what an account did or read.

    `about` is the kind of thing and its id; `fields` are names, never values.
    """
    kind, subject = about
    entry = AuditEntry(by(account, now), str(action), kind, subject, account.municipality, fields)
    tx.audit.note(entry, address=address)


def note_reading(tx: Transaction, account: Account, now: datetime, *, about: tuple[str, str]) -> None:
    """Write into the audit trail that something personal was read: reading is logged like writing."""
    note(tx, account, now, Action.READ_CONSULTATION, about=about)

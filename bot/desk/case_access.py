"""The only way to a consultation for people: read with permission, and logged. Out of scope looks like absent."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.access import allowed, note_reading
from knowledge.areas import AreaId, AreaTree
from routing.alert import Alert, AlertId
from routing.consultation import AccountId, Channel, Consultation, WindowId
from routing.permissions import Action, Subject
from storage.accounts import Account
from storage.alerts import AlertAttempt
from storage.errors import NotThereError
from storage.selection import Reach
from storage.transaction import Transaction

AreaChain = Callable[[AreaId | None], tuple[AreaId, ...]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A consultation that somebody may see, with its alerts and whom they called."""

    consultation: Consultation
    alerts: tuple[Alert, ...]
    attempts: tuple[AlertAttempt, ...]


def open_consultation(
    tx: Transaction, account: Account, number: int, action: Action, *, chain: AreaChain, now: datetime
) -> Opened:
    """Return a consultation by its number and log the reading.

    Raises `NotThereError` when there is none, and in the same words when there is one that is not for this account.
    """
    consultation = tx.consultations.by_number(account.municipality, number)
    alerts = tx.alerts.of_consultation(consultation.id)
    attempts = tx.alerts.attempts_of(alert.id for alert in alerts)
    if not allowed(account, action, subject_of(tx, consultation, attempts, chain)):
        raise NotThereError("no such consultation")
    note_reading(tx, account, now, about=("consultation", consultation.id))
    return Opened(consultation, alerts, attempts)


def reach_of(account: Account, areas: AreaTree) -> Reach | None:
    """Return how far an account sees in lists: None for the whole municipality, else where it does not."""
    if account.area is None:
        return None
    within = account.area
    return Reach(account.id, tuple(area.id for area in areas if within not in areas.chain(area.id)))


def subject_of(
    tx: Transaction, consultation: Consultation, attempts: tuple[AlertAttempt, ...], chain: AreaChain
) -> Subject:
    """Return a consultation as permissions see it."""
    members = tx.consultations.members(consultation.id) if consultation.restricted else ()
    return Subject(
        municipality=consultation.municipality,
        areas=chain(consultation.area),
        owner=consultation.owner,
        window=_relaying_window(consultation),
        called=frozenset(attempt.account for attempt in attempts),
        restricted=consultation.restricted,
        members=frozenset(members),
    )


def _relaying_window(consultation: Consultation) -> WindowId | None:
    """Return the window that a consultation belongs to; one that was only found by its card has no part in it."""
    return None if consultation.channel is Channel.LINE else consultation.window


def listed(account: Account, found: Iterable[Consultation], *, chain: AreaChain) -> tuple[Consultation, ...]:
    """Return those of a list that an account may see in it; restricted ones stand in no list at all."""
    return tuple(
        consultation
        for consultation in found
        if not consultation.restricted
        and allowed(
            account,
            Action.LIST_CONSULTATIONS,
            _listed_subject(consultation, chain),
        )
    )


def called_to(
    tx: Transaction, account: Account, alerts: Sequence[Alert], *, chain: AreaChain
) -> dict[AlertId, Consultation]:
    """Return the consultations of those alerts that this account may see, or was called to, in two questions.

    A restricted one stands in no list, not even in its members'.
    """
    cases = tx.consultations.many(alert.consultation for alert in alerts)
    attempts = tx.alerts.attempts_of(alert.id for alert in alerts)
    called = {alert.id: frozenset(a.account for a in attempts if a.alert == alert.id) for alert in alerts}
    return {
        alert.id: case
        for alert in alerts
        if (case := cases.get(alert.consultation)) is not None
        and not case.restricted
        and allowed(account, Action.READ_CONSULTATION, _listed_subject(case, chain, called[alert.id]))
    }


def _listed_subject(
    case: Consultation, chain: AreaChain, called: frozenset[AccountId] = frozenset()
) -> Subject:
    areas = chain(case.area)
    return Subject(case.municipality, areas, owner=case.owner, window=_relaying_window(case), called=called)

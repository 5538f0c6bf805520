"""The only way to a consultation for people: read with permission, and logged. Out of scope looks like absent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.desk.access import allowed, note_reading
from knowledge.areas import AreaId
from routing.alert import Alert
from routing.consultation import Channel, Consultation, WindowId
from routing.permissions import Action, Subject
from storage.accounts import Account
from storage.alerts import AlertAttempt
from storage.errors import NotThereError
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
    attempts = tuple(attempt for alert in alerts for attempt in tx.alerts.attempts(alert.id))
    if not allowed(account, action, subject_of(tx, consultation, attempts, chain)):
        raise NotThereError("no such consultation")
    note_reading(tx, account, now, about=("consultation", consultation.id))
    return Opened(consultation, alerts, attempts)


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


def listed(
    account: Account, found: tuple[Consultation, ...], *, chain: AreaChain
) -> tuple[Consultation, ...]:
    """Return those of a list that an account may see in it; restricted ones stand in no list at all."""
    return tuple(
        consultation
        for consultation in found
        if not consultation.restricted
        and allowed(
            account,
            Action.LIST_CONSULTATIONS,
            Subject(
                municipality=consultation.municipality,
                areas=chain(consultation.area),
                owner=consultation.owner,
                window=_relaying_window(consultation),
            ),
        )
    )


def called_to(tx: Transaction, account: Account, alert: Alert, *, chain: AreaChain) -> Consultation | None:
    """Return the consultation of an alert if this account may see it, or was called to it; None otherwise.

    A restricted one stands in no list, not even in its members'.
    """
    consultation = tx.consultations.get(alert.consultation)
    if consultation.restricted:
        return None
    subject = subject_of(tx, consultation, tx.alerts.attempts(alert.id), chain)
    return consultation if allowed(account, Action.READ_CONSULTATION, subject) else None

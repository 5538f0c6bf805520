"""Planning duty: shifts and absences changed by people, and tests of reaching whoever is on duty."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.access import note
from bot.desk.notices import AlertNotice, dedupe_key, owe_notice
from bot.desk.turn import Turn
from routing.consultation import AccountId
from routing.duty import Absence
from routing.outgoing import Medium
from routing.permissions import Action
from routing.roles import Role
from storage.accounts import Account
from storage.alert_tests import AlertTest
from storage.duty import StoredShift
from storage.errors import StaleError
from storage.transaction import Transaction

LONGEST_ABSENCE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Planner:
    """Who changes the rota, and when."""

    account: Account
    now: datetime

    def note(self, tx: Transaction, action: Action, about: tuple[str, str], *fields: str) -> None:
        """Write the change into the audit trail: names of fields, never values."""
        note(tx, self.account, self.now, action, about=about, fields=fields)


def coordinators(tx: Transaction, account: Account) -> tuple[Account, ...]:
    """Return who can be put on duty in the municipality of an account: its active coordinators."""
    return tuple(tx.accounts.of_municipality(account.municipality, roles=(Role.COORDINATOR,)))


def shift_mark(shift: StoredShift | None) -> str:
    """Return how a shift stands, in a form that a page can carry; empty for a new one."""
    if shift is None:
        return ""
    return "|".join((shift.account, shift.hours, shift.area or "", str(shift.order)))


def save_shift(tx: Transaction, planner: Planner, shift: StoredShift, *, seen: str) -> None:
    """Add or change a shift; raises `StaleError` when it no longer is as its editor saw it (`seen`)."""
    standing = {found.id: found for found in tx.duty.shifts(planner.account.municipality)}
    if shift_mark(standing.get(shift.id)) != seen:
        raise StaleError("the shift was changed by somebody else")
    tx.duty.put_shift(shift)
    planner.note(tx, Action.CHANGE_DUTY, ("shift", shift.id), "account", "hours", "area", "order")


def remove_shift(tx: Transaction, planner: Planner, id_: str) -> bool:
    """Take a shift out of the rota; False when it was gone already."""
    gone = tx.duty.remove_shift(planner.account.municipality, id_)
    if gone:
        planner.note(tx, Action.CHANGE_DUTY, ("shift", id_), "removed")
    return gone


def add_absence(tx: Transaction, planner: Planner, id_: str, absence: Absence) -> None:
    """Note that a coordinator is away."""
    tx.duty.add_absence(id_, planner.account.municipality, absence)
    planner.note(tx, Action.CHANGE_DUTY, ("absence", id_), "account", "start", "end")


def remove_absence(tx: Transaction, planner: Planner, id_: str) -> bool:
    """Take an absence back; False when it was gone already."""
    gone = tx.duty.remove_absence(planner.account.municipality, id_)
    if gone:
        planner.note(tx, Action.CHANGE_DUTY, ("absence", id_), "removed")
    return gone


def send_test(turn: Turn, made_by: Account, people: tuple[Account, ...]) -> int:
    """Owe each of these people a test on every channel they have; return how many messages that are.

    They go the way of alerts, so that what arrives proves that an alert would.
    """
    texts, count = turn.town.texts, 0
    for person in people:
        key = f"test:{turn.new_id()}"
        notice = AlertNotice(
            subject=texts.say("alert.mail.subject_test"), text=texts.say("alert.line.test"), dedupe_key=key
        )
        count += owe_notice(turn, person.id, notice)
        for medium, way in ((Medium.LINE, person.line_user), (Medium.MAIL, person.email)):
            if way:
                turn.tx.alert_tests.add(_test(turn, made_by, person.id, medium, key))
    planner = Planner(made_by, turn.now)
    planner.note(turn.tx, Action.TEST_ALERT, ("municipality", turn.town.slug))
    return count


def _test(turn: Turn, made_by: Account, account: AccountId, medium: Medium, key: str) -> AlertTest:
    return AlertTest(
        id=turn.new_id(),
        municipality=turn.town.slug,
        account=account,
        made_by=made_by.id,
        at=turn.now,
        medium=medium,
        dedupe_key=dedupe_key(key, account, medium),
    )

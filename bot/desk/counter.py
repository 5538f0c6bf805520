"""A clerk at a window's counter: which window, and whether it may relay now."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.desk.turn import Turn
from knowledge.windows import Window, WindowStatus
from routing.consultation import Actor, WindowId
from routing.permissions import Action, scope_of
from routing.roles import Role
from storage.accounts import Account
from storage.errors import NotThereError
from storage.history import By
from storage.transaction import Transaction


class Shut(StrEnum):
    """Why somebody may not relay now; each has its sentence."""

    NOT_STAFF = "not_staff"
    NO_WINDOW = "no_window"
    APPLIED = "applied"
    LEAFLET_ONLY = "leaflet_only"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Counter:
    """A clerk and their window while one page or message is handled."""

    turn: Turn
    account: Account = field(repr=False)
    window: Window

    @property
    def window_id(self) -> WindowId:
        """The window's id as cases carry it."""
        return WindowId(self.window.id)

    @property
    def is_facility(self) -> bool:
        """Tell whether this is a つなぐシート連絡員 of a public facility."""
        return self.account.role is Role.FACILITY

    def by(self) -> By:
        """Return who does something now, for the history."""
        return By(Actor.WINDOW_STAFF, self.turn.now, self.account.id)


def shut_for(tx: Transaction, account: Account | None) -> Shut | None:
    """Return why an account may not relay now; None where it may."""
    if account is None or not account.active or scope_of(account.role, Action.SEND_RELAY) is None:
        return Shut.NOT_STAFF
    if account.window is None:
        return Shut.NO_WINDOW
    try:
        window = tx.windows.get(account.municipality, account.window)
    except NotThereError:
        return Shut.NO_WINDOW
    return None if window.status is WindowStatus.CERTIFIED else Shut(window.status.value)


def counter_of(turn: Turn, account: Account) -> Counter | Shut:
    """Return the clerk at their counter, or why they may not relay."""
    shut = shut_for(turn.tx, account)
    if shut is not None or account.window is None:
        return shut or Shut.NO_WINDOW
    return Counter(turn, account, turn.tx.windows.get(account.municipality, account.window))

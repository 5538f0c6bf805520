"""One turn of work for one municipality: the desk, the open transaction, the town, and the moment."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.desk import Desk
from bot.desk.town import Town
from routing.consultation import Actor
from storage.history import By
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Turn:
    """What a use case has while its transaction is open; `now` is aware UTC and the same throughout."""

    desk: Desk
    tx: Transaction
    town: Town
    now: datetime

    def new_id(self) -> str:
        """Return a new id."""
        return self.desk.randomness.new_id()

    def by(self, actor: Actor) -> By:
        """Return who does something now, for the history."""
        return By(actor, self.now)

    def console_link(self, number: int | None = None) -> str:
        """Return the address of the console, or of one case: a number behind a login, never content."""
        base = f"{self.desk.public_url}/console/"
        return base if number is None else f"{base}consultations/{number}"

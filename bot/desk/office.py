"""What use cases outside a chat have: the open transaction, the town as pages show it, the moment, and who acts."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.clock import tokyo
from bot.desk.places import Place, place_of
from bot.desk.turn import Turn
from bot.ports import Randomness
from bot.texts.moments import when_said
from knowledge.destinations import Destination, DestinationId
from routing.consultation import Actor
from storage.errors import NotThereError
from storage.history import By
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Office:
    """One transaction of somebody who works on cases; `by` names them in every history. `now` is aware UTC."""

    tx: Transaction
    place: Place = field(repr=False)
    by: By
    randomness: Randomness = field(repr=False)
    public_url: str

    @property
    def now(self) -> datetime:
        """The moment, the same throughout."""
        return self.by.at

    @property
    def today(self) -> date:
        """The Tokyo date of the moment."""
        return tokyo(self.now).date()

    def new_id(self) -> str:
        """Return a new id."""
        return self.randomness.new_id()

    def say(self, key: str, **fields: str | int) -> str:
        """Return a sentence by its whole key."""
        return self.place.texts.say(key, **fields)

    def when(self, moment: datetime) -> str:
        """Return a moment as people say it."""
        return when_said(self.place.texts, tokyo(moment), tokyo(self.now))

    def destination(self, id_: DestinationId | str) -> Destination:
        """Return a destination of the town; raise `NotThereError` for none."""
        found = self.place.destinations.get(DestinationId(id_))
        if found is None:
            raise NotThereError("no such destination")
        return found


def office_of(turn: Turn, actor: Actor) -> Office:
    """Return the office of a turn of the worker: what a chat or a due time sets going among the bodies."""
    place = place_of(turn.town.slug, turn.town.version, turn.town.profile)
    return Office(turn.tx, place, turn.by(actor), turn.desk.randomness, turn.desk.public_url)

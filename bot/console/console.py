"""What the console's pages are handed."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.desk.desk import Desk
from bot.desk.enrolling import Enrolling
from bot.desk.passwords import Passwords
from bot.desk.places import Place, Places
from bot.desk.signing_in import SigningIn
from bot.ports import Randomness
from bot.texts import Texts, load_texts
from storage.database import Database

__all__ = ["Console", "Place", "Places", "make_console"]


@dataclass(frozen=True, slots=True)
class Console:
    """The collaborators of all pages. `secure` is false only where the public address is plain http: the demo."""

    desk: Desk
    signing_in: SigningIn
    enrolling: Enrolling
    places: Places
    texts: Texts
    secure: bool

    @property
    def database(self) -> Database:
        """The database."""
        return self.desk.database

    @property
    def clock(self) -> Clock:
        """The clock."""
        return self.desk.clock

    @property
    def randomness(self) -> Randomness:
        """Where ids and tokens come from."""
        return self.desk.randomness

    @property
    def public_url(self) -> str:
        """The address under which people reach the pages."""
        return self.desk.public_url


def make_console(desk: Desk, *, passwords: Passwords | None = None) -> Console:
    """Return a console on this desk; tests hand in cheaper `passwords`."""
    hashing, database = passwords or Passwords(), desk.database
    return Console(
        desk=desk,
        signing_in=SigningIn(database, clock=desk.clock, randomness=desk.randomness, passwords=hashing),
        enrolling=Enrolling(database, clock=desk.clock, randomness=desk.randomness, passwords=hashing),
        places=Places(),
        texts=load_texts(standing={"town": ""}),
        secure=desk.public_url.startswith("https://"),
    )

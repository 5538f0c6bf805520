"""What the console's pages are handed."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.desk.desk import Desk
from bot.desk.enrolling import Enrolling
from bot.desk.knowing import kept_profile
from bot.desk.passwords import Passwords
from bot.desk.signing_in import SigningIn
from bot.ports import Randomness
from bot.texts import Texts, load_texts, texts_of_town
from knowledge.areas import AreaId, AreaTree
from knowledge.destinations import DestinationId
from routing.consultation import MunicipalitySlug
from storage.database import Database
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality as its pages show it: names and texts, nothing that matching needs."""

    slug: MunicipalitySlug
    name: str
    version: int
    texts: Texts = field(repr=False)
    areas: AreaTree = field(default_factory=lambda: AreaTree(()))
    desks: Mapping[DestinationId, str] = field(default_factory=dict)
    windows: Mapping[str, str] = field(default_factory=dict)

    def area_chain(self, area: AreaId | None) -> tuple[AreaId, ...]:
        """Return an area with its ancestors; empty where none is known."""
        return () if area is None else self.areas.chain(area)

    def area_name(self, area: AreaId | None) -> str:
        """Return the name of an area, or the id of one that has gone; empty for none."""
        known = self.areas.get(area) if area is not None else None
        return known.name if known is not None else area or ""

    def desk_name(self, desk: DestinationId | None) -> str:
        """Return the name of a destination, or the id of one that has gone; empty for none."""
        return "" if desk is None else self.desks.get(desk, desk)


class Places:
    """Keeps one `Place` per municipality and version of its knowledge; safe to share between threads."""

    def __init__(self) -> None:
        self._places: dict[MunicipalitySlug, Place] = {}
        self._lock = threading.Lock()

    def of(self, tx: Transaction, slug: MunicipalitySlug) -> Place:
        """Return the municipality as it is known now."""
        stored = tx.municipalities.get(slug)
        kept = self._places.get(slug)
        if kept is not None and kept.version == stored.knowledge_version:
            return kept
        with self._lock:
            made = self._make(tx, slug, stored.name, stored.knowledge_version)
            self._places[slug] = made
        return made

    def _make(self, tx: Transaction, slug: MunicipalitySlug, name: str, version: int) -> Place:
        if not version:
            return Place(slug, name, version, load_texts(standing={"town": name}))
        profile = kept_profile(tx, slug, version)
        return Place(
            slug=slug,
            name=name,
            version=version,
            texts=texts_of_town(profile.texts or {}, standing={"town": name}),
            areas=profile.areas,
            desks={destination.id: destination.name for destination in profile.destinations},
            windows={window.id: window.name for window in profile.windows},
        )


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

"""A municipality as pages show it, kept once per version of its knowledge."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.desk.knowing import kept_profile
from bot.desk.mailboxes import mailboxes_of
from bot.texts import Texts, load_texts, texts_of_town
from knowledge.areas import AreaId, AreaTree
from knowledge.destinations import Destination, DestinationId
from knowledge.municipality import NightRoute
from knowledge.profile import Profile
from routing.consultation import MunicipalitySlug
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
    telephone: str = ""
    interpreter: NightRoute = field(default_factory=NightRoute)
    destinations: Mapping[DestinationId, Destination] = field(default_factory=dict, repr=False)
    mailboxes: Mapping[DestinationId, str] = field(default_factory=dict, repr=False)

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
        return place_of(slug, version, kept_profile(tx, slug, version))


def place_of(slug: MunicipalitySlug, version: int, profile: Profile) -> Place:
    """Return the place that a profile describes."""
    town = profile.municipality
    return Place(
        slug=slug,
        name=town.name,
        version=version,
        texts=texts_of_town(
            profile.texts or {}, standing={"town": town.name, "telephone": town.telephone or ""}
        ),
        areas=profile.areas,
        desks={destination.id: destination.name for destination in profile.destinations},
        windows={window.id: window.name for window in profile.windows},
        telephone=town.telephone,
        interpreter=town.interpreter,
        destinations={destination.id: destination for destination in profile.destinations},
        mailboxes=mailboxes_of(profile),
    )

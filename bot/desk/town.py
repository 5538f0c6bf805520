"""One municipality as the desk sees it while it answers: profile, judge and texts, of one knowledge version."""

from dataclasses import dataclass
from functools import cached_property

from bot.texts import Texts
from knowledge.destinations import Destination, DestinationId
from knowledge.profile import Profile
from routing.consultation import MunicipalitySlug
from routing.judge import Judge


@dataclass(frozen=True)
class Town:
    """What is needed to answer for one municipality. It is made anew when the knowledge changes, never changed."""

    slug: MunicipalitySlug
    profile: Profile
    judge: Judge
    texts: Texts
    version: int = 0
    learned: int = 0

    @cached_property
    def desks(self) -> dict[DestinationId, Destination]:
        """All destinations by id."""
        return {destination.id: destination for destination in self.profile.destinations}

    @cached_property
    def _examples(self) -> dict[DestinationId, tuple[str, ...]]:
        found: dict[DestinationId, list[str]] = {}
        for phrase in self.profile.phrases:
            found.setdefault(phrase.destination, []).append(phrase.text)
        return {desk: tuple(texts) for desk, texts in found.items()}

    def examples(self, id_: DestinationId) -> tuple[str, ...]:
        """Return the profile's own examples of what is brought to a destination."""
        return self._examples.get(id_, ())

    @property
    def telephone(self) -> str:
        """The desk's own telephone; empty where there is none."""
        return self.profile.municipality.telephone

    def offered(self, id_: str) -> Destination | None:
        """Return the destination with this id if a resident may be shown it."""
        found = self.desks.get(DestinationId(id_))
        return found if found is not None and found.offered else None

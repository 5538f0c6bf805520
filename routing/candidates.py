"""From ranked desks to the candidates of a decision: place, day, opening hours, names, companions, reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.areas import AreaTree
from knowledge.destinations import Destination, DestinationId
from knowledge.misspelling import DeskNames, NameFound
from knowledge.search.index import SearchIndex
from knowledge.search.terms import is_concept
from knowledge.thesaurus import CONCEPT
from knowledge.tokens import Analysis
from routing.confidence import Curve, measures_of, probabilities
from routing.decision import Candidate, Flag
from routing.locality import Place, nearness, serves, services_of
from routing.ranking import Ranked, Ranking
from routing.reasons import Reasoner
from routing.referrals import Together, companions

# Added to the fused score (which lies between 0 and about 3).
NAMED = 1.0
MISSPELT = 0.8
OPEN_NOW = 0.03
NEARER = 0.02
MOST = 10


@dataclass(frozen=True, slots=True)
class Built:
    """Candidates best first, the confidence that the first is right, and what was noticed on the way."""

    candidates: tuple[Candidate, ...]
    confidence: float
    flags: tuple[Flag, ...]
    measures: Mapping[str, float]


class CandidateBuilder:
    """Orders the desks of a ranking by everything that is not words."""

    def __init__(
        self,
        index: SearchIndex,
        destinations: Mapping[DestinationId, Destination],
        areas: AreaTree,
        names: DeskNames,
        referrals: tuple[Together, ...],
    ) -> None:
        """Take what does not change between messages."""
        self._index = index
        self._destinations = destinations
        self._areas = areas
        self._names = names
        self._referrals = referrals
        self._services = services_of(destinations)
        self._reasoner = Reasoner(index, destinations)
        self._entry_of_desk: dict[DestinationId, int] = {}
        for place, entry in enumerate(index.entries):
            self._entry_of_desk.setdefault(entry.desk, place)

    def build(
        self,
        ranking: Ranking,
        analysis: Analysis,
        *,
        place: Place,
        at: datetime | None,
        curve: Curve,
    ) -> Built:
        """Return the candidates of a message."""
        if not self._destinations:
            return self._bare(ranking, curve)
        named = self._named(analysis)
        flags: list[Flag] = []
        desks, why = self._adjusted(ranking, named, place, at)
        if self._needs_area(ranking, place):
            flags.append(Flag.AREA_NEEDED)
        if any(not name.exact for name in named):
            flags.append(Flag.MISSPELT)
        ordered = replace(ranking, desks=tuple(sorted(desks, key=lambda desk: -desk.score)))
        measures = self._measures(ordered, named)
        confidence = curve.probability(measures) if measures else 0.0
        candidates = self._candidates(ordered, confidence, why)
        concepts = frozenset(term.removeprefix(CONCEPT) for term in ranking.query.words if is_concept(term))
        candidates = self._with_companions(candidates, concepts)
        return Built(candidates[:MOST], confidence, tuple(flags), measures)

    def _bare(self, ranking: Ranking, curve: Curve) -> Built:
        if ranking.empty:
            return Built((), 0.0, (), {})
        measures = measures_of(ranking, self._index)
        confidence = curve.probability(measures)
        return Built(self._candidates(ranking, confidence, {}), confidence, (), measures)

    def _named(self, analysis: Analysis) -> tuple[NameFound, ...]:
        exact = self._names.named_in(analysis.text)
        return exact or self._names.misspelt_in(analysis.text)

    def _adjusted(
        self, ranking: Ranking, named: tuple[NameFound, ...], place: Place, at: datetime | None
    ) -> tuple[list[Ranked], dict[DestinationId, list[str]]]:
        scores = {desk.destination: desk for desk in ranking.desks if desk.score > 0}
        why: dict[DestinationId, list[str]] = {}
        for name in named:
            self._lift(scores, name.destination, NAMED if name.exact else MISSPELT)
            how = "窓口の名前がある" if name.exact else "窓口の名前に似た言葉がある"
            why.setdefault(name.destination, []).append(f"{how}: {name.name}")
        self._bring_local(scores, place, why)
        # Who names a desk of one area wants that desk, wherever they live.
        called = {name.destination for name in named if name.exact}
        kept = [
            d
            for d in scores.values()
            if self._stands(d.destination, place, at, called=d.destination in called)
        ]
        return [self._timed(desk, place, at) for desk in kept], why

    def _lift(self, scores: dict[DestinationId, Ranked], desk: DestinationId, bonus: float) -> None:
        known = scores.get(desk) or Ranked(desk, 0.0, self._entry_of_desk.get(desk, 0))
        scores[desk] = replace(known, score=known.score + bonus)

    def _bring_local(
        self, scores: dict[DestinationId, Ranked], place: Place, why: dict[DestinationId, list[str]]
    ) -> None:
        """Give the desk of the person's own area the score of the town-wide desk of the same service (S20)."""
        if not place.narrow:
            return
        for service in self._services:
            best = max((scores[desk].score for desk in service.wide if desk in scores), default=0.0)
            if best <= 0.0:
                continue
            near = {desk: nearness(self._destinations[desk], place) for desk in service.local}
            here = [desk for desk in service.local if near[desk]]
            for desk in here or service.wide[:1]:
                own = scores.get(desk) or Ranked(desk, 0.0, self._entry_of_desk.get(desk, 0))
                scores[desk] = replace(own, score=max(own.score, best) + NEARER * near.get(desk, 1))
            for desk in here:
                why.setdefault(desk, []).append("お住まいの地区の窓口")

    def _stands(self, desk: DestinationId, place: Place, at: datetime | None, *, called: bool) -> bool:
        destination = self._destinations[desk]
        if at is not None and not destination.valid_on(at.date()):
            return False
        return called or serves(destination, place, self._areas)

    def _timed(self, desk: Ranked, place: Place, at: datetime | None) -> Ranked:
        destination = self._destinations[desk.destination]
        bonus = NEARER * nearness(destination, place)
        if at is not None and destination.hours is not None and destination.hours.open_at(at):
            bonus += OPEN_NOW
        return replace(desk, score=desk.score + bonus) if bonus else desk

    def _needs_area(self, ranking: Ranking, place: Place) -> bool:
        """Tell whether the best desk works in one area only and nobody knows where the person is."""
        if place.narrow or ranking.empty:
            return False
        return not serves(self._destinations[ranking.desks[0].destination], place, self._areas)

    def _measures(self, ranking: Ranking, named: tuple[NameFound, ...]) -> dict[str, float]:
        measures = measures_of(ranking, self._index)
        if measures:
            measures["named"] = float(any(n.destination == ranking.desks[0].destination for n in named))
        return measures

    def _candidates(
        self, ranking: Ranking, confidence: float, why: Mapping[DestinationId, list[str]]
    ) -> tuple[Candidate, ...]:
        shares = probabilities(ranking, confidence, MOST)
        return tuple(
            Candidate(
                desk.destination,
                round(share, 4),
                self._reasoner.because(ranking, desk, tuple(why.get(desk.destination, ()))),
                str(self._index.entries[desk.entry].id),
            )
            for desk, share in zip(ranking.desks, shares, strict=False)
        )

    def _with_companions(
        self, candidates: tuple[Candidate, ...], concepts: frozenset[str]
    ) -> tuple[Candidate, ...]:
        leading = [candidate.destination for candidate in candidates[:3]]
        added = companions(self._referrals, leading, concepts, self._destinations)
        if not added:
            return candidates
        first = candidates[0]
        brought = {
            companion.destination: Candidate(
                companion.destination, round(first.confidence * 0.5, 4), (companion.because,)
            )
            for companion in added
            if companion.destination != first.destination
        }
        known = {c.destination: replace(c, because=(*c.because, *brought[c.destination].because))
                 for c in candidates if c.destination in brought}  # fmt: skip
        together = [known.get(desk, candidate) for desk, candidate in brought.items()]
        others = [c for c in candidates[1:] if c.destination not in brought]
        return (first, *together, *others)

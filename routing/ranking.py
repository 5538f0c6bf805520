"""From raw evidence to desks in order: fusion, clauses, the field of the matter, and the best entry per desk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.destinations import Category, DestinationId
from knowledge.search.evidence import Channel, Evidence, Floats
from knowledge.search.index import SearchIndex
from knowledge.search.terms import Query
from routing.clauses import Clauses
from routing.fusion import Weights, fuse


@dataclass(frozen=True, slots=True)
class Ranked:
    """One desk in the order of a message: its fused score and the entry that speaks for it."""

    destination: DestinationId
    score: float
    entry: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Desks best first, with the query and the evidence they rest on (for confidence and reasons)."""

    desks: tuple[Ranked, ...]
    query: Query
    evidence: Evidence
    rarities: Mapping[str, float]

    @property
    def empty(self) -> bool:
        """Tell whether nothing was found at all."""
        return not self.desks or self.desks[0].score <= 0.0


class Ranker:
    """Scores all entries for a message and keeps the best entry of each desk."""

    def __init__(
        self,
        index: SearchIndex,
        weights: Weights,
        categories: Mapping[DestinationId, Category],
        *,
        by_entry: bool = False,
    ) -> None:
        """Prepare the order of desks; with `by_entry` every entry stands for itself."""
        self.index = index
        self._weights = weights
        self._owner: list[DestinationId] = [
            DestinationId(str(entry.id)) if by_entry else entry.desk for entry in index.entries
        ]
        numbers: dict[DestinationId, int] = {}
        self._desk_of = np.array(
            [numbers.setdefault(owner, len(numbers)) for owner in self._owner], dtype=np.int64
        )
        self._desks = tuple(numbers)
        places = np.argsort(self._desk_of, kind="stable")
        self._entries_of = np.split(places, np.flatnonzero(np.diff(self._desk_of[places])) + 1)
        self._fields: dict[Category, Floats] = {
            category: np.array([float(categories.get(entry.desk) is category) for entry in index.entries])
            for category in set(categories.values())
        }

    def rank(self, clauses: Clauses, fields: Iterable[Category] = (), most: int = 16) -> Ranking:
        """Return the desks for a message; `fields` are the fields its words belong to."""
        query = self.index.query(clauses.whole)
        evidence = self.index.search(query)
        scores = fuse(evidence, self._weights, kanji=query.kanji)
        best_part = self._best_part(clauses)
        if best_part is not None:
            scores = scores + self._weights.clause * best_part
        for category in fields:
            if category in self._fields and scores.size:
                scores = scores + self._weights.field * self._fields[category] * (scores > 0)
        return Ranking(self._in_order(scores, most), query, evidence, self.index.rarities(query))

    def _best_part(self, clauses: Clauses) -> Floats | None:
        best: Floats | None = None
        for part in clauses.parts:
            query = self.index.query(part)
            evidence = self.index.search(query)
            # A clause that shares little with any entry must not shout: its likeness scales what it adds.
            likeness = float(evidence.of(Channel.PHRASES).max(initial=0.0))
            scores = fuse(evidence, self._weights, kanji=query.kanji) * likeness
            best = scores if best is None else np.maximum(best, scores)
        return best

    def _in_order(self, scores: Floats, most: int) -> tuple[Ranked, ...]:
        if not scores.size:
            return ()
        top = np.zeros(len(self._desks))
        np.maximum.at(top, self._desk_of, scores)
        count = min(most, len(top))
        chosen = np.argpartition(-top, count - 1)[:count]
        order = chosen[np.lexsort((chosen, -top[chosen]))]
        return tuple(
            Ranked(self._desks[desk], float(top[desk]), self._entry_of(int(desk), scores)) for desk in order
        )

    def _entry_of(self, desk: int, scores: Floats) -> int:
        own = self._entries_of[desk]
        return int(own[scores[own].argmax()]) if len(own) > 1 else int(own[0])

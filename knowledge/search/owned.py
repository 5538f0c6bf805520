"""A field whose documents belong to entries: each entry is worth its best document, not the sum of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.search.field import Field, Floats, Integers


@dataclass(frozen=True, slots=True)
class OwnedField:
    """Documents in the order of their entries; entry `e` owns `firsts[e]` up to `firsts[e + 1]`, at least one."""

    field: Field
    firsts: Integers
    texts: Sequence[str]

    def best(self, query: Mapping[str, float]) -> Floats:
        """Return the best score of each entry's documents."""
        return self.best_of(self.field.scores(query))

    def best_of(self, scores: Floats) -> Floats:
        """Return the best of given scores (one per document) for each entry."""
        best: Floats = np.maximum.reduceat(scores, self.firsts[:-1])
        return best

    def nearest(self, scores: Floats, entry: int) -> str:
        """Return the text of the entry's document with the best of given scores, "" when none has any."""
        first, last = int(self.firsts[entry]), int(self.firsts[entry + 1])
        own = scores[first:last]
        if not own.size or own.max() <= 0:
            return ""
        return self.texts[first + int(own.argmax())]

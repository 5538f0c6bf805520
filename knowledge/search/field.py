"""One sparse field: documents by term, weighted once when built, summed for a query in microseconds."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Field:
    """Postings ordered by term: `documents[starts[t]:starts[t + 1]]` hold term `t` with `weights`.

    `rarity` is the inverse document frequency of each term, `unseen` that of a term no document has.
    """

    terms: Mapping[str, int]
    starts: Integers
    documents: NDArray[np.int32]
    weights: NDArray[np.float32]
    rarity: Floats
    unseen: float
    size: int
    cosine: bool

    def scores(self, query: Mapping[str, float]) -> Floats:
        """Return one score per document: cosine (0 to 1), or BM25 per unit of the query's own weight."""
        ids, factors, norm = self._known(query)
        if not ids:
            return np.zeros(self.size)
        found = np.array(ids, dtype=np.int64)
        begins = self.starts[found]
        lengths = self.starts[found + 1] - begins
        # Positions of all postings of all terms in one gather, instead of a loop over terms.
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1]) + np.repeat(begins - ends + lengths, lengths)
        values = self.weights[places] * np.repeat(np.array(factors), lengths)
        summed = np.bincount(self.documents[places], values, self.size)
        return summed / norm

    def _known(self, query: Mapping[str, float]) -> tuple[list[int], list[float], float]:
        ids: list[int] = []
        factors: list[float] = []
        total = 0.0
        for term, weight in query.items():
            number = self.terms.get(term)
            rarity = self.unseen if number is None else self.rarity[number]
            strength = weight * rarity if self.cosine else weight
            total += strength * strength if self.cosine else weight * rarity
            if number is not None:
                ids.append(number)
                factors.append(strength)
        return ids, factors, (total**0.5 if self.cosine else total) or 1.0

    def rarity_of(self, term: str) -> float:
        """Return the inverse document frequency of a term, known or not."""
        number = self.terms.get(term)
        return self.unseen if number is None else float(self.rarity[number])

    def __contains__(self, term: str) -> bool:
        return term in self.terms


class FieldBuilder:
    """Collects documents, then weighs them; a document is a mapping of terms to counts."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._of_term: list[int] = []
        self._counts: list[float] = []
        self._lengths: list[int] = []

    def add(self, document: Mapping[str, float]) -> None:
        """Append one document; its number is the count of those before it."""
        terms = self._terms
        self._of_term.extend([terms.setdefault(term, len(terms)) for term in document])
        self._counts.extend(document.values())
        self._lengths.append(len(document))

    def cosine(self, judged_by: "Field | None" = None) -> Field:
        """Weigh by log-damped count times rarity, each document scaled to length one.

        A handful of documents cannot tell which words are rare; `judged_by` is a larger field that can.
        """
        term, document, count = self._columns()
        if judged_by is None:
            rarity, unseen = self._rarity(term), self._unseen()
        else:
            rarity, unseen = np.array([judged_by.rarity_of(name) for name in self._terms]), judged_by.unseen
        weight = (1.0 + np.log(np.maximum(count, 1.0))) * np.minimum(count, 1.0) * rarity[term]
        norm = np.sqrt(np.bincount(document, weight * weight, len(self._lengths)))
        return self._field(
            term, document, weight / np.maximum(norm[document], 1e-9), rarity, unseen, cosine=True
        )

    def bm25(self, *, k1: float = 1.2, b: float = 0.6) -> Field:
        """Weigh by Okapi BM25 (Robertson and Zaragoza 2009)."""
        term, document, count = self._columns()
        rarity = self._rarity(term)
        length = np.bincount(document, count, len(self._lengths))
        mean = max(float(length.mean()) if len(length) else 1.0, 1e-9)
        damping = k1 * (1.0 - b + b * length[document] / mean)
        weight = rarity[term] * count * (k1 + 1.0) / (count + damping)
        return self._field(term, document, weight, rarity, self._unseen(), cosine=False)

    def _columns(self) -> tuple[Integers, Integers, Floats]:
        lengths = np.array(self._lengths, dtype=np.int64)
        document = np.repeat(np.arange(len(lengths)), lengths)
        return np.array(self._of_term, dtype=np.int64), document, np.array(self._counts, dtype=np.float64)

    def _rarity(self, term: Integers) -> Floats:
        frequency = np.bincount(term, minlength=len(self._terms))
        return self._idf(frequency.astype(np.float64))

    def _idf(self, frequency: Floats) -> Floats:
        return np.log(1.0 + (len(self._lengths) - frequency + 0.5) / (frequency + 0.5))

    def _unseen(self) -> float:
        return float(self._idf(np.zeros(1))[0]) if self._lengths else 1.0

    def _field(
        self,
        term: Integers,
        document: Integers,
        weight: Floats,
        rarity: Floats,
        unseen: float,
        *,
        cosine: bool,
    ) -> Field:
        order = np.argsort(term, kind="stable")
        starts = np.zeros(len(self._terms) + 1, dtype=np.int64)
        np.cumsum(np.bincount(term, minlength=len(self._terms)), out=starts[1:])
        return Field(
            terms=self._terms,
            starts=starts,
            documents=document[order].astype(np.int32),
            weights=weight[order].astype(np.float32),
            rarity=rarity,
            unseen=unseen,
            size=len(self._lengths),
            cosine=cosine,
        )

"""Topics: words that go together in this knowledge base stand near each other, learnt from it alone.

Latent semantic analysis (Deerwester et al. 1990): a truncated singular value decomposition of the documents.
It finds the right desk where message and entry share no word, and only helps beside the other channels.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge.search.field import Field, Floats

# Few entries have no topics to learn; for many the product would cost milliseconds at every message.
FEWEST, MOST = 300, 4_000
DIMENSIONS = 200
OVERSAMPLED = 20


@dataclass(frozen=True, slots=True)
class Topics:
    """Unit vectors of entries, vectors of terms, and where a term's vector stands."""

    entries: NDArray[np.float32]
    vectors: NDArray[np.float32]
    terms: Mapping[str, int]

    def scores(self, query: Mapping[str, float], among: NDArray[np.int64]) -> Floats:
        """Return the cosine of the entries `among` with the query, none below zero; the others get nothing."""
        scores = np.zeros(len(self.entries))
        # einsum and not @: the product is small, and a library that wakes threads for it waits longer than it counts.
        scores[among] = np.maximum(np.einsum("ij,j->i", self.entries[among], self.place(query)), 0.0)
        return scores

    def place(self, query: Mapping[str, float]) -> NDArray[np.float32]:
        """Return the unit vector of a query; all zeros when no word of it is known."""
        known = [(self.terms[term], weight) for term, weight in query.items() if term in self.terms]
        if not known:
            return np.zeros(self.vectors.shape[1], dtype=np.float32)
        places = np.array([place for place, _ in known])
        weights = np.array([weight for _, weight in known], dtype=np.float32)
        vector = weights @ self.vectors[places]
        placed: NDArray[np.float32] = vector / (float(np.sqrt(vector @ vector)) or 1.0)
        return placed


def make_topics(documents: Field) -> Topics | None:
    """Learn topics from weighted documents; None where there are too few or too many entries."""
    if not FEWEST <= documents.size <= MOST or len(documents.terms) <= DIMENSIONS:
        return None
    by_term = csr_matrix(
        (documents.weights, documents.documents, documents.starts),
        shape=(len(documents.terms), documents.size),
    )
    terms, placed = _decomposed(by_term, min(DIMENSIONS, documents.size - 1))
    placed /= np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-9)
    return Topics(
        placed.astype(np.float32), (terms * documents.rarity[:, None]).astype(np.float32), documents.terms
    )


def _decomposed(by_term: csr_matrix, dimensions: int) -> tuple[Floats, Floats]:
    """Return the vectors of terms and of documents (Halko et al. 2011, two power steps; a second instead of ten).

    The first guess is drawn with a fixed seed, so that the same knowledge base always learns the same topics.
    """
    guess = np.random.default_rng(0).standard_normal((by_term.shape[1], dimensions + OVERSAMPLED))
    basis, _ = np.linalg.qr(by_term @ guess)
    for _ in range(2):
        basis, _ = np.linalg.qr(by_term @ (by_term.T @ basis))
    small, strengths, documents = np.linalg.svd((by_term.T @ basis).T, full_matrices=False)
    return basis @ small[:, :dimensions], documents[:dimensions].T * strengths[:dimensions]

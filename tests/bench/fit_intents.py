"""Fits the examples behind the patterns of intents and writes `routing/rules/intent_pieces.csv`.

    python -m tests.bench.fit_intents [--unseen FILE.csv] [--write]

Multinomial logistic regression over pieces of one to five characters: the examples of
`routing/rules/intent_examples.csv`, and as matters for a desk the phrases and samples of the profiles.
`--unseen` (columns text, intent) prints what it says of texts that are no examples yet.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from knowledge.profile import load_profile, profile_folders
from knowledge.tokens import analyse
from routing.danger_net import pieces_of
from routing.intent_examples import MATTER, make_examples
from routing.intents import plain_of
from tests.bench.fit_net import matrix, rows_of

Floats = NDArray[np.float64]
RULES = Path(__file__).parents[2] / "routing" / "rules"
RIDGE = 0.03
PHRASE_WEIGHT = 0.08
"""A phrase of a profile against an example: there are fifteen times as many."""
SELDOM = 2
KEPT = 7_000
ROUNDS = 50


def read_examples() -> tuple[list[str], list[str], list[float]]:
    """Return texts, intents and weights of everything the fit learns from."""
    rows = rows_of(RULES / "intent_examples.csv")
    texts, intents = [row["text"] for row in rows], [row["intent"] for row in rows]
    weights = [1.0] * len(rows)
    phrases = dict.fromkeys(
        text for folder in profile_folders() for text in _phrases(folder) if text not in texts
    )
    return (
        [*texts, *phrases],
        [*intents, *[MATTER] * len(phrases)],
        [*weights, *[PHRASE_WEIGHT] * len(phrases)],
    )


def _phrases(folder: Path) -> list[str]:
    samples = [row["text"] for row in rows_of(folder / "samples.csv")]
    return [*(phrase.text for phrase in load_profile(folder).phrases), *samples]


def fit(texts: Sequence[str], intents: Sequence[str], weights: Sequence[float]) -> list[dict[str, str]]:
    """Fit, keep the pieces that weigh most, fit once more on those; return the rows `piece,intent,weight`."""
    pieces = [pieces_of(plain_of(analyse(text))) for text in texts]
    counts = Counter(piece for text in pieces for piece in text)
    known = {piece: place for place, piece in enumerate(sorted(p for p, n in counts.items() if n >= SELDOM))}
    names = sorted(set(intents))
    kinds = np.array([names.index(intent) for intent in intents])
    found = _weights(matrix(pieces, known), kinds, len(names), np.array(weights))
    heavy = np.argsort(-np.abs(found[:-1]).max(axis=1))[:KEPT]
    kept = {place: piece for piece, place in known.items()}
    known = {piece: place for place, piece in enumerate(sorted(kept[place] for place in heavy.tolist()))}
    found = _weights(matrix(pieces, known), kinds, len(names), np.array(weights))
    rows = [
        {"piece": piece, "intent": names[kind], "weight": f"{found[place, kind]:.2f}"}
        for piece, place in known.items()
        for kind in np.flatnonzero(np.abs(found[place]) >= 0.25)
    ]
    rows += [
        {"piece": "", "intent": name, "weight": f"{found[-1, kind]:.2f}"} for kind, name in enumerate(names)
    ]
    return sorted(rows, key=lambda row: (row["piece"], row["intent"]))


def _weights(table: csr_matrix, kinds: NDArray[np.int64], size: int, counts: Floats) -> Floats:
    turned = table.T.tocsr()
    wanted = np.zeros((len(kinds), size))
    wanted[np.arange(len(kinds)), kinds] = 1.0
    shape = (table.shape[1] + 1, size)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        scores = table @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        total = shares.sum(axis=1, keepdims=True)
        shares /= total
        right = scores[np.arange(len(kinds)), kinds] - np.log(total[:, 0])
        slope = (shares - wanted) * counts[:, None]
        step = np.vstack([turned @ slope + RIDGE * weights[:-1], slope.sum(axis=0)])
        return float(-(counts * right).sum() + RIDGE * (weights[:-1] ** 2).sum() / 2), step.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return np.asarray(found.x, dtype=np.float64).reshape(shape)


def write(rows: Sequence[dict[str, str]]) -> None:
    """Write the pieces."""
    with (RULES / "intent_pieces.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ("piece", "intent", "weight"), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main() -> None:
    """Fit; measure on unseen texts, or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unseen", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = fit(*read_examples())
    examples = make_examples(rows)
    for row in rows_of(arguments.unseen) if arguments.unseen else []:
        like = examples.most_like(plain_of(analyse(row["text"])))
        verdict = "right" if like.intent == row["intent"] else "WRONG"
        print(f"{verdict} {like.share:.2f} {like.intent} {row['text']}")
    if arguments.write:
        write(rows)


if __name__ == "__main__":
    main()

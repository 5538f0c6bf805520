"""Fits the weights of the channels on municipal questions and prints fit and five-fold cross-validation.

    python -m tests.bench.fit_weights --localgov DIR [--hiragana] [--without-sounds]

Conditional logit: the weighted sum of a question's channels, each over its maximum, should make the right entries and
the right desks likely. `rules/weights.toml` holds the rounded result; the weights that these questions cannot tell
(learned, clauses, field) were set by trial and say so in docs/matching.md.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.commands.matching_source import read_entries
from bot.commands.question_file import AskedQuestion, read_questions
from knowledge.search.evidence import Channel
from knowledge.search.index import SearchIndex, build_index
from knowledge.search.sounds import SoundLexicon
from knowledge.thesaurus import load_thesaurus
from knowledge.tokens import analyse
from routing.fusion import load_weights

Floats = NDArray[np.float64]
DESK_WEIGHT = 1.0
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Item:
    """The channels of one question (rows, each over its maximum), and which entries and desks are right."""

    rows: Floats
    right: NDArray[np.bool_]
    desk: NDArray[np.bool_]


def items_of(index: SearchIndex, questions: Sequence[AskedQuestion], *, hiragana: bool) -> Iterator[Item]:
    """Yield the evidence of each question."""
    ids = np.array([str(entry.id) for entry in index.entries])
    desks = np.array([str(entry.desk) for entry in index.entries])
    for asked in questions:
        text = analyse(asked.text).reading if hiragana else asked.text
        rows = index.search(index.query(analyse(text))).rows
        scaled = rows / np.maximum(rows.max(axis=1, keepdims=True), 1e-9)
        yield Item(scaled, np.isin(ids, list(asked.right)), np.isin(desks, list(asked.desks)))


def fit(items: Sequence[Item]) -> Floats:
    """Return the weights, none below zero, that make right entries and desks likeliest."""
    parts = [(item.rows, item.right, 1.0) for item in items if item.right.any()]
    parts += [(item.rows, item.desk, DESK_WEIGHT) for item in items if item.desk.any()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for rows, right, share in parts:
            scores = weights @ rows
            likely = np.exp(scores - scores.max())
            among = likely[right].sum() + 1e-12
            total -= share * np.log(among / likely.sum())
            slope -= share * (rows[:, right] @ (likely[right] / among) - rows @ (likely / likely.sum()))
        penalty = 0.002 * weights
        return float(total / len(parts) + penalty @ weights), slope / len(parts) + 2 * penalty

    start = np.ones(len(Channel))
    found: Floats = minimize(loss, start, jac=True, bounds=[(0.0, None)] * len(start), method="L-BFGS-B").x
    scaled: Floats = found / found.max()
    return scaled


def measured(items: Sequence[Item], weights: Floats, desks: Sequence[str]) -> list[list[float]]:
    """Return the hits SR@1, SR@5, desk top-1, desk top-3, one list of values each."""
    hits: list[list[float]] = [[], [], [], []]
    for item in items:
        order = np.argsort(-(weights @ item.rows), kind="stable")[:60]
        hits[0].append(float(item.right[order[0]]))
        hits[1].append(float(item.right[order[:5]].any()))
        if item.desk.any():
            right = {desks[int(place)] for place in np.flatnonzero(item.desk)}
            ranked = list(dict.fromkeys(desks[int(place)] for place in order))
            hits[2].append(float(ranked[0] in right))
            hits[3].append(float(bool(right.intersection(ranked[:3]))))
    return hits


def line(name: str, hits: Sequence[Sequence[float]]) -> str:
    """Return a line with the means."""
    return f"{name:18}" + "  ".join(f"{np.mean(values):.3f}" for values in hits)


def crossed(items: Sequence[Item], desks: Sequence[str]) -> list[list[float]]:
    """Return the hits of every question by weights fitted on the other folds."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(items))
    hits: list[list[float]] = [[], [], [], []]
    for number in range(FOLDS):
        weights = fit([item for item, own in zip(items, fold, strict=True) if own != number])
        kept = [item for item, own in zip(items, fold, strict=True) if own == number]
        for whole, part in zip(hits, measured(kept, weights, desks), strict=True):
            whole.extend(part)
    return hits


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--localgov", type=Path, required=True)
    parser.add_argument("--hiragana", action="store_true", help="the questions as they sound")
    parser.add_argument("--without-sounds", action="store_true", help="do not find words by their sound")
    arguments = parser.parse_args()
    index = build_index(tuple(read_entries(arguments.localgov / "knowledge.csv")), load_thesaurus())
    if arguments.without_sounds:
        index = replace(index, fields=replace(index.fields, lexicon=SoundLexicon({})))
    questions = read_questions(arguments.localgov / "questions_dev.csv")
    items = list(items_of(index, questions, hiragana=arguments.hiragana))
    desks = [str(entry.desk) for entry in index.entries]
    weights = fit(items)
    shipped = load_weights().sound if arguments.hiragana else load_weights().kanji
    rows = [f"{channel.name.lower()} = {weights[channel]:.2f}" for channel in Channel]
    rows += [
        line("shipped", measured(items, shipped, desks)),
        line("fitted", measured(items, weights, desks)),
    ]
    rows.append(line("cross-validated", crossed(items, desks)))
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()

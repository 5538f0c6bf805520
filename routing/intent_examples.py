"""What a message wants, by its likeness to examples: behind the exact patterns of `routing/intents.py`.

Patterns say for certain what somebody thought of; examples also find what is said in other words. The examples are
data (`rules/intent_examples.csv`), and so are the weights of their pieces (`rules/intent_pieces.csv`), fitted by
`tests/bench/fit_intents.py`. One more kind of example is no intent at all: a matter for a desk.
"""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from routing.danger_net import pieces_of

MATTER = "matter"
MOST = 200
"""Longer messages tell a story; their pieces add up to anything."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The id of an intent, or `MATTER`, and its share of probability (0 to 1)."""

    intent: str
    share: float


@dataclass(frozen=True, slots=True)
class Examples:
    """For each piece the row of `weights` that says for which intents it speaks; `start` is what each begins with."""

    intents: tuple[str, ...]
    places: Mapping[str, int]
    weights: NDArray[np.float32]
    start: NDArray[np.float32]

    def most_like(self, plain: str, groups: Mapping[str, str] | None = None) -> "Likeness":
        """Return the intent (or `MATTER`) that a text (as of `plain_of`) is most like.

        `groups` names intents that lead to the same decision: they add up, and the best of the best group is returned.
        """
        if not plain or len(plain) > MOST:
            return Likeness(MATTER, 0.0)
        pieces = pieces_of(plain)
        found = [self.places[piece] for piece in pieces & self.places.keys()]
        sums = self.start + self.weights[found].sum(axis=0) / math.sqrt(len(pieces))
        return _best(dict(zip(self.intents, sums.tolist(), strict=True)), groups or {})


def _best(sums: Mapping[str, float], groups: Mapping[str, str]) -> "Likeness":
    highest = max(sums.values(), default=0.0)
    shares = {intent: math.exp(value - highest) for intent, value in sums.items()}
    total = sum(shares.values()) or 1.0
    together: dict[str, float] = {}
    for intent, share in shares.items():
        group = groups.get(intent, intent)
        together[group] = together.get(group, 0.0) + share
    group = max(together, key=lambda name: (together[name], name), default=MATTER)
    within = [intent for intent in shares if groups.get(intent, intent) == group]
    return Likeness(
        max(within, key=lambda intent: shares[intent], default=MATTER), together.get(group, 0.0) / total
    )


def make_examples(rows: Iterable[Mapping[str, str]]) -> Examples:
    """Build the examples from rows `piece,intent,weight`; the empty piece says what an intent begins with."""
    told = [(row["piece"], row["intent"], float(row["weight"])) for row in rows]
    intents = tuple(sorted({intent for _, intent, _ in told}))
    column = {intent: place for place, intent in enumerate(intents)}
    places = {piece: place for place, piece in enumerate(sorted({piece for piece, _, _ in told if piece}))}
    weights = np.zeros((len(places), len(intents)), dtype=np.float32)
    start = np.zeros(len(intents), dtype=np.float32)
    for piece, intent, weight in told:
        row = weights[places[piece]] if piece else start
        row[column[intent]] = weight
    return Examples(intents, places, weights, start)


@cache
def load_examples() -> Examples:
    """Return the shipped examples, read once per process."""
    text = files("routing").joinpath("rules", "intent_pieces.csv").read_text("utf-8")
    return make_examples(csv.DictReader(text.splitlines()))

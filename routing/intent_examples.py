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
    """For each piece the intents it speaks for or against; the empty piece holds what each starts with."""

    weights: Mapping[str, tuple[tuple[str, float], ...]]

    def most_like(self, plain: str, groups: Mapping[str, str] | None = None) -> "Likeness":
        """Return the intent (or `MATTER`) that a text (as of `plain_of`) is most like.

        `groups` names intents that lead to the same decision: they add up, and the best of the best group is returned.
        """
        if not plain or len(plain) > MOST:
            return Likeness(MATTER, 0.0)
        pieces = pieces_of(plain)
        scale = 1.0 / math.sqrt(len(pieces) or 1)
        sums = dict(self.weights.get("", ()))
        for piece in pieces & self.weights.keys():
            for intent, weight in self.weights[piece]:
                sums[intent] = sums.get(intent, 0.0) + weight * scale
        return _best(sums, groups or {})


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
    """Build the examples from rows `piece,intent,weight`."""
    weights: dict[str, list[tuple[str, float]]] = {}
    for row in rows:
        weights.setdefault(row["piece"], []).append((row["intent"], float(row["weight"])))
    return Examples({piece: tuple(of) for piece, of in weights.items()})


@cache
def load_examples() -> Examples:
    """Return the shipped examples, read once per process."""
    text = files("routing").joinpath("rules", "intent_pieces.csv").read_text("utf-8")
    return make_examples(csv.DictReader(text.splitlines()))

"""The net under the rules of triage: short pieces of writing that danger was told with, weighed together.

Rules find danger in words that somebody thought of. The net finds it in words that resemble none of the rules and
many of the texts of the public corpus. It only ever adds an alert. Pieces are compared exactly, as rules are; their
weights are data (`routing/rules/net.csv`), fitted by `tests/bench/fit_net.py`.
"""

import csv
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from routing.urgency import Danger, RuleId

LONGEST_PIECE = 5
BORDER = "。"
MOST = 1200
"""Characters of a message that are weighed; longer ones are weighed in parts."""
CLEAR_SHARE = 0.4
"""Share of the weight that one kind of danger must have, to be named."""


@dataclass(frozen=True, slots=True)
class Caught:
    """What the net says of a message: the kind of danger its pieces point to, and the id that a verdict names."""

    danger: Danger

    @property
    def rule(self) -> RuleId:
        """The id by which coordinators and tests know that the net, and no rule, set the alert."""
        return RuleId(f"net.{self.danger}")


@dataclass(frozen=True, slots=True)
class Net:
    """Weights of pieces, the kind of danger each points to, and the sum from which a message alerts."""

    weights: Mapping[str, float]
    dangers: Mapping[str, Danger]
    intercept: float
    edge: float

    def score(self, folded: str) -> float:
        """Return how much a message (in the spelling of `TriageText.folded`) resembles told danger; 0 is even."""
        pieces = pieces_of(folded)
        if not pieces:
            return self.intercept
        total = sum(self.weights[piece] for piece in pieces & self.weights.keys())
        return self.intercept + total / math.sqrt(len(pieces))

    def catch(self, folded: str) -> Caught | None:
        """Return what the net says of a message, None where it stays below the edge."""
        parts = [folded[at : at + MOST] for at in range(0, max(len(folded), 1), MOST)]
        caught = next((part for part in parts if self.score(part) >= self.edge), None)
        return None if caught is None else Caught(self._danger(caught))

    def _danger(self, folded: str) -> Danger:
        sums: dict[Danger, float] = {}
        for piece in pieces_of(folded):
            if piece in self.dangers:
                kind = self.dangers[piece]
                sums[kind] = sums.get(kind, 0.0) + self.weights[piece]
        best = max(sums, key=lambda kind: sums[kind], default=Danger.UNKNOWN)
        return best if sums and sums[best] >= CLEAR_SHARE * sum(sums.values()) else Danger.UNKNOWN


def pieces_of(folded: str) -> set[str]:
    """Return every piece of one to five characters of a message, its borders marked."""
    text = BORDER + folded.strip(BORDER) + BORDER
    return {
        text[at : at + size] for size in range(1, LONGEST_PIECE + 1) for at in range(len(text) - size + 1)
    }


def make_net(rows: Iterable[Mapping[str, str]], intercept: float, edge: float) -> Net:
    """Build the net of rows `piece,weight,danger` (`danger` empty where a piece points to none)."""
    weights: dict[str, float] = {}
    dangers: dict[str, Danger] = {}
    for row in rows:
        weights[row["piece"]] = float(row["weight"])
        if row["danger"]:
            dangers[row["piece"]] = Danger(row["danger"])
    return Net(weights, dangers, intercept, edge)


@cache
def load_net() -> Net:
    """Return the shipped net, read once per process."""
    folder = files("routing").joinpath("rules")
    settings = tomllib.loads(folder.joinpath("net.toml").read_text("utf-8"))
    rows = csv.DictReader(folder.joinpath("net.csv").read_text("utf-8").splitlines())
    return make_net(rows, float(settings["intercept"]), float(settings["edge"]))

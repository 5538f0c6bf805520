"""How far to trust the first desk: a logistic curve over evidence that does not depend on the number of entries."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.search.evidence import Channel
from knowledge.search.index import SearchIndex
from knowledge.search.terms import is_concept
from routing.ranking import Ranking

AGREEING = (Channel.PHRASES, Channel.DOCUMENT, Channel.DESK, Channel.SOUNDS, Channel.PAIRS)


@dataclass(frozen=True, slots=True)
class Curve:
    """Intercept and slopes of the logistic curve, and the bands of confidence that choose the decision."""

    intercept: float
    slopes: Mapping[str, float]
    answer: float
    choose: float
    ask: float

    def probability(self, measures: Mapping[str, float]) -> float:
        """Return the probability (0 to 1) that the first desk is right."""
        total = self.intercept + sum(slope * measures.get(name, 0.0) for name, slope in self.slopes.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def measures_of(ranking: Ranking, index: SearchIndex) -> dict[str, float]:
    """Return the absolute evidence for the first desk: likeness, words explained, agreement, distance to others."""
    if ranking.empty:
        return {}
    first = ranking.desks[0]
    evidence = ranking.evidence
    share, _ = index.explained(ranking.rarities, first.entry)
    column = evidence.rows[:, first.entry]
    second = ranking.desks[1].score if len(ranking.desks) > 1 else 0.0
    fourth = ranking.desks[3].score if len(ranking.desks) > 3 else 0.0
    agree = sum(
        evidence.rows[channel].max() > 0 and column[channel] >= 0.97 * evidence.rows[channel].max()
        for channel in AGREEING
    )
    return {
        "likeness": float(column[Channel.PHRASES]),
        "sound": float(column[Channel.SOUNDS]),
        "pairs": float(column[Channel.PAIRS]),
        "document": min(float(column[Channel.DOCUMENT]), 3.0),
        "learned": float(column[Channel.LEARNED]),
        "share": share,
        "agreement": agree / len(AGREEING),
        "margin": (first.score - second) / first.score,
        "spread": (first.score - fourth) / first.score,
        # One word may be chance; beyond four more of them prove nothing. Words of a field of life are no chance.
        "words": min(sum(not is_concept(term) for term in ranking.query.words), 4) / 4,
        "field": min(sum(term in index.thesaurus.fields for term in ranking.query.words), 2) / 2,
    }


def probabilities(ranking: Ranking, first: float, most: int = 10) -> tuple[float, ...]:
    """Return a confidence for each of the best desks: the first's own, the rest share what is left."""
    desks = ranking.desks[:most]
    if not desks:
        return ()
    best = max(desks[0].score, 1e-9)
    worth = [max(desk.score, 0.0) / best for desk in desks[1:]]
    powers = [value**4 for value in worth]
    total = sum(powers) or 1.0
    # Half of what the first leaves is kept for "none of them".
    rest = [min(first, (1.0 - first) * 0.7 * power / max(total, 1.0)) for power in powers]
    return (first, *rest)


@cache
def load_curve() -> Curve:
    """Return the fitted curve of `rules/confidence.toml`, read once per process."""
    return parse_curve(files("routing.rules").joinpath("confidence.toml").read_text(encoding="utf-8"))


def parse_curve(text: str) -> Curve:
    """Read a curve; raise `KeyError` or `tomllib.TOMLDecodeError` when it is none."""
    tables = tomllib.loads(text)
    bands = tables["bands"]
    return Curve(
        intercept=float(tables["intercept"]),
        slopes={name: float(value) for name, value in tables["slopes"].items()},
        answer=float(bands["answer"]),
        choose=float(bands["choose"]),
        ask=float(bands["ask"]),
    )

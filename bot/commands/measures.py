"""The measures that `evaluate` reports: how often the right desk leads, and how far confidence can be trusted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.commands.question_file import AskedQuestion
from routing.decision import Decision, DecisionKind

BANDS = 10
MOST_CONFUSIONS = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the decision on it; `desk_of` maps candidates that are entries to their desks."""

    question: AskedQuestion
    decision: Decision
    desk_of: Mapping[str, str]

    @property
    def ranked(self) -> list[str]:
        """Return the candidates in order."""
        return [candidate.destination for candidate in self.decision.candidates]

    @property
    def ranked_desks(self) -> list[str]:
        """Return the desks of the candidates in order, each once."""
        return list(dict.fromkeys(self.desk_of.get(name, name) for name in self.ranked))

    def hit(self, most: int) -> bool:
        """Tell whether one of the first `most` candidates is right."""
        return any(name in self.question.right for name in self.ranked[:most])

    def desk_hit(self, most: int) -> bool:
        """Tell whether one of the first `most` desks is right."""
        return any(name in self.question.desks for name in self.ranked_desks[:most])


def report(judged: Sequence[Judged]) -> dict[str, object]:
    """Return all measures that the questions allow, as plain values."""
    with_right = [one for one in judged if one.question.right]
    with_desks = [one for one in judged if one.question.desks]
    with_expected = [one for one in judged if one.question.expected]
    found: dict[str, object] = {"questions": len(judged)}
    if with_right:
        found |= _ranking_measures(with_right)
    if with_desks:
        found["desks"] = {
            "questions": len(with_desks),
            "top1": _share(one.desk_hit(1) for one in with_desks),
            "top3": _share(one.desk_hit(3) for one in with_desks),
        }
    if with_expected:
        found["decisions_right"] = _share(one.decision.kind in one.question.expected for one in with_expected)
        found["decisions_wrong"] = [
            {"id": one.question.id, "got": one.decision.kind.value}
            for one in with_expected
            if one.decision.kind not in one.question.expected
        ]
    found["decisions"] = dict(Counter(one.decision.kind.value for one in judged).most_common())
    return found


def _ranking_measures(judged: Sequence[Judged]) -> dict[str, object]:
    answered = [one for one in judged if one.decision.kind is DecisionKind.ANSWER]
    return {
        "top1": _share(one.hit(1) for one in judged),
        "top3": _share(one.hit(3) for one in judged),
        "top5": _share(one.hit(5) for one in judged),
        "coverage": round(len(answered) / len(judged), 4),
        "precision": _share(one.hit(1) for one in answered),
        "reliability": reliability(judged),
        "confusions": confusions(judged),
    }


def reliability(judged: Iterable[Judged]) -> list[dict[str, float]]:
    """Return for each tenth of confidence how many first candidates stand there, and how many are right."""
    bands: list[list[tuple[float, bool]]] = [[] for _ in range(BANDS)]
    for one in judged:
        if one.decision.candidates:
            confidence = one.decision.candidates[0].confidence
            bands[min(BANDS - 1, int(confidence * BANDS))].append((confidence, one.hit(1)))
    return [
        {
            "from": number / BANDS,
            "to": (number + 1) / BANDS,
            "questions": len(band),
            "confidence": round(sum(confidence for confidence, _ in band) / len(band), 4),
            "right": _share(right for _, right in band),
        }
        for number, band in enumerate(bands)
        if band
    ]


def calibration_error(curve: Iterable[Mapping[str, float]]) -> float:
    """Return the mean distance of confidence and share of right answers, weighted by questions (ECE)."""
    rows = list(curve)
    total = sum(row["questions"] for row in rows) or 1
    return round(sum(row["questions"] * abs(row["confidence"] - row["right"]) for row in rows) / total, 4)


def confusions(judged: Iterable[Judged]) -> list[dict[str, object]]:
    """Return which desk led where another was right, most frequent first."""
    counted = Counter(
        ("|".join(sorted(one.question.right)[:3]), one.ranked[0] if one.ranked else "")
        for one in judged
        if not one.hit(1)
    )
    return [
        {"wanted": wanted, "got": got, "count": count}
        for (wanted, got), count in counted.most_common(MOST_CONFUSIONS)
    ]


def _share(hits: Iterable[bool]) -> float:
    kept = list(hits)
    return round(sum(kept) / len(kept), 4) if kept else 0.0

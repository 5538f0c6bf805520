"""Fits the curve of confidence and prints it as `routing/rules/confidence.toml` wants it.

    python -m tests.bench.fit_confidence --routing R.csv --localgov DIR --everyday E.txt

Right and wrong first candidates of the question file and of the profiles' own samples; the same questions with every
right desk taken away, where any answer is wrong; municipal questions; everyday sentences. Measured out of fold.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.commands.matching_source import read_entries
from bot.commands.question_file import read_questions
from knowledge.destinations import DestinationId
from knowledge.entries import entries_of
from knowledge.profile import Profile, load_profile, profile_folders
from routing.judge import Judge, Question, judge_of_entries, judge_of_profile

MEASURES = (
    "likeness", "sound", "pairs", "document", "learned", "share", "agreement", "margin", "spread", "words", "field",
    "named",
)  # fmt: skip
POSITIVE = {
    "likeness",
    "share",
    "agreement",
    "margin",
    "learned",
    "named",
    "document",
    "pairs",
    "spread",
    "sound",
    "field",
}
# Everyday sentences are short, and so are single words that name a matter (「草取り」), which no file holds:
# length alone may not decide.
MOST_FOR_WORDS = 2.5
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One first candidate: its measures, whether it was right, how much it counts, and where it comes from."""

    measures: dict[str, float]
    right: bool
    weight: float
    group: str


def examples_of_profile(profile: Profile, routing: Path, everyday: Sequence[str]) -> Iterator[Example]:
    """Yield what the judge of a profile does with its questions, its samples and everyday sentences."""
    judge = judge_of_profile(profile)
    town = profile.municipality
    asked = [(q.text, q.area, q.right) for q in read_questions(routing, (*town.names, town.name)) if q.right]
    for text, area, right in asked:
        yield from _example(judge, Question(text, area), right, 1.0, "routing")
    for sample in profile.samples:
        yield from _example(judge, Question(sample.text), frozenset(sample.expected), 1.0, "samples")
    for text in everyday:
        yield from _example(judge, Question(text), frozenset(), 0.4, "everyday")
    for text, area, right in asked[::2]:
        yield from _example(_without(profile, right), Question(text, area), frozenset(), 0.5, "removed")


def _without(profile: Profile, gone: frozenset[str]) -> Judge:
    kept = tuple(d for d in profile.destinations if d.id not in gone)
    left = {d.id for d in kept if d.offered}
    phrases = ((p.destination, p.entry, p.text) for p in profile.phrases if p.destination in left)
    return Judge(
        entries=entries_of([d for d in kept if d.offered], phrases), destinations=kept, areas=profile.areas
    )


def _example(
    judge: Judge, question: Question, right: frozenset[str], weight: float, group: str
) -> Iterator[Example]:
    intent, findings = judge.examine(question)
    if intent is None and findings.candidates:
        hit = findings.candidates[0].destination in right
        yield Example(dict(findings.measures), hit, weight, group)


def examples_of_localgov(folder: Path) -> Iterator[Example]:
    """Yield what the judge of a bare knowledge base does with municipal questions."""
    judge = judge_of_entries(tuple(read_entries(folder / "knowledge.csv")))
    for asked in read_questions(folder / "questions_dev.csv"):
        yield from _example(
            judge, Question(asked.text), frozenset(map(DestinationId, asked.right)), 0.5, "localgov"
        )


def columns(examples: Sequence[Example]) -> tuple[Floats, Floats, Floats]:
    """Return the measures (with a leading one), the rights and the weights."""
    measures = np.array([[1.0, *(e.measures.get(name, 0.0) for name in MEASURES)] for e in examples])
    return measures, np.array([float(e.right) for e in examples]), np.array([e.weight for e in examples])


def fit(examples: Sequence[Example], smoothing: float = 2.0) -> Floats:
    """Return intercept and slopes of the logistic curve that fits best; evidence never counts against a desk."""
    measures, right, weight = columns(examples)

    def loss(slopes: Floats) -> tuple[float, Floats]:
        said = 1.0 / (1.0 + np.exp(-measures @ slopes))
        entropy = -(right * np.log(said + 1e-12) + (1 - right) * np.log(1 - said + 1e-12)) @ weight
        penalty = slopes.copy()
        penalty[0] = 0.0
        return float(entropy + smoothing * (penalty @ penalty) / 2), measures.T @ (
            weight * (said - right)
        ) + smoothing * penalty

    bounds: list[tuple[float | None, float | None]] = [
        (None, None),
        *((0.0, None) if name in POSITIVE else (None, None) for name in MEASURES),
    ]
    bounds[1 + MEASURES.index("words")] = (0.0, MOST_FOR_WORDS)
    found: Floats = minimize(loss, np.zeros(len(MEASURES) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return found


def out_of_fold(examples: Sequence[Example], folds: int = 5) -> Floats:
    """Return the confidence of every example by a curve fitted on the other folds."""
    fold = np.random.default_rng(0).integers(0, folds, len(examples))
    said = np.zeros(len(examples))
    for number in range(folds):
        slopes = fit([e for e, f in zip(examples, fold, strict=True) if f != number])
        rows = np.flatnonzero(fold == number)
        measures, _, _ = columns([examples[int(row)] for row in rows])
        said[rows] = 1.0 / (1.0 + np.exp(-measures @ slopes))
    return said


def report(examples: Sequence[Example], said: Floats) -> None:
    """Print by group and threshold how many first candidates would be answers, and how many of them right."""
    for group in dict.fromkeys(e.group for e in examples):
        rows = np.array([e.group == group for e in examples])
        right = np.array([e.right for e in examples])[rows]
        line = [f"{group:9} n {rows.sum():4} right {right.mean():.3f}  mean said {said[rows].mean():.3f}"]
        for edge in (0.15, 0.3, 0.5, 0.6, 0.7, 0.8):
            above = said[rows] >= edge
            line.append(f">={edge}: {above.mean():.2f} ({right[above].mean() if above.any() else 0:.3f})")
        print("  ".join(line))


def main() -> None:
    """Fit on everything given and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--routing", type=Path, required=True)
    parser.add_argument("--localgov", type=Path, required=True)
    parser.add_argument("--everyday", type=Path, required=True)
    arguments = parser.parse_args()
    sentences = arguments.everyday.read_text(encoding="utf-8").splitlines()
    everyday = random.Random(0).sample(sentences, 120)  # noqa: S311 - a repeatable draw
    examples = list(examples_of_localgov(arguments.localgov))
    for folder in profile_folders():
        profile = load_profile(folder)
        if profile.offered:
            examples.extend(examples_of_profile(profile, arguments.routing, everyday))
    report(examples, out_of_fold(examples))
    slopes = fit(examples)
    print(f"intercept = {slopes[0]:.3f}\n\n[slopes]")
    for name, slope in zip(MEASURES, slopes[1:], strict=True):
        print(f"{name} = {slope:.3f}")


if __name__ == "__main__":
    main()

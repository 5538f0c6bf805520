"""Measures matching and prints the whole table, side by side with three plain methods, in one run.

    python -m tests.bench.bench_matching --localgov DIR [--routing R.csv --handover H.csv --everyday E.txt]
        [--sizes 120,3000,30000] [--quick]

The plain methods see the same questions: BM25 over Sudachi words, rapidfuzz WRatio, TF-IDF of characters. Spread is
the standard error of a paired bootstrap over questions.
"""

import argparse
import csv
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.commands.matching_source import read_entries
from bot.commands.measures import Judged, report
from bot.commands.question_file import AskedQuestion, read_questions
from knowledge.entries import Entry, LearnedPhrase
from knowledge.normalise import normalise
from knowledge.profile import load_profile, profile_folders
from knowledge.search.field import FieldBuilder
from knowledge.tokens import analyse, content_lemmas
from routing.decision import DecisionKind
from routing.judge import Judge, Question, judge_of_entries, judge_of_profile
from tests.bench.speed import speed_rows

Ranking = Sequence[str]
Ranker = Callable[[str], Ranking]
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: name of the method, then figures by name."""

    method: str
    figures: Mapping[str, float]


def hits(questions: Sequence[AskedQuestion], rank: Ranker, desks: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Return for each measure one value per question that it concerns."""
    found: dict[str, list[bool]] = {"SR@1": [], "SR@5": [], "desk top-1": [], "desk top-3": []}
    for asked in questions:
        ranked = list(rank(asked.text))
        found["SR@1"].append(bool(set(ranked[:1]) & asked.right))
        found["SR@5"].append(bool(set(ranked[:5]) & asked.right))
        if asked.desks:
            order = list(dict.fromkeys(desks[name] for name in ranked))
            found["desk top-1"].append(bool(set(order[:1]) & asked.desks))
            found["desk top-3"].append(bool(set(order[:3]) & asked.desks))
    return {name: np.array(values, dtype=float) for name, values in found.items()}


def spread(values: "np.ndarray") -> float:
    """Return the bootstrap standard error of a mean (1,000 draws)."""
    if not len(values):
        return 0.0
    draws = np.random.default_rng(0).integers(0, len(values), (1000, len(values)))
    return float(values[draws].mean(axis=1).std())


def line(method: str, found: Mapping[str, "np.ndarray"]) -> str:
    """Return a line of the table: each mean with its standard error."""
    cells = (
        f"{name} {values.mean():.3f} ±{spread(values):.3f}" for name, values in found.items() if len(values)
    )
    return f"{method:34}" + "  ".join(cells)


def by_judge(judge: Judge) -> Ranker:
    """Rank by the product."""
    return lambda text: [str(c.destination) for c in judge.judge(Question(text)).candidates]


def by_bm25(entries: Sequence[Entry]) -> Ranker:
    """Rank by BM25 over content words of question and answer."""
    builder = FieldBuilder()
    for entry in entries:
        counted: dict[str, float] = {}
        for lemma in content_lemmas(f"{entry.title}。{entry.description}"):
            counted[lemma] = counted.get(lemma, 0.0) + 1.0
        builder.add(counted)
    field = builder.bm25()
    return lambda text: _top(entries, field.scores(dict.fromkeys(content_lemmas(text), 1.0)))


def by_wratio(entries: Sequence[Entry]) -> Ranker:
    """Rank by rapidfuzz WRatio on raw questions."""
    titles = [normalise(entry.title) for entry in entries]

    def rank(text: str) -> Ranking:
        found = process.extract(normalise(text), titles, scorer=fuzz.WRatio, limit=40)
        return [str(entries[place].id) for _, _, place in found]

    return rank


def by_characters(entries: Sequence[Entry]) -> Ranker:
    """Rank by TF-IDF of one to three characters of question and answer."""
    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    matrix = vectoriser.fit_transform([normalise(f"{e.title}。{e.description}") for e in entries])

    def rank(text: str) -> Ranking:
        return _top(entries, (matrix @ vectoriser.transform([normalise(text)]).T).toarray().ravel())

    return rank


def _top(entries: Sequence[Entry], scores: "np.ndarray") -> Ranking:
    return [str(entries[int(place)].id) for place in np.argsort(-scores, kind="stable")[:40]]


def five_fold(
    judge: Judge, questions: Sequence[AskedQuestion], desks: Mapping[str, str]
) -> dict[str, "np.ndarray"]:
    """Teach the questions of four folds and ask those of the fifth."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(questions))
    parts: list[dict[str, np.ndarray]] = []
    for number in range(FOLDS):
        taught = [
            LearnedPhrase(target, asked.text)
            for asked, own in zip(questions, fold, strict=True)
            if own != number
            for target in asked.best
        ]
        kept = [asked for asked, own in zip(questions, fold, strict=True) if own == number]
        parts.append(hits(kept, by_judge(judge.with_learned(taught)), desks))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def in_hiragana(questions: Sequence[AskedQuestion]) -> Iterator[AskedQuestion]:
    """Yield the questions as they sound."""
    for asked in questions:
        yield AskedQuestion(asked.id, analyse(asked.text).reading, right=asked.right, desks=asked.desks)


def localgov(folder: Path, *, quick: bool) -> None:
    """Print the municipal half of the table."""
    entries = tuple(read_entries(folder / "knowledge.csv"))
    questions = read_questions(folder / "questions_dev.csv")
    desks = {str(entry.id): str(entry.desk) for entry in entries}
    judge = judge_of_entries(entries)
    say(line("madoguchi", hits(questions, by_judge(judge), desks)))
    say(line("madoguchi, five-fold learned", five_fold(judge, questions, desks)))
    say(line("madoguchi, hiragana only", hits(list(in_hiragana(questions)), by_judge(judge), desks)))
    say(line("BM25 over Sudachi words", hits(questions, by_bm25(entries), desks)))
    say(line("TF-IDF of characters", hits(questions, by_characters(entries), desks)))
    if not quick:
        say(line("rapidfuzz WRatio", hits(questions, by_wratio(entries), desks)))


def profiles(routing: Path, handover: Path | None, everyday: Path | None) -> None:
    """Print the figures of the profiles: routing, decisions, everyday sentences that get an answer."""
    routed: list[Judged] = []
    expected: list[Judged] = []
    answered = asked_everyday = 0
    for folder in profile_folders():
        profile = load_profile(folder)
        if not profile.offered:
            continue
        judge, names = judge_of_profile(profile), (*profile.municipality.names, profile.municipality.name)
        routed += judged(judge, read_questions(routing, names))
        if handover is not None:
            expected += judged(judge, read_questions(handover, names))
        if everyday is not None:
            drawn = random.Random(1).sample(everyday.read_text(encoding="utf-8").splitlines(), 400)  # noqa: S311
            kinds = [judge.judge(Question(text)).kind for text in drawn]
            answered += sum(kind is DecisionKind.ANSWER for kind in kinds)
            asked_everyday += len(kinds)
    found = report(routed)
    say(
        "profiles: "
        + ", ".join(
            f"{name} {found[name]}" for name in ("questions", "top1", "top3", "coverage", "precision")
        )
    )
    if expected:
        say(f"decisions right: {report(expected)['decisions_right']} of {len(expected)}")
    if asked_everyday:
        say(f"everyday sentences answered with one desk: {answered / asked_everyday:.3f} of {asked_everyday}")


def judged(judge: Judge, questions: Sequence[AskedQuestion]) -> list[Judged]:
    """Return the decisions on questions."""
    return [Judged(asked, judge.judge(Question(asked.text, asked.area)), {}) for asked in questions]


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(words: Sequence[str]) -> None:
    """Run what the arguments name."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--localgov", type=Path)
    parser.add_argument("--routing", type=Path)
    parser.add_argument("--handover", type=Path)
    parser.add_argument("--everyday", type=Path)
    parser.add_argument(
        "--sizes", default="", help="numbers of entries to measure speed at, such as 120,3000,30000"
    )
    parser.add_argument("--quick", action="store_true", help="leave out WRatio, which takes minutes")
    arguments = parser.parse_args(words)
    csv.field_size_limit(2**31 - 1)
    if arguments.localgov:
        localgov(arguments.localgov, quick=arguments.quick)
    if arguments.routing:
        profiles(arguments.routing, arguments.handover, arguments.everyday)
    for size in filter(None, arguments.sizes.split(",")):
        say(speed_rows(int(size)))


if __name__ == "__main__":
    main(sys.argv[1:])

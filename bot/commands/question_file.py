"""Reads the question files that `evaluate` measures against."""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.areas import AreaId
from routing.decision import DecisionKind

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

# Which decisions count as right for what a question file expects of a message that is no matter for a desk.
EXPECTED: Mapping[str, frozenset[DecisionKind]] = {
    "handover": frozenset({DecisionKind.HANDOVER, DecisionKind.ASK}),
    "smalltalk": frozenset({DecisionKind.SMALLTALK}),
    "human_request": frozenset({DecisionKind.PERSON}),
    "privacy_request": frozenset({DecisionKind.PRIVACY}),
    "out_of_scope": frozenset({DecisionKind.HANDOVER, DecisionKind.ASK, DecisionKind.SMALLTALK}),
}


class QuestionFileError(ValueError):
    """The file cannot be measured against; the message names file, line and fault. Mend the file."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One row: the text, and what would be right.

    `right` are the destinations (or entries) that count, `desks` the desks where the file names them apart;
    `best` those of them that a coordinator would teach; `expected` the decisions that count where the file expects
    a decision and no desk.
    """

    id: str
    text: str
    area: AreaId | None = None
    right: frozenset[str] = frozenset()
    desks: frozenset[str] = frozenset()
    expected: frozenset[DecisionKind] = field(default=frozenset())
    best: frozenset[str] = frozenset()


def read_questions(path: Path, names: Iterable[str] = ()) -> tuple[AskedQuestion, ...]:
    """Return the questions of a CSV file; with `names` only the rows of that municipality."""
    wanted = set(names)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if "text" not in (reader.fieldnames or ()):
                raise QuestionFileError(f"{path}:1: no column text")
            return tuple(_questions(path, reader, wanted))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise QuestionFileError(f"{path}: {error}") from error


def _questions(path: Path, reader: "csv.DictReader[str]", wanted: set[str]) -> Iterator[AskedQuestion]:
    for row in reader:
        town = (row.get("municipality") or "").strip()
        if wanted and town and town not in wanted:
            continue
        yield AskedQuestion(
            id=(row.get("id") or "").strip(),
            text=row.get("text") or "",
            area=AreaId(area) if (area := (row.get("area") or "").strip()) else None,
            right=_ids(row, "best", "acceptable", "relevant_2", "relevant_1"),
            desks=_ids(row, "desks"),
            expected=_expected(path, reader.line_num, row),
            best=_ids(row, "best", "relevant_2") or _ids(row, "desks"),
        )


def _ids(row: Mapping[str, str], *columns: str) -> frozenset[str]:
    return frozenset(
        part.strip() for column in columns for part in (row.get(column) or "").split(";") if part.strip()
    )


def _expected(path: Path, line: int, row: Mapping[str, str]) -> frozenset[DecisionKind]:
    name = (row.get("expected") or "").strip()
    if not name:
        return frozenset()
    if name not in EXPECTED:
        raise QuestionFileError(f"{path}:{line}: expected {name!r} is none of {', '.join(EXPECTED)}")
    return EXPECTED[name]

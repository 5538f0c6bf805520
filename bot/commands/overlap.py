"""Finds product texts that are nearly the same as texts of a question file: those would make figures worthless."""

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.normalise import normalise

SHORTEST = 10
ALIKE = 90.0
_PIECE = 256
ROOT = Path(__file__).resolve().parents[2]
# What ships, and the corpora of the tests where they lie beside it.
FOLDERS = ("knowledge", "routing", "bot", "storage", "tests")
# Labels of buttons are the same few words everywhere; a resident's message may well be one of them.
_LABELS = ("label", "button", "quick")


@dataclass(frozen=True, slots=True)
class Overlap:
    """A product text, where it stands, and the text of the file it is like (0 to 100)."""

    file: str
    text: str
    question: str
    alike: float


def overlaps(questions: Iterable[str], root: Path = ROOT) -> list[Overlap]:
    """Return every text of the product that is 90 % alike to one of `questions`."""
    asked = [text for text in (normalise(question) for question in questions) if len(text) >= SHORTEST]
    texts = [(path, text, normalise(text)) for path, text in product_texts(root)]
    known = [(path, text, plain) for path, text, plain in texts if len(plain) >= SHORTEST]
    found: list[Overlap] = []
    for start in range(0, len(known), _PIECE):
        piece = known[start : start + _PIECE]
        alike = process.cdist(
            [plain for _, _, plain in piece], asked, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32
        )
        for row, column in zip(*np.nonzero(alike), strict=True):
            path, text, _ = piece[row]
            found.append(Overlap(str(path), text, asked[column], float(alike[row, column])))
    return found


def product_texts(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield every text of the product's data files, with its file (below `root`)."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix == ".csv":
                yield from ((path.relative_to(root), text) for text in _cells(path))
            elif path.suffix == ".toml":
                tables = tomllib.loads(path.read_text(encoding="utf-8"))
                yield from ((path.relative_to(root), text) for text in _strings(tables))


def _cells(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            for cell in row:
                yield cell
                if "|" in cell:
                    yield from cell.split("|")


def _strings(value: object, key: str = "") -> Iterator[str]:
    if any(word in key for word in _LABELS):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)

"""Rewrites words and endings of 土佐 and 岡山 into plain Japanese, so that the tokeniser can read them."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Words of a dialect, what they are in plain Japanese, and the pattern with its surroundings."""

    words: tuple[str, ...]
    plain: str
    pattern: str

    def may_stand_in(self, text: str) -> bool:
        """Tell whether one of the words stands in `text` at all, whatever is around it."""
        return any(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class Dialect:
    """All rewritings, in the order in which they are tried at a place."""

    rows: tuple[Rewriting, ...]
    _by_start: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows):
            for start in {word[:2] for word in row.words}:
                self._by_start.setdefault(start, []).append(number)

    def rewrite(self, text: str) -> str:
        """Return normalised `text` in plain Japanese as far as the list knows it."""
        # Few rows concern any one text; one pattern of a hundred rows would be tried at every character.
        starts = {text[at : at + 2] for at in range(len(text))} | set(text)
        near = {number for start in starts & self._by_start.keys() for number in self._by_start[start]}
        concerned = tuple(
            row for row in (self.rows[number] for number in sorted(near)) if row.may_stand_in(text)
        )
        if not concerned:
            return text
        pattern = _joined(concerned)
        return pattern.sub(lambda found: concerned[(found.lastindex or 1) - 1].plain, text)


@lru_cache(maxsize=1024)
def _joined(rows: tuple[Rewriting, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({row.pattern})" for row in rows))


def parse_dialect(lines: Iterable[str]) -> Dialect:
    """Read the CSV lines `words,plain,before,after,region`; `before` and `after` are patterns of the surroundings."""
    return Dialect(
        tuple(
            Rewriting(
                words := tuple(row["words"].split("|")),
                row["plain"],
                f"{row['before']}(?:{'|'.join(map(re.escape, words))}){row['after']}",
            )
            for row in csv.DictReader(lines)
        )
    )


@cache
def load_dialect() -> Dialect:
    """Return the rewritings of `dialect.csv`, read once per process."""
    return parse_dialect(files("knowledge").joinpath("dialect.csv").read_text(encoding="utf-8").splitlines())

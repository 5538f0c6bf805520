"""Reads the rules of triage from their files; every mistake is reported with file and line."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from routing.triage_rules.model import (
    Frame,
    FrameKind,
    Mask,
    PatternIndex,
    Rule,
    Scope,
    Signal,
    SignalKind,
    TriageRules,
    Turn,
    Weight,
)
from routing.triage_rules.patterns import Known, Pattern, PatternError, Words, compile_pattern
from routing.urgency import Danger, RuleId

FOLDER = Path(__file__).parent.parent / "rules" / "triage"
JAPANESE = "ja"
UNSPACED = {JAPANESE, "zh", "my"}
REACH = {"after": 4, "before": 24}
"""How many characters a frame may stand away from its hit, unless it says so itself."""
E = TypeVar("E", bound=StrEnum)
Table = dict[str, object]


class RulesError(ValueError):
    """The rule files hold mistakes, one per line as `file:line: what`. Mend the data; nothing can start."""


@dataclass(slots=True)
class _File:
    """One rule file while it is read."""

    name: str
    text: str
    mistakes: list[str]

    def tables(self) -> Iterable[tuple[str, Table]]:
        try:
            parsed = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            # The parser's own message names the line.
            self.mistakes.append(f"{self.name}: {error}")
            return
        for section, rows in parsed.items():
            for row in rows if isinstance(rows, list) else [rows]:
                if isinstance(row, dict):
                    yield section, row
                else:
                    self.blame(section, f"{section!r} must be a table")

    def blame(self, needle: str, what: str) -> None:
        lines = self.text.splitlines()
        number = next((n for n, line in enumerate(lines, 1) if needle and needle in line), 1)
        self.mistakes.append(f"{self.name}:{number}: {what}")


@cache
def load_rules(folder: Path = FOLDER) -> TriageRules:
    """Read every `*.toml` of a folder (UTF-8) and return the indexed rules. Raise `RulesError`."""
    mistakes: list[str] = []
    files = [_File(path.name, path.read_text("utf-8"), mistakes) for path in sorted(folder.glob("*.toml"))]
    rows = [(file, section, row) for file in files for section, row in file.tables()]
    words, found = _words(rows), _Found()
    known: Known = {}
    seen: set[str] = set()
    for file, section, table in rows:
        if section in found.sections:
            _Row(file, table, words, known).build(found.sections[section], seen)
        elif section != "words":
            file.blame(section, f"unknown table {section!r}")
    if mistakes:
        raise RulesError("\n".join(mistakes))
    return found.indexed()


class _Found:
    """What the files hold, by kind, while they are read."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.frames: list[Frame] = []
        self.turns: list[Turn] = []
        self.masks: list[Mask] = []
        self.signals: list[Signal] = []
        self.sections: dict[str, Callable[[_Row], None]] = {
            "rule": lambda row: self.rules.append(row.rule()),
            "frame": lambda row: self.frames.append(row.frame()),
            "turn": lambda row: self.turns.append(row.turn()),
            "mask": lambda row: self.masks.append(row.mask()),
            "signal": lambda row: self.signals.append(row.signal()),
        }

    def indexed(self) -> TriageRules:
        return TriageRules(
            rules=PatternIndex(tuple(rule for rule in self.rules if rule.language == JAPANESE)),
            foreign=PatternIndex(tuple(rule for rule in self.rules if rule.language != JAPANESE)),
            frames=PatternIndex(tuple(self.frames)),
            turns=PatternIndex(tuple(self.turns)),
            masks=PatternIndex(tuple(self.masks)),
            signals=PatternIndex(tuple(self.signals)),
        )


def _words(rows: list[tuple[_File, str, Table]]) -> Words:
    lists: dict[str, tuple[str, ...]] = {}
    for file, section, table in rows:
        if section != "words":
            continue
        for name, words in table.items():
            if isinstance(words, list) and words and all(isinstance(word, str) for word in words):
                if name in lists:
                    file.blame(f"{name} =", f"the word list {name!r} exists twice")
                lists[name] = tuple(str(word) for word in words)
            else:
                file.blame(f"{name} =", f"the word list {name!r} must be a list of texts")
    return lists


class _RowError(ValueError):
    """One row cannot be used; `needle` is a text of its line. The loader collects it and goes on."""

    def __init__(self, needle: str, what: str) -> None:
        super().__init__(what)
        self.needle = needle


@dataclass(slots=True)
class _Row:
    """One table of a rule file, read field by field."""

    file: _File
    table: Table
    words: Words
    known: Known

    def build(self, builder: Callable[["_Row"], None], seen: set[str]) -> None:
        identity = str(self.table.get("id", ""))
        if identity in seen:
            self.file.blame(self.mark(), f"the id {identity!r} exists twice")
        seen.add(identity)
        try:
            builder(self)
        except _RowError as error:
            self.file.blame(error.needle, str(error))

    def rule(self) -> Rule:
        language = self.text("language", JAPANESE)
        return Rule(
            id=self.identity(),
            weight=self.one_of(Weight, "level"),
            dangers=tuple(self.some_of(Danger, "dangers")),
            patterns=self.patterns(spaced=language not in UNSPACED),
            reason=self.text("reason"),
            source=self.text("source"),
            language=language,
            reviewed=self.table.get("reviewed", True) is True,
            firm=frozenset(self.some_of(FrameKind, "firm")),
        )

    def frame(self) -> Frame:
        return Frame(
            id=self.identity(),
            kind=self.one_of(FrameKind, "kind"),
            scope=self.one_of(Scope, "scope"),
            reach=self.number("reach", REACH),
            dangers=frozenset(self.some_of(Danger, "dangers")),
            patterns=self.patterns(),
            reason=self.text("reason"),
            leaves_topic=self.table.get("leaves_topic", False) is True,
        )

    def turn(self) -> Turn:
        return Turn(id=self.identity(), patterns=self.patterns(), reason=self.text("reason"))

    def mask(self) -> Mask:
        return Mask(id=self.identity(), patterns=self.patterns(), reason=self.text("reason"))

    def signal(self) -> Signal:
        return Signal(id=self.identity(), kind=self.one_of(SignalKind, "kind"), patterns=self.patterns())

    def identity(self) -> RuleId:
        return RuleId(self.text("id"))

    def text(self, key: str, default: str | None = None) -> str:
        value = self.table.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise _RowError(self.mark(), f"{key!r} is missing in {self.table.get('id')!r}")
        return value

    def texts(self, key: str) -> list[str]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _RowError(self.mark(), f"{key!r} must be a list of texts in {self.table.get('id')!r}")
        return value

    def one_of(self, kind: type[E], key: str) -> E:
        value = self.text(key)
        if value not in list(kind):
            raise _RowError(self.mark(), f"{key} = {value!r} is not one of {', '.join(kind)}")
        return kind(value)

    def some_of(self, kind: type[E], key: str) -> list[E]:
        values = self.texts(key)
        for value in values:
            if value not in list(kind):
                raise _RowError(self.mark(), f"{key}: {value!r} is not one of {', '.join(kind)}")
        return [kind(value) for value in values]

    def number(self, key: str, defaults: Mapping[str, int]) -> int:
        value = self.table.get(key, defaults.get(self.text("scope"), 0))
        if not isinstance(value, int):
            raise _RowError(self.mark(), f"{key!r} must be a number in {self.table.get('id')!r}")
        return value

    def patterns(self, *, spaced: bool = False) -> tuple[Pattern, ...]:
        sources = self.texts("patterns")
        if not sources:
            raise _RowError(self.mark(), f"no patterns in {self.table.get('id')!r}")
        compiled: list[Pattern] = []
        for source in sources:
            try:
                compiled.append(compile_pattern(source, self.words, spaced=spaced, known=self.known))
            except PatternError as error:
                raise _RowError(source, str(error)) from error
        return tuple(compiled)

    def mark(self) -> str:
        """Return a text that finds the row's line."""
        return f'"{self.table.get("id", "")}"'

"""What a message wants that is no matter for a desk: thanks, a person, its own data; and what no desk may judge.

The patterns are data (`rules/intents.toml`) over normalised text without blanks. Exact, never fuzzy.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from knowledge.tokens import Analysis
from routing.decision import DecisionKind, Flag, PrivacyRequest, Smalltalk


class IntentError(ValueError):
    """A row of the intents cannot be used; the message names it. Mend the data."""


class Reach(StrEnum):
    """How much of a message a pattern must cover to count."""

    WHOLE = "whole"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Intent:
    """One row: what it decides, by which patterns, and which words forbid it.

    `longest` is the number of characters above which the row no longer counts (0 = any length).
    """

    id: str
    kind: DecisionKind
    reach: Reach
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    smalltalk: Smalltalk | None
    privacy: PrivacyRequest | None
    flag: Flag | None
    longest: int
    name: str

    def fits(self, text: str) -> bool:
        """Tell whether the normalised text without blanks is of this intent."""
        if self.longest and len(text) > self.longest:
            return False
        search = self.pattern.fullmatch if self.reach is Reach.WHOLE else self.pattern.search
        return search(text) is not None and (self.unless is None or self.unless.search(text) is None)


@dataclass(frozen=True, slots=True)
class Intents:
    """All rows, in the order in which they are tried."""

    rows: tuple[Intent, ...]
    vague: frozenset[str] = frozenset()
    vague_because: str = ""
    sad: frozenset[str] = frozenset()

    def of(self, raw: str, analysis: Analysis, words: Collection[str]) -> Intent | None:
        """Return the first intent of a message, or None when it is a matter for the desks.

        `raw` is the message as it came, `words` what its words say (normalised forms; empty when they form an
        expression, which says more than its single words).
        """
        text = plain_of(analysis)
        if not text:
            return self._of_signs(raw)
        found = next((row for row in self.rows if row.fits(text)), None)
        return found if found is not None else self._vague(words)

    def named(self, id_: str) -> Intent | None:
        """Return the row with this id."""
        return next((row for row in self.rows if row.id == id_), None)

    @property
    def kinds(self) -> Mapping[str, str]:
        """Return for each row's id what it decides."""
        return {row.id: row.kind.value for row in self.rows}

    def _of_signs(self, raw: str) -> Intent | None:
        if not raw.strip():
            return None
        if self.sad.intersection(raw):
            return _made("sad-sign", DecisionKind.HANDOVER, "つらそうな絵文字")
        if not any(unicodedata.category(sign) in _PICTURES for sign in raw):
            return _made("marks", DecisionKind.HANDOVER, "記号だけで、何のことかは書かれていない")
        return _made("sign", DecisionKind.SMALLTALK, "絵文字だけ", Smalltalk.OTHER)

    def _vague(self, words: Collection[str]) -> Intent | None:
        if not words or not self.vague.issuperset(words):
            return None
        return _made("vague", DecisionKind.HANDOVER, self.vague_because)


def _made(id_: str, kind: DecisionKind, because: str, smalltalk: Smalltalk | None = None) -> Intent:
    return Intent(id_, kind, Reach.WHOLE, _NEVER, None, smalltalk, None, None, 0, because)


_NEVER = re.compile(r"(?!)")
_PICTURES = {"So", "Sk", "Sm", "Mn"}
"""Unicode categories of emoji and of faces made of signs; 「。。。」 and 「???」 are neither."""


def plain_of(analysis: Analysis) -> str:
    """Return the text that patterns are held against: normalised, without blanks."""
    return analysis.text.replace(" ", "")


@cache
def load_intents() -> Intents:
    """Return the intents of `rules/intents.toml`, read once per process."""
    return parse_intents(files("routing.rules").joinpath("intents.toml").read_text(encoding="utf-8"))


def parse_intents(text: str) -> Intents:
    """Read intents; raise `IntentError` naming the row that cannot be used."""
    tables = tomllib.loads(text)
    words = {f"<{name}>": f"(?:{'|'.join(values)})" for name, values in tables.get("words", {}).items()}
    vague = tables.get("vague", {})
    return Intents(
        tuple(_rows(tables.get("intent", []), words)),
        frozenset(vague.get("words", ())),
        str(vague.get("because", "")),
        frozenset(tables.get("signs", {}).get("sad", "")),
    )


def _rows(rows: list[dict[str, object]], words: dict[str, str]) -> Iterator[Intent]:
    for row in rows:
        try:
            yield _intent(row, words)
        except (KeyError, ValueError, re.error) as error:
            raise IntentError(f"intents.toml, {row.get('id', 'a row without id')}: {error}") from error


def _intent(row: dict[str, object], words: dict[str, str]) -> Intent:
    unless = _pattern(row, "unless", words) if "unless" in row else None
    return Intent(
        id=str(row["id"]),
        kind=DecisionKind(str(row["decision"])),
        reach=Reach(str(row.get("reach", "anywhere"))),
        pattern=_pattern(row, "patterns", words),
        unless=unless,
        smalltalk=Smalltalk(str(row["smalltalk"])) if "smalltalk" in row else None,
        privacy=PrivacyRequest(str(row["privacy"])) if "privacy" in row else None,
        flag=Flag(str(row["flag"])) if "flag" in row else None,
        longest=int(str(row.get("longest", 0))),
        name=str(row["because"]),
    )


def _pattern(row: dict[str, object], key: str, words: dict[str, str]) -> re.Pattern[str]:
    sources = row[key]
    if not isinstance(sources, list) or not sources:
        raise ValueError(f"{key} is no list of patterns")
    source = "|".join(f"(?:{part})" for part in map(str, sources))
    for name, choices in words.items():
        source = source.replace(name, choices)
    return re.compile(source)

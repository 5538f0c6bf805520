"""What a municipality may reword: which sentences, within which limits, and how one looks while it is written."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

import regex

from bot.texts.fields import FieldsError, fields_of
from bot.texts.reading import LANGUAGES

RULES = Path(__file__).parent / "wording_rules.toml"
LONGEST_TYPED = 2000
LONGEST_FIELD = 12
"""How much room a field is thought to take when the length of a sentence is counted."""

_NUMBER = re.compile(r"[0-9#＃][0-9\-]{2,}")
# Control signs but the line break, and what turns the direction of writing.
_STRANGE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


class WordingFault(StrEnum):
    """What is wrong with a sentence; the values are keys of `wording.fault`."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    BRACES = "braces"
    FIELDS = "fields"
    NEEDED = "needed"
    NUMBER = "number"
    READERS = "readers"
    SIGNS = "signs"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Found:
    """One fault, with what it is about: the names of fields, the number, the limit."""

    fault: WordingFault
    about: str = ""


@dataclass(frozen=True, slots=True)
class WordingRules:
    """The rules as their file says them."""

    spoken: tuple[str, ...]
    protected: Mapping[str, str]
    limits: Mapping[str, int]
    buttons: tuple[str, ...]
    needed: Mapping[str, tuple[str, ...]]
    numbers: frozenset[str]
    readers: re.Pattern[str]
    reader_keys: tuple[str, ...]
    examples: Mapping[str, str] = field(repr=False)

    def is_spoken(self, key: str) -> bool:
        """Tell whether a key is a sentence that the bot says."""
        return key.partition(".")[0] in {*self.spoken, *LANGUAGES}

    def protection(self, key: str) -> str:
        """Return why a sentence may not be reworded, empty for one that may."""
        if key.partition(".")[0] in LANGUAGES:
            return "language"
        return next((why for start, why in self.protected.items() if _means(start, key)), "")

    def is_button(self, key: str) -> bool:
        """Tell whether a sentence stands on a button."""
        return any(_means(start, key) for start in self.buttons)

    def limit(self, key: str) -> int:
        """Return how many characters (grapheme clusters) a sentence may have, its fields filled in."""
        if self.is_button(key):
            return self.limits["button"]
        return self.limits["resident" if key.startswith("resident.") else "staff"]


def _means(rule: str, key: str) -> bool:
    """Tell whether a rule is about a key: its own, or one of a group that the rule names with a dot at its end."""
    return key == rule or (rule.endswith(".") and key.startswith(rule))


@cache
def wording_rules() -> WordingRules:
    """Return the rules."""
    data = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return WordingRules(
        spoken=tuple(data["spoken"]),
        protected=data["protected"],
        limits=data["limits"],
        buttons=tuple(data["buttons"]["keys"]),
        needed={start: tuple(names) for start, names in data["needed"].items()},
        numbers=frozenset(data["numbers"]["allowed"]),
        readers=re.compile(data["readers"]["pattern"]),
        reader_keys=tuple(data["readers"]["keys"]),
        examples=data["examples"],
    )


def tidy_sentence(text: str) -> str:
    """Return a typed sentence with one kind of line break and nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def faults_of(rules: WordingRules, key: str, sentence: str, common: str) -> tuple[Found, ...]:
    """Return what is wrong with a sentence in place of the common one; nothing for one that may be told."""
    if not sentence:
        return (Found(WordingFault.EMPTY),)
    if _STRANGE.search(sentence):
        return (Found(WordingFault.SIGNS),)
    try:
        used = fields_of(sentence)
    except FieldsError:
        return (Found(WordingFault.BRACES),)
    found = [*_field_faults(rules, key, used, fields_of(common))]
    room = sentence.format_map(dict.fromkeys(used, "あ" * LONGEST_FIELD))
    if len(sentence) > LONGEST_TYPED or len(regex.findall(r"\X", room)) > rules.limit(key):
        found.append(Found(WordingFault.TOO_LONG, str(rules.limit(key))))
    said = unicodedata.normalize("NFKC", sentence.format_map(dict.fromkeys(used, "X")))
    strange = sorted(set(_NUMBER.findall(said)) - rules.numbers - set(_NUMBER.findall(common)))
    if strange:
        found.append(Found(WordingFault.NUMBER, "、".join(strange)))
    tells = key.startswith("resident.") and not any(word in key for word in rules.reader_keys)
    if tells and rules.readers.search(said) and not rules.readers.search(common):
        found.append(Found(WordingFault.READERS))
    return tuple(found)


def _field_faults(
    rules: WordingRules, key: str, used: frozenset[str], common: frozenset[str]
) -> tuple[Found, ...]:
    found = []
    foreign = sorted(used - common)
    if foreign:
        found.append(Found(WordingFault.FIELDS, "、".join(foreign)))
    needed = {name for start, names in rules.needed.items() if key.startswith(start) for name in names}
    missing = sorted((needed & common) - used)
    if missing:
        found.append(Found(WordingFault.NEEDED, "、".join(missing)))
    return tuple(found)

"""Neighbourhood words that mean the same to a desk: single words and short expressions, as data."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache
from importlib.resources import files

from knowledge.destinations import Category
from knowledge.tokens import NEGATION, Word, analyse

CONCEPT = "§"
# 「部屋から全然出てこない」: one word may stand between two words of an expression.
_GAP = 1


class ThesaurusError(ValueError):
    """The rows cannot be read; the message names line and fault. Mend the data."""


@dataclass(frozen=True, slots=True)
class Group:
    """Words and expressions with one meaning; `name` is what a coordinator reads as the reason.

    `field` is the field of life the words point to, None for words that any field uses.
    """

    name: str
    members: tuple[str, ...]
    field: Category | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """A group found in a text: its concept term, and the words that said it (first to last)."""

    concept: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Groups by their first word: {first: [(rest, concept), ...]}."""

    starts: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    groups: tuple[Group, ...] = ()
    fields: Mapping[str, Category] = dataclass_field(default_factory=dict)

    def meanings(self, words: Sequence[Word]) -> Iterator[Meaning]:
        """Yield every group whose word or expression stands in `words` (stop words included)."""
        for place, word in enumerate(words):
            for key in (word.lemma, word.lemma + NEGATION) if word.negated else (word.lemma,):
                for rest, concept in self.starts.get(key, ()):
                    last = _follow(words, place, rest)
                    if last is not None:
                        yield Meaning(concept, place, last)


def _follow(words: Sequence[Word], place: int, rest: tuple[str, ...]) -> int | None:
    for wanted in rest:
        for step in range(1, _GAP + 2):
            following = place + step
            if following < len(words) and _is(words[following], wanted):
                place = following
                break
        else:
            return None
    return place


def _is(word: Word, wanted: str) -> bool:
    if wanted.endswith(NEGATION):
        return word.negated and word.lemma == wanted[:-1]
    return word.lemma == wanted


def expression(text: str) -> tuple[str, ...]:
    """Return the words by which `text` is recognised: lemmas, negated ones marked.

    Helping verbs in the middle (して・いる) are left out; they vary with politeness. Empty when only stop words
    are left, for they would be found in every message.
    """
    words = analyse(text).words
    if all(word.stop for word in words):
        return ()
    telling = [word for word in words if not word.stop]
    kept = telling if len(telling) >= 2 or (telling and len(words) == len(telling)) else list(words)
    return tuple(word.lemma + (NEGATION if word.negated else "") for word in kept)


def make_thesaurus(groups: Iterable[Group]) -> Thesaurus:
    """Build the look-up of `groups`; members that the tokeniser finds no word in are left out."""
    starts: dict[str, dict[tuple[tuple[str, ...], str], None]] = {}
    kept = tuple(groups)
    for group in kept:
        for member in group.members:
            words = expression(member)
            if words:
                starts.setdefault(words[0], {})[words[1:], CONCEPT + group.name] = None
    fields = {CONCEPT + group.name: group.field for group in kept if group.field is not None}
    return Thesaurus({first: tuple(rests) for first, rests in starts.items()}, kept, fields)


def parse_groups(lines: Iterable[str]) -> tuple[Group, ...]:
    """Read the CSV lines `group,field,words` (words separated by `|`); raise `ThesaurusError` with the line."""
    groups: list[Group] = []
    seen: set[str] = set()
    for number, row in enumerate(csv.DictReader(lines), start=2):
        name, members = (row.get("group") or "").strip(), (row.get("words") or "").strip()
        if not name or not members:
            raise ThesaurusError(f"thesaurus line {number}: a group needs a name and words")
        if name in seen:
            raise ThesaurusError(f"thesaurus line {number}: group {name} stands twice")
        seen.add(name)
        words = tuple(dict.fromkeys((name, *(m.strip() for m in members.split("|") if m.strip()))))
        groups.append(Group(name, words, _field(number, (row.get("field") or "").strip())))
    return tuple(groups)


def _field(number: int, name: str) -> Category | None:
    try:
        return Category(name) if name else None
    except ValueError as error:
        raise ThesaurusError(f"thesaurus line {number}: no field {name!r}") from error


@cache
def load_thesaurus() -> Thesaurus:
    """Return the thesaurus of `thesaurus.csv`, read once per process."""
    text = files("knowledge").joinpath("thesaurus.csv").read_text(encoding="utf-8")
    return make_thesaurus(parse_groups(text.splitlines()))

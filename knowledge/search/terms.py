"""What a text is compared by: words with their meanings, sounds in threes, characters in pairs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.normalise import has_kanji
from knowledge.thesaurus import CONCEPT, Meaning, Thesaurus
from knowledge.tokens import Analysis, Kind, Word

# A meaning counts less than the very word, or 電球 and 蛍光灯 would be the same to the index.
MEANING_WEIGHT = 0.7
# Nouns name the matter; verbs and adjectives repeat from matter to matter (measured: +1.5 points at half weight).
KIND_WEIGHTS = {Kind.NOUN: 1.0, Kind.VERB: 0.5, Kind.ADJECTIVE: 0.6, Kind.OTHER: 0.4}
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Query:
    """A message, or one clause of it, as terms with weights.

    `words` holds lemmas and concepts (with §), `sounds` three-character pieces of the reading, `pairs` of the
    writing. `kanji` is False for a message written by sound alone.
    """

    words: dict[str, float]
    sounds: dict[str, float]
    pairs: dict[str, float]
    kanji: bool

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to search for."""
        return not self.words and not self.sounds


def query_of(analysis: Analysis, thesaurus: Thesaurus, recovered: Sequence[Word] = ()) -> Query:
    """Make the query of an analysed text; `recovered` are words found by their sound in a text without kanji."""
    kanji = has_kanji(analysis.text)
    words = word_terms((*analysis.words, *recovered), thesaurus)
    # With kanji the reading of the content words is enough; without, the words are not to be trusted.
    reading = sound_of(analysis.words) if kanji else analysis.reading
    return Query(words, grams((reading,), 3), grams(writing_of(analysis.text), 2), kanji)


def word_terms(words: Sequence[Word], thesaurus: Thesaurus) -> dict[str, float]:
    """Return lemmas of the telling words, weighted by kind, and the concepts they express."""
    return both_terms(words, thesaurus)[0]


def both_terms(words: Sequence[Word], thesaurus: Thesaurus) -> tuple[dict[str, float], dict[str, float]]:
    """Return the terms of a text as a phrase (`word_terms`), and counted as part of a document."""
    weighed: dict[str, float] = {}
    counted: dict[str, float] = {}
    for word in words:
        if not word.stop:
            weighed[word.lemma] = max(weighed.get(word.lemma, 0.0), KIND_WEIGHTS[word.kind])
            counted[word.lemma] = counted.get(word.lemma, 0.0) + 1.0
    for meaning in thesaurus.meanings(words):
        weighed[meaning.concept] = max(weighed.get(meaning.concept, 0.0), MEANING_WEIGHT)
        counted[meaning.concept] = counted.get(meaning.concept, 0.0) + 1.0
    return weighed, counted


def meanings_of(analysis: Analysis, thesaurus: Thesaurus) -> tuple[Meaning, ...]:
    """Return the meanings found in a text, for the reasons shown to a coordinator."""
    return tuple(thesaurus.meanings(analysis.words))


def is_concept(term: str) -> bool:
    """Tell whether a term stands for a group of the thesaurus."""
    return term.startswith(CONCEPT)


def sound_of(words: Iterable[Word]) -> str:
    """Return the reading of the telling words in one string."""
    return "".join(word.reading for word in words if not word.stop)


def writing_of(text: str) -> list[str]:
    """Return the runs of letters in a text, without signs and blanks."""
    return [run for run in _NOT_A_LETTER.split(text) if run]


def grams(runs: Iterable[str], size: int) -> dict[str, float]:
    """Return the pieces of `size` characters in each run, counted; a shorter run is one piece."""
    counted: dict[str, float] = {}
    for raw in runs:
        run = _NOT_A_LETTER.sub("", raw)
        if not run:
            continue
        for start in range(max(1, len(run) - size + 1)):
            piece = run[start : start + size]
            counted[piece] = counted.get(piece, 0.0) + 1.0
    return counted

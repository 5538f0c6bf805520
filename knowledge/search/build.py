"""Builds the fields of the index from entries; every text is analysed once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.entries import Entry
from knowledge.search.field import Field, FieldBuilder, Integers
from knowledge.search.owned import OwnedField
from knowledge.search.sounds import LexiconBuilder, SoundLexicon
from knowledge.search.terms import both_terms, grams, sound_of, writing_of
from knowledge.search.topics import Topics, make_topics
from knowledge.thesaurus import Thesaurus
from knowledge.tokens import analyse

# The title says in a few words what the description says in many (BM25F; measured: +3 points).
TITLE_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Fields:
    """Everything that is built from the entries, and nothing that changes at run time."""

    phrases: OwnedField
    sounds: OwnedField
    pairs: OwnedField
    documents: Field
    desks: Field
    sound_documents: Field
    desk_of: Integers
    lexicon: SoundLexicon
    topics: Topics | None
    words_of: Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Text:
    """Everything the fields need of one text; many entries share whole sentences."""

    weighed: Mapping[str, float]
    counted: Mapping[str, float]
    sound: str
    pairs: Mapping[str, float]


class _Builders:
    def __init__(self) -> None:
        self.phrases, self.sounds, self.pairs = FieldBuilder(), FieldBuilder(), FieldBuilder()
        self.documents, self.desks, self.sound_documents = FieldBuilder(), FieldBuilder(), FieldBuilder()
        self.texts: list[str] = []
        self.firsts: list[int] = [0]
        self.words_of: list[frozenset[str]] = []
        self.lexicon = LexiconBuilder()
        self.desk_terms: dict[str, dict[str, float]] = {}
        self.desk_number: dict[str, int] = {}
        self.desk_of: list[int] = []
        self._read: dict[str, _Text] = {}

    def add(self, entry: Entry, thesaurus: Thesaurus) -> None:
        document: dict[str, float] = {}
        sounds: list[str] = []
        titles = dict.fromkeys(text for text in (entry.title, *entry.aliases, *entry.phrases) if text.strip())
        for number, text in enumerate(titles or {"": None}):
            _merge(document, self._phrase(text, thesaurus, sounds), TITLE_WEIGHT if number == 0 else 1.0)
        self.firsts.append(len(self.texts))
        if entry.description:
            read = self._reading(entry.description, thesaurus)
            sounds.append(read.sound)
            _merge(document, read.counted)
        self.documents.add(document)
        self.sound_documents.add(grams(sounds, 3))
        self.words_of.append(frozenset(document))
        _merge(self.desk_terms.setdefault(entry.desk, {}), document)
        self.desk_of.append(self.desk_number.setdefault(entry.desk, len(self.desk_number)))

    def _phrase(self, text: str, thesaurus: Thesaurus, sounds: list[str]) -> Mapping[str, float]:
        read = self._reading(text, thesaurus)
        sounds.append(read.sound)
        self.texts.append(text)
        self.phrases.add(read.weighed)
        self.sounds.add(grams((read.sound,), 3))
        self.pairs.add(read.pairs)
        return read.counted

    def _reading(self, text: str, thesaurus: Thesaurus) -> _Text:
        known = self._read.get(text)
        if known is None:
            analysis = analyse(text)
            weighed, counted = both_terms(analysis.words, thesaurus)
            known = _Text(weighed, counted, sound_of(analysis.words), grams(writing_of(analysis.text), 2))
            self._read[text] = known
            self.lexicon.add(analysis.words)
        return known


def _merge(into: dict[str, float], terms: Mapping[str, float], times: float = 1.0) -> None:
    for term, count in terms.items():
        into[term] = into.get(term, 0.0) + count * times


def build_fields(entries: Sequence[Entry], thesaurus: Thesaurus) -> Fields:
    """Analyse every text of `entries` and weigh it in all fields."""
    made = _Builders()
    for entry in entries:
        made.add(entry, thesaurus)
    for terms in made.desk_terms.values():
        made.desks.add(terms)
    documents = made.documents.bm25()
    phrases, pairs = made.phrases.cosine(), made.pairs.cosine()
    desk_of = np.array(made.desk_of, dtype=np.int64)
    firsts = np.array(made.firsts, dtype=np.int64)
    return Fields(
        phrases=OwnedField(phrases, firsts, made.texts),
        sounds=OwnedField(made.sounds.cosine(), firsts, made.texts),
        pairs=OwnedField(pairs, firsts, made.texts),
        documents=documents,
        desks=made.desks.bm25(),
        sound_documents=made.sound_documents.bm25(),
        desk_of=desk_of,
        lexicon=made.lexicon.lexicon(),
        topics=make_topics(documents),
        words_of=made.words_of,
    )

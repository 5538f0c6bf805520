"""The search index over entries: built once, asked often, taught at run time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.entries import Entry, LearnedPhrase
from knowledge.search.build import Fields, build_fields
from knowledge.search.evidence import Channel, Evidence, Floats
from knowledge.search.learned import LearnedField, build_learned
from knowledge.search.terms import Query, query_of
from knowledge.thesaurus import Thesaurus
from knowledge.tokens import Analysis

PROMISING = 400


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Entries with their fields; `learned` may be replaced without building anything else again."""

    entries: tuple[Entry, ...]
    thesaurus: Thesaurus
    fields: Fields
    learned: LearnedField | None = None

    def query(self, analysis: Analysis) -> Query:
        """Make the query of an analysed text; without kanji, words are looked up by their sound as well."""
        plain = query_of(analysis, self.thesaurus)
        if plain.kanji:
            return plain
        recovered = self.fields.lexicon.words_in(analysis.reading)
        return query_of(analysis, self.thesaurus, recovered) if recovered else plain

    def words_in(self, analysis: Analysis) -> frozenset[str]:
        """Return the telling words of a text, or what it sounds like when it has none."""
        telling = frozenset(word.lemma for word in analysis.telling)
        return telling or frozenset(word.lemma for word in self.fields.lexicon.words_in(analysis.reading)[:4])

    def search(self, query: Query) -> Evidence:
        """Return the raw evidence of every entry for `query`."""
        fields = self.fields
        rows = np.zeros((len(Channel), len(self.entries)))
        if not self.entries or query.empty:
            return Evidence(rows, np.zeros(0))
        by_phrase = fields.phrases.field.scores(query.words)
        rows[Channel.PHRASES] = fields.phrases.best_of(by_phrase)
        rows[Channel.PAIRS] = fields.pairs.best(query.pairs)
        rows[Channel.DOCUMENT] = fields.documents.scores(query.words)
        rows[Channel.DESK] = fields.desks.scores(query.words)[fields.desk_of]
        rows[Channel.SOUNDS] = fields.sounds.best(query.sounds)
        if not query.kanji:
            rows[Channel.SOUNDS_DOCUMENT] = fields.sound_documents.scores(query.sounds)
        if fields.topics is not None:
            rows[Channel.TOPICS] = fields.topics.scores(query.words, _promising(rows))
        if self.learned is not None:
            rows[Channel.LEARNED] = self.learned.best(query)
        return Evidence(rows, by_phrase)

    def with_learned(self, phrases: Iterable[LearnedPhrase]) -> "SearchIndex":
        """Return the index with exactly these learned phrases; costs milliseconds, the rest is shared."""
        return replace(self, learned=build_learned(self.entries, self.fields, phrases, self.thesaurus))

    def best_phrase(self, evidence: Evidence, entry: int) -> str:
        """Return the phrase, title or alias of an entry that is nearest to the query ("" if none shares a word)."""
        return self.fields.phrases.nearest(evidence.by_phrase, entry)

    def rarities(self, query: Query) -> dict[str, float]:
        """Return the words and meanings of a query with what each counts (rarity times weight), rarest first."""
        rarity_of = self.fields.documents.rarity_of
        found = [(term, rarity_of(term) * weight) for term, weight in query.words.items()]
        return dict(sorted(found, key=lambda pair: -pair[1]))

    def explained(self, rarities: Mapping[str, float], entry: int) -> tuple[float, tuple[str, ...]]:
        """Return the share of a query's rarities that an entry explains, and the terms it has, rarest first."""
        own = self.fields.words_of[entry]
        shared = tuple(term for term in rarities if term in own)
        total = sum(rarities.values())
        return (sum(rarities[term] for term in shared) / total if total else 0.0), shared


def _promising(rows: Floats) -> NDArray[np.int64]:
    """Return the entries that words already speak for; topics order these, and need not look at thousands."""
    if rows.shape[1] <= PROMISING:
        return np.arange(rows.shape[1])
    spoken = rows[Channel.DOCUMENT] + rows[Channel.DESK] + rows[Channel.SOUNDS_DOCUMENT]
    return np.argpartition(-spoken, PROMISING)[:PROMISING]


def build_index(
    entries: Sequence[Entry], thesaurus: Thesaurus, learned: Iterable[LearnedPhrase] = ()
) -> SearchIndex:
    """Build the index of `entries`; any number, none included."""
    index = SearchIndex(tuple(entries), thesaurus, build_fields(entries, thesaurus))
    phrases = tuple(learned)
    return index.with_learned(phrases) if phrases else index

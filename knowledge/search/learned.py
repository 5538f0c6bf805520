"""Phrases that coordinators have taught, beside the fixed index: small, and rebuilt at every change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.entries import Entry, LearnedPhrase
from knowledge.search.build import Fields
from knowledge.search.field import Field, FieldBuilder, Floats, Integers
from knowledge.search.terms import Query, query_of
from knowledge.thesaurus import Thesaurus
from knowledge.tokens import analyse

# How the likeness of phrases becomes the evidence of an entry, fitted by five-fold trial: its own nearest phrase,
# the nearest of its desk, and the sum over the desk (squared, at most one). Together they are scaled to 0..1, so
# that what was learned can add no more than its weight and desks without phrases keep their chance.
OWN, DESK_NEAREST, DESK_SUM = 0.5, 0.3, 1.0
TOPIC_SHARE = 0.4
# Who was taught a sentence expects the same sentence to be understood: near to it, word for word, what was learned goes
# before everything that only looks alike. It reaches nobody else, so desks without phrases lose nothing by it.
NEARLY_SAME, SAID_BEFORE = 0.8, 1.2


@dataclass(frozen=True, slots=True)
class LearnedField:
    """Learned phrases by words, sound and topic, and the entries and desks they speak for.

    `phrase_of` and `entry_of` run side by side (a phrase of a whole desk speaks for each of its entries);
    `desk_of_phrase` holds the number of a phrase's desk, `desk_of` that of an entry's.
    """

    words: Field
    sounds: Field
    topics: NDArray[np.float32] | None
    fields: Fields
    phrase_of: Integers
    entry_of: Integers
    desk_of_phrase: Integers

    def best(self, query: Query) -> Floats:
        """Return for each entry how much learned phrases speak for it: 0 to 1, more for a sentence said before."""
        likeness = self._likeness(query)
        desk_of = self.fields.desk_of
        own = np.zeros(len(desk_of))
        np.maximum.at(own, self.entry_of, likeness[self.phrase_of])
        desks = int(desk_of.max()) + 1
        nearest = np.zeros(desks)
        np.maximum.at(nearest, self.desk_of_phrase, likeness)
        together = np.minimum(np.bincount(self.desk_of_phrase, likeness**2, desks), 1.0)
        spoken = OWN * own + (DESK_NEAREST * nearest + DESK_SUM * together)[desk_of]
        scaled = spoken / (OWN + DESK_NEAREST + DESK_SUM)
        return scaled + SAID_BEFORE * (nearest >= NEARLY_SAME)[desk_of]

    def _likeness(self, query: Query) -> Floats:
        if not query.kanji:
            return self.sounds.scores(query.sounds)
        by_word = self.words.scores(query.words)
        if self.topics is None or self.fields.topics is None:
            return by_word
        by_topic = np.maximum(self.topics @ self.fields.topics.place(query.words), 0.0)
        mixed: Floats = (1.0 - TOPIC_SHARE) * by_word + TOPIC_SHARE * by_topic
        return mixed


def build_learned(
    entries: Sequence[Entry], fields: Fields, phrases: Iterable[LearnedPhrase], thesaurus: Thesaurus
) -> LearnedField | None:
    """Build the field of learned phrases; those that name neither an entry nor a desk are left out."""
    places = _places(entries)
    words, sounds = FieldBuilder(), FieldBuilder()
    queries: list[Query] = []
    phrase_of: list[int] = []
    entry_of: list[int] = []
    for phrase in phrases:
        found = places.get(phrase.target)
        if not found:
            continue
        query = query_of(analyse(phrase.text), thesaurus)
        words.add(query.words)
        sounds.add(query.sounds)
        phrase_of.extend([len(queries)] * len(found))
        entry_of.extend(found)
        queries.append(query)
    if not queries:
        return None
    speakers = np.array(entry_of, dtype=np.int64)
    numbers = np.array(phrase_of, dtype=np.int64)
    _, first = np.unique(numbers, return_index=True)
    topics = fields.topics
    return LearnedField(
        words=words.cosine(fields.documents),
        sounds=sounds.cosine(),
        topics=np.array([topics.place(query.words) for query in queries]) if topics is not None else None,
        fields=fields,
        phrase_of=numbers,
        entry_of=speakers,
        desk_of_phrase=fields.desk_of[speakers[first]],
    )


def _places(entries: Sequence[Entry]) -> dict[str, list[int]]:
    """Return the entries that a target means: the entry of that id, else all entries of that desk."""
    places: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        places.setdefault(str(entry.desk), []).append(place)
    # A desk's own entry bears the desk's id and must not hide that the desk has others.
    places.update(
        {str(entry.id): [place] for place, entry in enumerate(entries) if str(entry.id) not in places}
    )
    return places

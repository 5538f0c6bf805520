"""Words found by their sound: 「でんきゅう」 is cut wrongly by every tokeniser, but it sounds like 電球."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.tokens import Kind, Word

SHORTEST = 3
LONGEST = 10


@dataclass(frozen=True, slots=True)
class SoundLexicon:
    """Readings (hiragana) of the words that the index knows, each with its lemmas, commonest first."""

    lemmas: dict[str, tuple[str, ...]]

    def words_in(self, reading: str) -> tuple[Word, ...]:
        """Return the known words that cover most of `reading`, longer ones preferred, none overlapping."""
        # worth[i]: the best cover of the first i characters; a word of n characters is worth n squared, so that
        # one long word beats two short ones.
        worth = [0] * (len(reading) + 1)
        came: list[int] = [0] * (len(reading) + 1)
        for end in range(1, len(reading) + 1):
            worth[end] = worth[end - 1]
            for size in range(SHORTEST, min(LONGEST, end) + 1):
                gain = worth[end - size] + size * size
                if gain > worth[end] and reading[end - size : end] in self.lemmas:
                    worth[end], came[end] = gain, size
        return tuple(reversed(list(self._cover(reading, came))))

    def _cover(self, reading: str, came: list[int]) -> Iterable[Word]:
        end = len(reading)
        while end > 0:
            size = came[end]
            if size:
                sound = reading[end - size : end]
                for lemma in self.lemmas[sound][:2]:
                    yield Word(
                        lemma,
                        sound,
                        sound,
                        end - size,
                        end,
                        Kind.NOUN,
                        negated=False,
                        unknown=False,
                        stop=False,
                    )
            end -= size or 1


def make_lexicon(words: Iterable[Word]) -> SoundLexicon:
    """Collect the readings of telling nouns (surface) and of verbs and adjectives of three sounds or more."""
    counts: dict[str, dict[str, int]] = {}
    for word in words:
        if word.stop or not SHORTEST <= len(word.reading) <= LONGEST:
            continue
        of_sound = counts.setdefault(word.reading, {})
        of_sound[word.lemma] = of_sound.get(word.lemma, 0) + 1
    return SoundLexicon(
        {sound: tuple(sorted(found, key=lambda lemma: -found[lemma])) for sound, found in counts.items()}
    )

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


class LexiconBuilder:
    """Collects the readings of telling nouns (surface) and of verbs and adjectives of three sounds or more."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, int]] = {}

    def add(self, words: Iterable[Word]) -> None:
        """Count the words of one text; a text that stands in several entries is given once."""
        for word in words:
            if word.stop or not SHORTEST <= len(word.reading) <= LONGEST:
                continue
            of_sound = self._counts.setdefault(word.reading, {})
            of_sound[word.lemma] = of_sound.get(word.lemma, 0) + 1

    def lexicon(self) -> SoundLexicon:
        """Return the readings with their lemmas, commonest first."""
        return SoundLexicon(
            {
                sound: tuple(sorted(found, key=lambda lemma: -found[lemma]))
                for sound, found in self._counts.items()
            }
        )

"""Words of a text: SudachiPy's short units in normalised form, with reading and polarity.

The dictionary (190 MB, memory-mapped) is opened at the first use, so importing this module costs nothing.
"""

import threading
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from knowledge.dialect import load_dialect
from knowledge.normalise import normalise, to_hiragana

if TYPE_CHECKING:
    from sudachipy import Dictionary, Morpheme, Tokenizer

NEGATION = "¬"
# Sudachi refuses more than 49,149 bytes; a longer text is read in pieces well below that.
_PIECE = 8_000


class Kind(IntEnum):
    """How a word counts: content words match, helpers only colour the words before them."""

    NOUN = 0
    VERB = 1
    ADJECTIVE = 2
    OTHER = 3
    NEGATIVE = 4
    FUNCTION = 5
    SYMBOL = 6


class Word(NamedTuple):
    """A content word: normalised form, surface, reading (hiragana), place in the text, polarity, weight.

    A named tuple because a knowledge base of 30,000 entries makes a million of them.
    """

    lemma: str
    surface: str
    reading: str
    start: int
    end: int
    kind: Kind
    negated: bool
    unknown: bool
    stop: bool


class Analysis(NamedTuple):
    """A text after normalisation, its content words in order, and the reading of the whole in hiragana.

    `words` keeps stop words (marked), because expressions such as 「学校に行かない」 need them.
    """

    text: str
    words: tuple[Word, ...]
    reading: str

    @property
    def telling(self) -> list[Word]:
        """Return the words that say something about a matter."""
        return [word for word in self.words if not word.stop]


@cache
def _dictionary() -> "Dictionary":
    from sudachipy import Dictionary  # noqa: PLC0415 - the webhook process must not load the dictionary

    return Dictionary(dict="core")


def _tokenizer() -> "Tokenizer":
    """Return the tokenizer of this thread: one tokenizer must not be used by two threads at once."""
    if not hasattr(_of_thread, "tokenizer"):
        from sudachipy import SplitMode  # noqa: PLC0415 - as above

        with _making:
            _of_thread.tokenizer = _dictionary().tokenizer(mode=SplitMode.A)
    found: Tokenizer = _of_thread.tokenizer
    return found


_of_thread = threading.local()
_making = threading.Lock()


@cache
def load_stop_words() -> frozenset[str]:
    """Return the normalised forms that say nothing about a matter, read once per process."""
    lines = files("knowledge").joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


_FUNCTION = frozenset({"助詞", "代名詞", "連体詞", "感動詞", "接続詞", "接頭辞"})
_SYMBOLS = frozenset({"補助記号", "空白", "記号"})
_NEGATIVE_FORMS = frozenset({"ない", "ず", "まい", "ぬ", "無い"})
# A single hiragana read as a noun or verb is nearly always a broken ending.
_LONE_KANA = frozenset(map(chr, range(ord("ぁ"), ord("ゖ") + 1)))
_KINDS: dict[int, Kind] = {}


def _kind(morpheme: "Morpheme") -> Kind:
    key = morpheme.part_of_speech_id()
    kind = _KINDS.get(key)
    if kind is None:
        kind = _KINDS[key] = _kind_of(morpheme.part_of_speech())
    return kind


def _kind_of(speech: tuple[str, ...]) -> Kind:
    if speech[0] in _SYMBOLS:
        return Kind.SYMBOL
    if speech[0] in _FUNCTION or speech[1] == "数詞":
        return Kind.FUNCTION
    if speech[0] == "助動詞":
        return Kind.NEGATIVE
    return {"名詞": Kind.NOUN, "接尾辞": Kind.NOUN, "動詞": Kind.VERB, "形容詞": Kind.ADJECTIVE,
            "形状詞": Kind.ADJECTIVE}.get(speech[0], Kind.OTHER)  # fmt: skip


def analyse(text: str) -> Analysis:
    """Normalise `text`, take dialect out of it, and return its content words and its reading."""
    plain = load_dialect().rewrite(normalise(text))
    words: list[Word] = []
    readings: list[str] = []
    for piece, offset in _pieces(plain):
        _read(piece, offset, words, readings)
    return Analysis(plain, tuple(words), to_hiragana("".join(readings)))


def content_lemmas(text: str) -> list[str]:
    """Return only the normalised forms of the content words (for callers that need no places)."""
    return [word.lemma for word in analyse(text).telling]


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE], start


class _Entry(NamedTuple):
    """What the dictionary says of a word, whatever text it stands in."""

    kind: Kind
    reading: str
    sound: str
    lemma: str
    unknown: bool
    stop: bool


# Asking the dictionary costs five calls across the language border; the words of a town are a few thousand.
_ENTRIES: dict[int, _Entry] = {}
_MOST_ENTRIES = 50_000
# Sudachi numbers every unknown word of a part of speech alike.
_UNKNOWN_WORDS = 0xF000_0000


def _entry(morpheme: "Morpheme") -> _Entry:
    number = morpheme.word_id()
    known = _ENTRIES.get(number)
    if known is not None:
        return known
    kind, reading = _kind(morpheme), morpheme.reading_form()
    lemma = morpheme.normalized_form().lower()
    entry = _Entry(
        kind, reading, to_hiragana(reading), lemma, morpheme.is_oov(), stop=lemma in load_stop_words()
    )
    if 0 <= number < _UNKNOWN_WORDS and not entry.unknown and len(_ENTRIES) < _MOST_ENTRIES:
        _ENTRIES[number] = entry
    return entry


def _read(text: str, offset: int, words: list[Word], readings: list[str]) -> None:
    begin = 0
    for morpheme in _tokenizer().tokenize(text):
        surface = morpheme.surface()
        end = begin + len(surface)
        entry = _entry(morpheme)
        kind = entry.kind
        if kind is not Kind.SYMBOL:
            readings.append(entry.reading)
        if kind >= Kind.NEGATIVE:
            if kind is Kind.NEGATIVE and entry.lemma in _NEGATIVE_FORMS:
                _negate_last(words)
        else:
            word = _word(entry, surface, begin + offset)
            if word.lemma == "無い":
                _negate_last(words)
            words.append(word)
        begin = end


def _word(entry: _Entry, surface: str, start: int) -> Word:
    broken = len(surface) == 1 and (entry.kind is Kind.OTHER or surface in _LONE_KANA)
    return Word(
        entry.lemma,
        surface,
        entry.sound,
        start,
        start + len(surface),
        entry.kind,
        negated=False,
        unknown=entry.unknown,
        stop=broken or entry.stop,
    )


def _negate_last(words: list[Word]) -> None:
    """Mark the last word, and through helping verbs (出て・こ・ない) the verb that they help."""
    place = len(words) - 1
    while place >= 0:
        word = words[place]
        words[place] = word._replace(negated=True)
        helped = word.stop and word.kind is Kind.VERB and place > 0 and word.start - words[place - 1].end <= 1
        if not helped:
            return
        place -= 1


class Spoken(NamedTuple):
    """One piece of a text as it stands there, with what the dictionary says of it."""

    surface: str
    noun: bool
    proper: bool


def speech_of(text: str) -> tuple[Spoken, ...]:
    """Return a text in its longest known pieces; together they are the text. Proper nouns are marked."""
    from sudachipy import SplitMode  # noqa: PLC0415 - as above

    found: list[Spoken] = []
    for piece, _ in _pieces(text):
        for morpheme in _tokenizer().tokenize(piece, SplitMode.C):
            speech = morpheme.part_of_speech()
            noun = speech[0] in {"名詞", "接頭辞"} and speech[1] != "数詞"
            found.append(Spoken(morpheme.surface(), noun, speech[1] == "固有名詞"))
    return tuple(found)


def joined(words: Iterable[Word]) -> str:
    """Return the normalised forms as one string without gaps, for comparisons by character."""
    return "".join(word.lemma for word in words)

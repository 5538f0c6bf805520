"""The small language that danger rules are written in, and its translation to regular expressions.

    死にたい              these characters
    <mother>             any word of the list `mother` (words.toml)
    (a|b)                one of these
    死?  (a|b)?  <w>?     the same, or nothing
    ~  ~~  ~~~           a gap: up to 8, up to 20 characters of the same sentence; up to 40 across sentences
    #                    a number
    ^  $                 start and end of a sentence
    !(a|b)   !<(a|b)     not followed by, not preceded by these
    A & B  A & B & C     all of these in any order, each within 50 characters of the one before it

Blanks in Japanese patterns mean nothing; in patterns of other languages a blank is a blank and words are whole
words. No other sign is special, so that no rule can run away: every gap is bounded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import permutations

from routing.triage_rules.pieces import Piece, best_anchors, either, joined, worth
from routing.triage_text import fold_word

NEAR = ".{0,50}?"
MOST_PARTS = 3
GAPS = {1: r"[^。?]{0,8}?", 2: r"[^。?]{0,20}?", 3: r".{0,40}?"}
NUMBER = r"[0-9一二三四五六七八九十百千半何数]+"
START = r"(?:^|(?<=[。?、]))"
END = r"(?=$|[。?、笑.!])"
SIGNS = "<>()|~#^$!?"
FOREIGN_SIGNS = "*+[]{}\\"
"""Signs of regular expressions that mean nothing here: a pattern that holds one was meant otherwise."""


class PatternError(ValueError):
    """A pattern cannot be read; the message says why. Mend the data."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern ready for use: `anchors` are texts of which one stands in every match, `body` its expression.

    The expression is compiled when a message first holds an anchor: compiling all takes most of a second, and a
    process that starts should answer at once. `body` is made by `compile_pattern` and cannot be malformed.
    """

    source: str
    body: str
    anchors: frozenset[str]

    @property
    def expression(self) -> re.Pattern[str]:
        """The compiled expression; the same object on every call."""
        return _compiled(self.body)


@cache
def _compiled(body: str) -> re.Pattern[str]:
    return re.compile(body)


Words = Mapping[str, tuple[str, ...]]
Known = dict[tuple[str, bool], Piece]
"""Word lists already read, by name and spacing: the great ones stand in hundreds of patterns."""


def compile_pattern(
    source: str, words: Words, *, spaced: bool = False, known: Known | None = None
) -> Pattern:
    """Translate one pattern; `spaced` for languages that write blanks. Raise `PatternError`.

    `known` is filled and used for all patterns of the same `words`, to read each word list once.
    """
    if any(sign in source for sign in FOREIGN_SIGNS):
        raise PatternError(f"one of {FOREIGN_SIGNS} stands in {source!r}")
    lists: Known = {} if known is None else known
    parts = [_Reader(part, words, lists, spaced=spaced).sequence(0) for part in source.split("&")]
    if len(parts) > MOST_PARTS:
        raise PatternError(f"at most {MOST_PARTS} parts can stand in any order: {source!r}")
    anchors = max((best_anchors(pieces) for pieces in parts), key=worth)
    if not anchors:
        raise PatternError(f"every match must hold some fixed text: {source!r}")
    body = _any_order(["".join(piece.expression for piece in pieces) for pieces in parts])
    if spaced:
        body = rf"(?<![^\W_])(?:{body})(?![^\W_])"
    return Pattern(source=source, body=body, anchors=anchors)


def _any_order(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    orders = (NEAR.join(f"(?:{part})" for part in order) for order in permutations(parts))
    return f"(?:{'|'.join(orders)})"


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(
        self, source: str, words: Words, known: Known, *, spaced: bool, open_lists: tuple[str, ...] = ()
    ) -> None:
        self.source = source if spaced else "".join(source.split())
        self.words = words
        self.known = known
        self.spaced = spaced
        self.open_lists = open_lists
        self.at = 0

    def sequence(self, depth: int) -> list[Piece]:
        """Read pieces until the end of the pattern, or of the bracket it stands in."""
        pieces: list[Piece] = []
        while self.at < len(self.source):
            sign = self.source[self.at]
            if sign in "|)":
                if depth == 0:
                    raise PatternError(f"a {sign!r} outside brackets in {self.source!r}")
                break
            pieces.append(self.optional(self.piece(sign, depth)))
        return pieces

    def piece(self, sign: str, depth: int) -> Piece:
        """Read the next piece, which begins with `sign`."""
        readers = {"(": self.choice, "<": self.word_list, "~": self.gap, "!": self.exclusion}
        simple = {"#": NUMBER, "^": START, "$": END}
        if sign in simple:
            self.at += 1
            return Piece(simple[sign], None if sign == "#" else frozenset({""}))
        if sign in readers:
            return readers[sign](depth)
        if sign in ">?":
            raise PatternError(f"a {sign!r} in a wrong place in {self.source!r}")
        return self.letters()

    def optional(self, piece: Piece) -> Piece:
        """Read the sign after a piece that makes it optional, if it stands there."""
        if self.at >= len(self.source) or self.source[self.at] != "?":
            return piece
        if not piece.expression.startswith("(?:"):
            raise PatternError(f"a gap or an exclusion cannot be optional: {self.source!r}")
        self.at += 1
        texts = None if piece.texts is None else piece.texts | {""}
        return Piece(f"{piece.expression}?", texts)

    def letters(self) -> Piece:
        """Read characters that stand for themselves."""
        start = self.at
        while self.at < len(self.source) and self.source[self.at] not in SIGNS:
            self.at += 1
        if self.source[self.at : self.at + 1] == "?" and self.at - start > 1:
            # Only the last character is optional: it becomes a piece of its own.
            self.at -= 1
        text = self.source[start : self.at]
        folded = text.lower() if self.spaced else fold_word(text)
        return Piece(f"(?:{re.escape(folded)})", frozenset({folded}), frozenset({folded}))

    def gap(self, _depth: int) -> Piece:
        """Read `~`, `~~` or `~~~`."""
        start = self.at
        while self.at < len(self.source) and self.source[self.at] == "~":
            self.at += 1
        if self.at - start not in GAPS:
            raise PatternError(f"a gap has one to three signs: {self.source!r}")
        return Piece(GAPS[self.at - start], None)

    def choice(self, depth: int) -> Piece:
        """Read `(a|b)`."""
        return either([joined(pieces) for pieces in self.alternatives(depth)])

    def alternatives(self, depth: int) -> list[list[Piece]]:
        """Read the inside of a bracket; the closing sign is taken too."""
        found: list[list[Piece]] = []
        while self.at < len(self.source):
            self.at += 1
            found.append(self.sequence(depth + 1))
            if self.at < len(self.source) and self.source[self.at] == ")":
                self.at += 1
                return found
        raise PatternError(f"a bracket stays open in {self.source!r}")

    def word_list(self, _depth: int) -> Piece:
        """Read `<name>` and put the words of that list in its place."""
        end = self.source.find(">", self.at)
        name = self.source[self.at + 1 : end] if end > 0 else ""
        if name not in self.words:
            raise PatternError(f"no word list {name!r}, named in {self.source!r}")
        if name in self.open_lists:
            raise PatternError(f"the word list {name!r} stands in itself")
        self.at = end + 1
        key = (name, self.spaced)
        if key not in self.known:
            self.known[key] = either([self.inner(word, name) for word in self.words[name]])
        return self.known[key]

    def inner(self, word: str, name: str) -> Piece:
        """Read one word of a list; words may hold brackets and other lists."""
        opened = (*self.open_lists, name)
        reader = _Reader(word, self.words, self.known, spaced=self.spaced, open_lists=opened)
        return joined(reader.sequence(0))

    def exclusion(self, depth: int) -> Piece:
        """Read `!(a|b)` or `!<(a|b)`."""
        behind = self.source.startswith("!<(", self.at)
        self.at += 2 if behind else 1
        if not self.source.startswith("(", self.at):
            raise PatternError(f"a bracket must follow '!' in {self.source!r}")
        inside = either([joined(pieces) for pieces in self.alternatives(depth)])
        if not behind:
            return Piece(f"(?!{inside.expression})", frozenset({""}))
        if inside.texts is None:
            raise PatternError(f"only fixed texts can be excluded before: {self.source!r}")
        # Each text by itself, because a look behind must have one length.
        before = "".join(f"(?<!{re.escape(text)})" for text in sorted(inside.texts))
        return Piece(before, frozenset({""}))

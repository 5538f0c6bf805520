"""One spelling for triage: what a message looks like before exact rules are held against it.

Rules compare characters, so a message must first lose everything that changes the spelling and not the meaning:
width, case, katakana or hiragana, small vowels, drawn-out endings, spaces typed between words, emoji, invisible
characters. Words are never guessed: two spellings that differ in a letter stay different.
"""

import re
import unicodedata
from dataclasses import dataclass

SENTENCE_END = "。?"
CLAUSE_END = "、"
LAUGH = "笑"
FILLER = "＿"

_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_SMALL_VOWELS = str.maketrans("ぁぃぅぇぉゎ", "あいうえおわ")
_MARKS = str.maketrans({
    "!": "。", "。": "。", "．": "。", "？": "?", "?": "?",
    **dict.fromkeys("，,、・…‥;:/|()（）{}<>〈〉※＞→⇒－–—*＊\\", "、"),
    **dict.fromkeys("「」『』\"'“”‘’`´^~〜〰♪♡♥☆★•●○◆■□▼▲", None),
    "【": "。", "】": "。", "[": "。", "]": "。",
})  # fmt: skip
_LAUGHING = "😂🤣😆😅😹"
_LAUGH_WORDS = re.compile(
    r"[（(]?(?:笑+|爆笑|わら)[)）]|笑(?:笑|$|(?=[\s。、!?！？]))|(?<![a-z])[wｗ]{2,}(?![a-z])|(?<=[ぁ-ん一-龠ー〜~])[wｗ](?![a-z.])"
)
_DRAWN_OUT = re.compile(r"(?<=[ぁ-ゖ])[ー〜~]+")
_REPEATED = re.compile(r"([^0-9a-z\s])\1{2,}")
_DOTS = re.compile(r"\.{2,}|・{2,}")
_BLANKS = re.compile(r"[^\S\n]+")
_WIDE = r"ぁ-ヿ一-鿿々〆。、?笑０-９"
_INNER_BLANK = re.compile(rf"(?<=[{_WIDE}]) (?=\S)|(?<=\S) (?=[{_WIDE}])")
_BREAK = re.compile(r"\n+")
_MANY_CLAUSE_ENDS = re.compile(r"、{2,}")
_MANY_SENTENCE_ENDS = re.compile(r"[、。]*([。?])[、。?]*")
SHORT_LINE = 6
"""A line shorter than this continues in the next one: residents send one thought in several bubbles."""


@dataclass(frozen=True, slots=True)
class TriageText:
    """A message in the two spellings that rules read.

    `folded` is for Japanese rules: hiragana for katakana, no spaces, `。` or `?` between sentences, `、` between
    clauses, `笑` for laughter. `plain` keeps words apart by single spaces and is for the other languages.
    """

    folded: str
    plain: str


def read_text(text: str) -> TriageText:
    """Return both spellings of a message; any string is accepted, also empty or damaged ones."""
    clean = _clean(unicodedata.normalize("NFKC", _laughter(text)).lower())
    return TriageText(folded=_fold(clean), plain=" ".join(clean.replace("’", "'").split()))


def fold_word(text: str) -> str:
    """Return a rule's own words in the spelling of `TriageText.folded`; marks and spaces are left alone."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    return _DRAWN_OUT.sub("", lowered).translate(_KATAKANA).translate(_SMALL_VOWELS)


def _laughter(text: str) -> str:
    return "".join(f"{LAUGH}。" if character in _LAUGHING else character for character in text)


def _clean(text: str) -> str:
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character in "\n\r\u2028\u2029\x0b\x0c":
        return "\n"
    if character < "\u2000":
        return character if character.isprintable() else " " if character == "\t" else ""
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn"} and not _belongs_to_a_word(character):
        return ""
    if category in {"So", "Sk"} and character > "\u2190":
        return "" if character in "゛゜" else "、"
    return character


def _belongs_to_a_word(character: str) -> bool:
    """Keep the vowel signs of scripts that write them as marks (Burmese and others beyond U+2000)."""
    return "\u3099" <= character <= "\u309a" or "\ua9e0" <= character <= "\uaa7f"


def _fold(clean: str) -> str:
    text = _LAUGH_WORDS.sub(f"{LAUGH}。", clean)
    text = _DOTS.sub(CLAUSE_END, text)
    text = _DRAWN_OUT.sub("", text)
    text = text.translate(_MARKS).translate(_KATAKANA).translate(_SMALL_VOWELS)
    text = _REPEATED.sub(r"\1", _BLANKS.sub(" ", text))
    text = _INNER_BLANK.sub("", _join_lines(text))
    text = _MANY_CLAUSE_ENDS.sub(CLAUSE_END, text)
    return _MANY_SENTENCE_ENDS.sub(r"\1", text).strip(" 、")


def _join_lines(text: str) -> str:
    lines = [line.strip() for line in _BREAK.split(text)]
    joined = ""
    for line in lines:
        if not line:
            continue
        joined += line if len(line) < SHORT_LINE else line + "。"
    return joined

"""One plain form for everything residents type: width, kana, digits, laughter, emoji, line breaks."""

import re
import unicodedata

_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
# Control and format characters (zero-width joiners, direction marks, variation selectors) say nothing to a desk.
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
                        r"\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ud800-\udfff]")  # fmt: skip
_MARKUP = re.compile(r"<[/!]?[a-z][^<>]{0,200}>", re.IGNORECASE)
_EMOJI = re.compile(
    r"[\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u2bff\U0001f000-\U0001faff\U000e0000-\U000e007f]+"
)
_LAUGHTER = re.compile(
    r"(?<![a-z0-9])w+(?![a-z0-9])|(?<=[ぁ-んァ-ン一-龥。、!?])w+(?![a-z0-9])|\((?:笑|泣|汗|涙|爆|苦笑)\)|笑+(?=$|[。、!?\s])"
)
_DASHES = re.compile(r"[‐‑‒–—―−ー]{2,}")
_WAVES = re.compile(r"[~〜～]+")
_DOTS = re.compile(r"[.・…。]{2,}|…")
_MARKS = re.compile(r"([!?。、])[!?。、]+")
_LONG_VOWEL = re.compile(r"([ぁ-んァ-ヶ])\1{2,}")
_SMALL_TAIL = re.compile(r"[っッぁぃぅぇぉァィゥェォ]+(?=$|[\s。、!?])")
_DRAWN_TAIL = re.compile(r"(?<=[ぁ-ん])ー+(?=$|[\s。、!?])")
_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029\u0085]+\s*")
_SPACES = re.compile(r"[ \t\u3000]+")
_KANJI = re.compile(r"[\u3400-\u9fff々〆\uf900-\ufaff]")


_STEPS = (
    _INVISIBLE,
    _MARKUP,
    _EMOJI,
    _LAUGHTER,
    _WAVES,
    _DASHES,
    _BREAKS,
    _DOTS,
    _MARKS,
    _SMALL_TAIL,
    _DRAWN_TAIL,
)
_LEFT = re.compile(
    "|".join(step.pattern for step in _STEPS[:8]) + r"|[!?。、]{2,}|([ぁ-んァ-ヶ])\1{2,}|  |^[ 。、]|[ 。、]$|"
    + "|".join(step.pattern for step in _STEPS[9:]),
    re.IGNORECASE,
)  # fmt: skip


def normalise(text: str) -> str:
    """Return `text` in NFKC, lower case, with tails, emoji and breaks made plain.

    Line breaks become 。 because residents end a thought with one; emoji become a blank. Any string is taken,
    lone surrogates and control characters included; the result may be empty. Applying it twice changes nothing.
    """
    plain = text
    # A removed mark can bring two others together, so the steps run until nothing is left to do (seldom twice).
    for _ in range(5):
        if (
            unicodedata.is_normalized("NFKC", plain)
            and plain == plain.lower()
            and _LEFT.search(plain) is None
        ):
            break
        plain = _once(plain)
    return plain


def _once(text: str) -> str:
    plain = _INVISIBLE.sub("", text)
    plain = unicodedata.normalize("NFKC", plain).lower()
    plain = _INVISIBLE.sub("", plain)
    plain = _MARKUP.sub(" ", plain)
    plain = _EMOJI.sub(" ", plain)
    plain = _LAUGHTER.sub(" ", plain)
    plain = _WAVES.sub("ー", plain)
    plain = _DASHES.sub("ー", plain)
    plain = _BREAKS.sub("。", plain.strip())
    plain = _DOTS.sub("。", plain)
    plain = _LONG_VOWEL.sub(r"\1\1", plain)
    plain = _SMALL_TAIL.sub("", plain)
    plain = _DRAWN_TAIL.sub("", plain)
    plain = _MARKS.sub(r"\1", plain)
    plain = _SPACES.sub(" ", plain)
    return plain.strip(" 。、")


def to_hiragana(text: str) -> str:
    """Return `text` with katakana written as hiragana; everything else stays."""
    return text.translate(_HIRAGANA)


def to_katakana(text: str) -> str:
    """Return `text` with hiragana written as katakana; everything else stays."""
    return text.translate(_KATAKANA)


def has_kanji(text: str) -> bool:
    """Tell whether a Chinese character stands anywhere in `text`."""
    return _KANJI.search(text) is not None

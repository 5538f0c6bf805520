"""The two ways LINE counts characters."""

import regex

_GRAPHEME = regex.compile(r"\X")


def utf16_units(text: str) -> int:
    """Return the number of UTF-16 code units, the general rule: most emoji count two."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def graphemes(text: str) -> int:
    """Return the number of grapheme clusters, the rule for labels and template texts."""
    return sum(1 for _ in _GRAPHEME.finditer(text))

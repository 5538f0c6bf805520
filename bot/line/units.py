"""LINE's two ways of counting characters.

UTF-16 code units are the general rule (most emoji count 2); grapheme clusters count for labels, for what a tap
shows as said, and for titles and texts of templates. Source: LINE's page on counting characters.
"""

import regex

_CLUSTER = regex.compile(r"\X")


def units(text: str) -> int:
    """Return the number of UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def clusters(text: str) -> list[str]:
    """Return the grapheme clusters: what a reader takes for one character."""
    return _CLUSTER.findall(text)


def graphemes(text: str) -> int:
    """Return the number of grapheme clusters."""
    return len(clusters(text))

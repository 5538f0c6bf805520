"""Making text fit: shortened with a sign that something is missing, or split where a reader would pause.

Nothing is ever cut inside a grapheme cluster, except a cluster that alone is longer than the whole room.
"""

from itertools import accumulate

import regex

from bot.line.units import clusters, units

ELLIPSIS = "…"
# Lone surrogates, control signs, and the overrides that turn the direction of what follows (a number could be
# made to read backwards).
_UNSENDABLE = regex.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")
_PAUSES = ("\n\n", "\n", "。", "！", "？", ". ", "、", " ", "\u3000")


def clean(text: str) -> str:
    """Return text without what LINE refuses or what would garble a card, trimmed at both ends."""
    return _UNSENDABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def shorten(text: str, *, most_units: int, most_graphemes: int | None = None) -> str:
    """Return `text`, or its beginning and 「…」 so that both limits hold."""
    pieces = clusters(text)
    most = len(pieces) if most_graphemes is None else most_graphemes
    if len(pieces) <= most and units(text) <= most_units:
        return text
    room = most_units - units(ELLIPSIS)
    lengths = list(accumulate(units(piece) for piece in pieces[: most - 1]))
    kept = sum(length <= room for length in lengths)
    start = "".join(pieces[:kept]) or (_forced(pieces[0], room) if most > 1 else "")
    return start.rstrip() + ELLIPSIS


def split(text: str, *, most_units: int) -> list[str]:
    """Return `text` in pieces of at most `most_units`, cut at paragraphs, else lines, sentences, words."""
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > most_units:
        head = _head(rest, most_units)
        pieces.append(head.strip())
        rest = rest[len(head) :].strip()
    return [piece for piece in (*pieces, rest) if piece]


def _head(text: str, most_units: int) -> str:
    """Return the beginning that fits, ending at a pause in its second half where there is one."""
    # No cluster that ends within the room begins beyond it, so the far rest need not be looked at.
    window = clusters(text[: most_units + 200])
    lengths = list(accumulate(units(piece) for piece in window))
    kept = sum(length <= most_units for length in lengths)
    head = "".join(window[:kept]) or _forced(window[0], most_units)
    for pause in _PAUSES:
        found = head.rfind(pause, len(head) // 2)
        if found >= 0:
            return head[: found + len(pause)]
    return head


def _forced(cluster: str, room: int) -> str:
    """Return what fits of one endless cluster; a code point stays whole."""
    kept = ""
    for character in cluster:
        if units(kept + character) > room:
            break
        kept += character
    return kept

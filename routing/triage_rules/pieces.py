"""The pieces that patterns are put together from, and the texts by which a match can be looked for quickly."""

from dataclasses import dataclass
from itertools import product

MOST_ANCHORS = 400
"""A piece that stands for more texts than this is not listed: its neighbours serve better."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a pattern: its expression, every text it can stand for where those can be listed, its anchors."""

    expression: str
    texts: frozenset[str] | None
    anchors: frozenset[str] = frozenset()


def joined(pieces: list[Piece]) -> Piece:
    """Return pieces that follow one another as one."""
    if len(pieces) == 1 and pieces[0].anchors:
        return pieces[0]
    expression = "".join(piece.expression for piece in pieces)
    return Piece(expression, product_of([piece.texts for piece in pieces]), best_anchors(pieces))


def either(pieces: list[Piece]) -> Piece:
    """Return pieces of which one stands there as one."""
    listed = [piece.texts for piece in pieces if piece.texts is not None]
    texts = frozenset[str]().union(*listed) if len(listed) == len(pieces) else None
    # Long before short, so that a word is not cut off by its own beginning.
    expressions = sorted({piece.expression for piece in pieces}, key=lambda e: (-len(e), e))
    parts = [piece.anchors for piece in pieces]
    anchors = frozenset[str]().union(*parts) if all(parts) else frozenset[str]()
    return Piece(f"(?:{'|'.join(expressions)})", texts, anchors)


def product_of(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    """Return every text the parts can stand for together; None where that is open or too many."""
    size = 1
    for part in parts:
        if part is None:
            return None
        size *= len(part)
    if size > MOST_ANCHORS:
        return None
    known = [part for part in parts if part is not None]
    return known[0] if len(known) == 1 else frozenset(map("".join, product(*known)))


def best_anchors(pieces: list[Piece]) -> frozenset[str]:
    """Return the run of neighbouring pieces whose shortest text is longest, as the texts it can stand for."""
    best = max((piece.anchors for piece in pieces), key=worth, default=frozenset[str]())
    for start in range(len(pieces)):
        for end in range(start + 1, min(start + 4, len(pieces)) + 1):
            texts = product_of([piece.texts for piece in pieces[start:end]])
            if texts is None:
                break
            if worth(texts) > worth(best):
                best = texts
    return best if worth(best)[0] > 0 else frozenset()


def worth(texts: frozenset[str]) -> tuple[int, int]:
    """Return how well texts narrow a search: length of the shortest first, then how few they are."""
    shortest = min(map(len, texts), default=0)
    return min(shortest, 3), -len(texts)

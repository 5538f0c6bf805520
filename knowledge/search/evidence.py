"""The raw evidence of one search: one row of numbers per entry and channel."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Channel(IntEnum):
    """The ways an entry can speak for a message; the order is that of the rows of `Evidence.rows`."""

    PHRASES = 0
    DOCUMENT = 1
    DESK = 2
    TOPICS = 3
    SOUNDS = 4
    SOUNDS_DOCUMENT = 5
    PAIRS = 6
    LEARNED = 7


@dataclass(frozen=True, slots=True)
class Evidence:
    """Scores by channel (rows) and entry (columns), none below zero.

    PHRASES, TOPICS, SOUNDS and PAIRS are cosines (0 to 1), LEARNED too but for sentences said before; the others are
    BM25 divided by the rarity of the query, so that they do not grow with its length. `by_phrase` holds the
    likeness of every single phrase, in the order of the index.
    """

    rows: Floats
    by_phrase: Floats

    def of(self, channel: Channel) -> Floats:
        """Return the scores of one channel, one per entry."""
        row: Floats = self.rows[channel]
        return row

    @property
    def nothing(self) -> bool:
        """Tell whether no channel found anything."""
        return self.rows.size == 0 or not self.rows.any()

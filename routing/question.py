"""What is asked of the judge."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.areas import AreaId


@dataclass(frozen=True, slots=True)
class Question:
    """A message (or several bubbles joined by line ends), the person's known area, and the time in Tokyo.

    `at` is aware; without it opening hours and dates of validity do not count.
    """

    text: str
    area: AreaId | None = None
    at: datetime | None = None

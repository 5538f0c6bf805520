"""The month's messages of a LINE channel: when to keep what is left for alerts and answers."""

from dataclasses import dataclass
from enum import StrEnum

RESERVE_SHARE = 0.2
LOW_SHARE = 0.4
LEAST_RESERVE = 20


class Stage(StrEnum):
    """How far the month is spent. Replies cost nothing and go on in every stage."""

    PLENTY = "plenty"
    LOW = "low"
    RESERVE = "reserve"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Month:
    """The month's limit as LINE tells it, None for none, and what was used of it."""

    limit: int | None
    used: int

    @property
    def left(self) -> int | None:
        """Return how many pushes are left, None for any number."""
        return None if self.limit is None else max(self.limit - self.used, 0)


def stage_of(month: Month | None) -> Stage:
    """Return how far a month is spent; a month that is not known counts as plenty.

    Below two fifths digests go by e-mail where there is one; the last fifth, at least twenty messages, is kept for
    alerts and answers.
    """
    if month is None or month.limit is None or month.left is None:
        return Stage.PLENTY
    if month.left == 0:
        return Stage.SPENT
    if month.left <= max(month.limit * RESERVE_SHARE, LEAST_RESERVE):
        return Stage.RESERVE
    return Stage.LOW if month.left <= month.limit * LOW_SHARE else Stage.PLENTY


def digest_by_line(stage: Stage, *, has_mail: bool) -> bool:
    """Tell whether a digest may be pushed: while there is plenty, or while little is left and there is no e-mail."""
    return stage is Stage.PLENTY or (stage is Stage.LOW and not has_mail)

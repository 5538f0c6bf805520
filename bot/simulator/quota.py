"""Messages of a month, counted by recipient."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.simulator.refusals import Refused

TOKYO = ZoneInfo("Asia/Tokyo")
MONTHLY_LIMIT = "You have reached your monthly limit."


class Quota:
    """What one account may send in a calendar month of Tokyo, and what it has sent."""

    def __init__(self, limit: int | None, *, lag_seconds: float = 0.0) -> None:
        self.limit = limit
        self.lag = timedelta(seconds=lag_seconds)
        self._counted: list[tuple[datetime, int]] = []

    def used(self, now: datetime) -> int:
        """Return the messages counted in the month of `now`."""
        return sum(count for at, count in self._counted if _month(at) == _month(now))

    def reported(self, now: datetime) -> int:
        """Return what the consumption endpoint says: the truth of some time ago, so only about right."""
        return sum(count for at, count in self._counted if _month(at) == _month(now) and at <= now - self.lag)

    def require(self, count: int, now: datetime) -> None:
        """Raise Refused (429) when `count` more would pass the month's limit."""
        if self.limit is not None and count and self.used(now) + count > self.limit:
            raise Refused(429, MONTHLY_LIMIT)

    def count(self, recipients: int, now: datetime) -> None:
        """Add the people who were reached; messages sent by hand count too."""
        if recipients:
            self._counted.append((now, recipients))

    def as_json(self) -> dict[str, object]:
        """Return the body of the quota endpoint."""
        return {"type": "none"} if self.limit is None else {"type": "limited", "value": self.limit}


def _month(at: datetime) -> tuple[int, int]:
    local = at.astimezone(TOKYO)
    return local.year, local.month

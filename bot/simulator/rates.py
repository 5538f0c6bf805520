"""Rate limits: one token bucket per account and endpoint."""

from dataclasses import dataclass
from datetime import datetime

from bot.simulator.refusals import Refused

RATE_LIMIT = "The API rate limit has been exceeded. Try again later."


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls in so many seconds."""

    calls: int
    seconds: float


ANY = Rate(2_000, 1)
ONE_PERSON = "one_person"
"""Pushes to a single person; LINE limits them too, but does not say at how many."""
RATES = {
    "broadcast": Rate(60, 3_600),
    "webhook_test": Rate(60, 3_600),
    "webhook_set": Rate(1_000, 60),
    "webhook_get": Rate(1_000, 60),
    "rich_menu_create": Rate(100, 3_600),
    "rich_menu_delete": Rate(100, 3_600),
    "alias_delete": Rate(100, 3_600),
    "rich_menu_list": Rate(10, 1),
    "multicast": Rate(200, 1),
    "loading": Rate(100, 1),
    "stateless_token": ANY,
}


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


class Rates:
    """The buckets of one account; full at the start, refilled evenly."""

    def __init__(self) -> None:
        self._rates = dict(RATES)
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def change(self, endpoint: str, rate: Rate) -> None:
        """Give one endpoint another limit and a full bucket."""
        self._rates[endpoint] = rate
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if key[0] != endpoint}

    def take(self, endpoint: str, now: datetime, *, of: str = "") -> None:
        """Take one call from the endpoint's bucket (`of` one person); raise Refused (429) when it is empty."""
        rate = self._rates.get(endpoint, ANY)
        bucket = self._buckets.setdefault((endpoint, of), _Bucket(rate.calls, now))
        passed = max(0.0, (now - bucket.at).total_seconds())
        bucket.left = min(rate.calls, bucket.left + passed * rate.calls / rate.seconds)
        bucket.at = now
        if bucket.left < 1:
            raise Refused(429, RATE_LIMIT)
        bucket.left -= 1

"""A limit on how often somebody may try or write: a bucket in the database, the same for every process."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket: so many tries, full again from empty after `refill`."""

    kind: str
    capacity: int
    refill: timedelta

    def take(self, tx: Transaction, subject: str, now: datetime) -> bool:
        """Count one try and tell whether it is allowed."""
        return tx.throttle.take(self.kind, subject, capacity=self.capacity, refill=self.refill, now=now)

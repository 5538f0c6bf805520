"""Token buckets in the database: against guessing and floods, the same for every process."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from storage.ground import Ground, Lookup
from storage.tables.accounts import buckets

LOCKED = select(buckets).where(buckets.c.key == bindparam("of")).with_for_update()


class Throttle:
    """Counts before anything is checked, so that a failed check has cost its token already."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def take(self, kind: str, subject: str, *, capacity: int, refill: timedelta, now: datetime) -> bool:
        """Take a token and tell whether there was one.

        `kind` names the limit, `subject` whom it counts for (login, address, LINE user; kept as a hash). A full bucket
        holds `capacity` tokens and is filled again from empty within `refill`. A clock set back adds nothing.
        """
        key = self._ground.sealing.hash(Lookup.BUCKET, kind, subject)
        row = self._ground.one(LOCKED, {"of": key})
        if row is None:
            self._ground.insert_new(buckets, {"key": key, "tokens": float(capacity), "updated_at": now})
            row = self._ground.one(LOCKED, {"of": key})
        if row is None:
            return False
        passed = max(timedelta(0), now - row["updated_at"])
        tokens = min(float(capacity), row["tokens"] + capacity * (passed / refill))
        allowed = bool(tokens >= 1)
        left = tokens - 1 if allowed else tokens
        values = {"tokens": left, "updated_at": max(now, row["updated_at"])}
        self._ground.change(buckets, {"key": key}, values)
        return allowed

    def forgive(self, kind: str, subject: str) -> None:
        """Fill a bucket again (a sign-in succeeded)."""
        keys = self._ground.sealing.hashes(Lookup.BUCKET, kind, subject)
        self._ground.run(delete(buckets).where(buckets.c.key.in_(keys)))

    def remove_idle(self, *, before: datetime, limit: int = 1000) -> int:
        """Remove buckets that nobody has touched since a moment; return how many."""
        slice_ = select(buckets.c.key).where(buckets.c.updated_at < before).limit(limit)
        return self._ground.run(delete(buckets).where(buckets.c.key.in_(slice_))).rowcount

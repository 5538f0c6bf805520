"""Clocks that tests hand in."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
OFFICE_HOURS = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
"""A Tuesday morning after a holiday."""


class StillClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = OFFICE_HOURS) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._at

    def advance(self, **span: float) -> None:
        """Move on."""
        self._at += timedelta(**span)

    def set(self, at: datetime) -> None:
        """Move to a moment, forward or back."""
        self._at = at.astimezone(UTC)


class RunningClock:
    """Runs as fast as the real one, from a moment of the test's choosing."""

    def __init__(self, at: datetime = OFFICE_HOURS) -> None:
        self._start = at.astimezone(UTC)
        self._from = time.monotonic()

    def now(self) -> datetime:
        """Return the present moment of the test."""
        return self._start + timedelta(seconds=time.monotonic() - self._from)

    def advance(self, **span: float) -> None:
        """Jump on."""
        self._start += timedelta(**span)

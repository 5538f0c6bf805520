"""The time of the stand-in: real time plus what a test has added."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def system_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


class Clock:
    """Real or given time, moved forward by `advance`; `skew_seconds` falsifies only what events say."""

    def __init__(self, now: Callable[[], datetime] = system_now) -> None:
        self._now = now
        self._ahead = timedelta()
        self.skew_seconds = 0.0

    def now(self) -> datetime:
        """Return the stand-in's present moment, aware, in UTC."""
        return self._now() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move time by so many seconds; negative ones move it back."""
        self._ahead += timedelta(seconds=seconds)

    def set_to(self, moment: datetime) -> None:
        """Make `moment` (aware) the present one; time runs on from there."""
        self._ahead = moment.astimezone(UTC) - self._now()

    def event_millis(self) -> int:
        """Return the time an event carries: milliseconds since 1970, with the skew."""
        return int((self.now().timestamp() + self.skew_seconds) * 1000)

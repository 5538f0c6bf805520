"""Ways of waiting for work: an event within one process, or the database's own sign of change."""

import threading
import time
from collections.abc import Callable

POLL_SECONDS = 0.01


class EventWaiter:
    """Waits for a wake-up from the same process; it serves several loops at once."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._news = 0

    def wake(self) -> None:
        """Wake every loop that waits."""
        with self._condition:
            self._news += 1
            self._condition.notify_all()

    def wait(self, seconds: float) -> None:
        """Return on the next wake-up, or after `seconds`."""
        with self._condition:
            seen = self._news
            self._condition.wait_for(lambda: self._news != seen, timeout=seconds)


class ChangeWaiter:
    """Waits until a cheap sign of the database changes, such as SQLite's `data_version`; one per loop.

    The sign costs microseconds, so looking a hundred times a second is far cheaper than claiming.
    """

    def __init__(self, sign: Callable[[], object]) -> None:
        self._sign = sign
        self._seen = sign()

    def wait(self, seconds: float) -> None:
        """Return when the sign differs from the last look, or after `seconds`."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            sign = self._sign()
            if sign != self._seen:
                self._seen = sign
                return
            time.sleep(min(POLL_SECONDS, left))

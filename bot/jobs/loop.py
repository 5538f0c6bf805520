"""A loop of single steps in a thread of its own: work while there is any, else wait to be woken."""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)

REST_AFTER_ERROR = 1.0


class Waiter(Protocol):
    """Waits for news from whoever stores work."""

    def wait(self, seconds: float) -> None:
        """Return when there may be something to do, or after `seconds`."""
        ...


class Loop:
    """Calls `step` again and again; `step` does one piece of work and tells whether there may be more.

    A step that raises is logged and the loop goes on after a short rest: the row at fault has its own
    lease and attempts, so it cannot stop the others. `stop` lets the present step end.
    """

    def __init__(self, name: str, step: Callable[[], bool], waiter: Waiter, *, idle_seconds: float) -> None:
        self.name = name
        self._step = step
        self._waiter = waiter
        self._idle = idle_seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the loop to end after the present step."""
        self._stopping.set()

    def join(self, seconds: float) -> bool:
        """Wait for the end; tell whether it came in time."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                more = self._step()
            except Exception:
                log.exception("loop.step_failed", extra={"loop": self.name})
                self._stopping.wait(REST_AFTER_ERROR)
                continue
            if not more:
                self._waiter.wait(self._idle)

"""Background work in lanes: one after another within a lane, lanes side by side."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock


class Lanes:
    """A few threads that keep the order of each lane, as LINE mostly does for each chat."""

    def __init__(self, threads: int = 16) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="simulator-webhook")
        self._lock = Lock()
        self._waiting: dict[str, deque[Callable[[], None]]] = {}

    def put(self, lane: str, job: Callable[[], None]) -> None:
        """Do `job` after everything put into the lane before."""
        with self._lock:
            if lane in self._waiting:
                self._waiting[lane].append(job)
                return
            self._waiting[lane] = deque([job])
        self._pool.submit(self._work, lane)

    def close(self) -> None:
        """Finish what runs, drop what waits, and end the threads."""
        with self._lock:
            for jobs in self._waiting.values():
                jobs.clear()
        self._pool.shutdown(wait=True)

    def _work(self, lane: str) -> None:
        while True:
            with self._lock:
                jobs = self._waiting[lane]
                if not jobs:
                    del self._waiting[lane]
                    return
                job = jobs.popleft()
            job()

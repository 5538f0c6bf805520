"""The worker: its loops and its scheduler, started together and stopped in order."""

import logging
from collections.abc import Callable, Sequence

from apscheduler.schedulers.background import BackgroundScheduler

from bot.jobs.loop import Loop
from bot.jobs.timetable import Job, start_ticking

log = logging.getLogger(__name__)

STOP_SECONDS = 30.0


class Worker:
    """Runs until it is stopped; stopping lets every step that is under way end first."""

    def __init__(
        self,
        loops: Sequence[Loop],
        jobs: Sequence[Job],
        *,
        warm_up: Callable[[], None],
        wind_down: Callable[[], None],
    ) -> None:
        self._warm_up = warm_up
        self._wind_down = wind_down
        self._loops = loops
        self._jobs = jobs
        self._scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        """Make ready, then start every loop and the scheduler."""
        self._warm_up()
        for loop in self._loops:
            loop.start()
        for job in self._jobs:
            # Once at the start: what fell due while no worker ran is late enough already.
            job.run()
        self._scheduler = start_ticking(self._jobs)
        log.info("worker.started", extra={"loops": len(self._loops)})

    def stop(self) -> bool:
        """Stop ticking, let present steps end, and tell whether all did in time."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
        for loop in self._loops:
            loop.stop()
        self._wind_down()
        ended = [loop.join(STOP_SECONDS) for loop in self._loops]
        log.info("worker.stopped", extra={"in_time": all(ended)})
        return all(ended)

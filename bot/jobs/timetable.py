"""Every job that runs by the clock, in one place. APScheduler only ticks; what is due stands in the database."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import TOKYO

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A use case that is called at intervals; it must be safe to call at any time and from several workers."""

    name: str
    every: timedelta
    run: Callable[[], object]


def start_ticking(jobs: Sequence[Job]) -> BackgroundScheduler:
    """Start a scheduler that calls each job at its interval, one run of a job at a time.

    A job that comes late still runs (no misfire limit), and several missed runs become one.
    """
    scheduler = BackgroundScheduler(
        timezone=TOKYO, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    for job in jobs:
        scheduler.add_job(job.run, "interval", seconds=job.every.total_seconds(), id=job.name)
    scheduler.add_listener(_note_failure, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    scheduler.start()
    return scheduler


def _note_failure(event: JobExecutionEvent) -> None:
    error = type(event.exception).__name__ if event.exception else "missed"
    log.error("job.failed", extra={"job": event.job_id, "error": error})

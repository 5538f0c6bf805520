"""The worker: loops that handle events and send what is owed, and the scheduler that ticks."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.bootstrap.desk import make_desk
from bot.bootstrap.opening import Installation
from bot.bootstrap.senders import line_senders, mailer_of
from bot.bootstrap.waiting import Waiters
from bot.clock import Clock
from bot.desk.delivery import Delivery
from bot.desk.desk import Desk
from bot.desk.digest import send_due_digests
from bot.desk.escalation import close_settled, escalate_due
from bot.desk.forwarding import Forwarding
from bot.desk.handle import handle_next
from bot.desk.quota import watch_quota
from bot.desk.relaying import remove_left
from bot.desk.retaining import purge_due
from bot.desk.rich_menus import keep_menus
from bot.desk.rounds import send_due_rounds
from bot.desk.timed import do_next_timed
from bot.desk.upkeep import beat, rescue, warm_up
from bot.jobs.holders import holder, is_gone, was_before
from bot.jobs.loop import Loop
from bot.jobs.timetable import Job
from bot.jobs.worker import Worker
from bot.line.forwarder import HttpForwarder
from bot.ports import LineSenders, MenuChannels
from routing.outgoing import Lane
from storage.database import Database

# Two handlers, so that one slow message does not hold every chat; two senders, because they wait for the network;
# one more for urgent ones alone, so that nothing urgent ever waits behind a call that hangs.
Step = Callable[[str], bool]

HANDLERS = 2
SENDERS = 2
IDLE_SECONDS = 1.0


def make_worker(installation: Installation, database: Database, clock: Clock | None = None) -> Worker:
    """Return a worker that is ready to start."""
    desk = make_desk(installation, database, clock)
    senders = line_senders(database, installation.settings)
    mailer = mailer_of(installation.settings, desk.clock)
    waiters = Waiters(database)
    everything = Delivery(desk, lines=senders, mailer=mailer)
    urgent = Delivery(desk, lines=senders, mailer=mailer, lanes=(Lane.URGENT,))
    steps: list[tuple[str, Step]] = [
        (f"handle-{n}", lambda owner: handle_next(desk, owner)) for n in range(HANDLERS)
    ]
    steps += [(f"send-{n}", everything.send_next) for n in range(SENDERS)]
    steps += [("send-urgent", urgent.send_next), ("timed", lambda owner: do_next_timed(desk, owner))]
    steps.append(("forward", Forwarding(desk, HttpForwarder()).forward_next))
    loops = [
        Loop(kind, partial(step, holder(kind)), waiters.new(), idle_seconds=IDLE_SECONDS)
        for kind, step in steps
    ]
    return Worker(
        loops,
        jobs_of(desk, senders, senders),
        warm_up=lambda: _make_ready(desk, waiters),
        wind_down=waiters.stop,
    )


def _make_ready(desk: Desk, waiters: Waiters) -> None:
    waiters.start()
    rescue(desk, was_before)
    warm_up(desk)


def jobs_of(desk: Desk, lines: LineSenders, menus: MenuChannels) -> tuple[Job, ...]:
    """Return the timetable; each job may run at any time and in several workers at once."""
    return (
        Job("heartbeat", timedelta(seconds=10), lambda: beat(desk)),
        Job("rescue", timedelta(seconds=10), lambda: rescue(desk, is_gone)),
        Job("alerts", timedelta(seconds=5), lambda: escalate_due(desk)),
        Job("closing", timedelta(minutes=1), lambda: close_settled(desk)),
        Job("rounds", timedelta(seconds=30), lambda: send_due_rounds(desk)),
        Job("quota", timedelta(minutes=10), lambda: watch_quota(desk, lines)),
        Job("menus", timedelta(seconds=30), lambda: keep_menus(desk, menus)),
        Job("relay-drafts", timedelta(hours=1), lambda: remove_left(desk)),
        Job("retention", timedelta(hours=1), lambda: purge_due(desk)),
        Job("digests", timedelta(seconds=10), lambda: send_due_digests(desk)),
    )

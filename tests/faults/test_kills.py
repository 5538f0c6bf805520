"""Web and worker killed by SIGKILL while LINE fails in every way: everything is handled once and nothing pushed twice.

`make test` runs sixty messages, `make soak` a thousand of five hundred people.
"""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot.simulator.ids import user_id
from routing.outgoing import OutgoingState
from storage.database import Database
from tests.faults.processes import until
from tests.faults.running import DANGER, PROVIDER, Town, list_of, running_processes

FULL = os.environ.get("MADOGUCHI_TEST_SIZE") == "full"
PEOPLE = 500 if FULL else 30
RANDOM_KILLS = 12 if FULL else 0


@pytest.mark.timeout(1800 if FULL else 180)
def test_nothing_is_lost_or_doubled_while_processes_are_killed(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started = time.monotonic()
    with running_processes(database, tmp_path, people=PEOPLE, workers=2 if FULL else 1) as town:
        _killed_at_every_point_of_a_call(town)
        if not database.on_postgres:
            _killed_inside_the_transaction(town)
        _storm(town)
        town.line.clear_faults()
        town.settle(patience=600 if FULL else 60)
        town.check_promises()
    with capsys.disabled():
        _tell(town, database, time.monotonic() - started)


def _killed_at_every_point_of_a_call(town: Town) -> None:
    """Three senders are met at three points, and on PostgreSQL a handler inside its transaction, by one kill.

    The first one's call was accepted and is not answered; the second has claimed and its call was not taken yet; the
    third's was accepted and answered, and it cannot write that down.
    """
    before = town.accepted()
    town.fault("hang_after", seconds=20)
    town.say(town.people[0])
    until(lambda: town.accepted() > before, "LINE accepts")
    town.fault("hang", seconds=20)
    town.say(town.people[1])
    until(lambda: _is_met(town), "a call hangs")
    before = town.accepted()
    town.fault("latency", seconds=1.0)
    town.say(town.people[2], DANGER)
    until(
        lambda: town.outgoing_in(OutgoingState.REPLY_STARTED) == 3 and _is_met(town),
        "the calls are under way",
    )
    with _locked(town.database):
        until(lambda: _replied_to(town, town.people[2]), "LINE accepts")
        time.sleep(0.2)
        if town.database.on_postgres:
            town.say(town.people[3])
            until(lambda: _somebody_waits_for_a_lock(town.database), "a transaction is under way")
            town.tally["worker killed inside the transaction"] += 1
        town.kill_workers("after the claim, after LINE accepted, and before the mark")
    town.start_workers()


def _is_met(town: Town) -> bool:
    """Tell whether the ordered fault was met: the stand-in holds the call."""
    return not town.line.call("GET", "/_/faults")["faults"]


def _replied_to(town: Town, person: str) -> bool:
    """Tell whether LINE accepted an answer to somebody."""
    return any(user_id(person, PROVIDER) in list_of(call["to"]) for call in town.line.sent())


def _killed_inside_the_transaction(town: Town) -> None:
    """SQLite has one writer at a time, so the kill waits for the moment when it is a worker."""
    for worker in town.workers:
        worker.wait_ready()
    done = town.done_events()
    for person in town.people[3:9]:
        town.say(person)
    until(lambda: town.done_events() > done, "one of several was handled")
    until(lambda: _is_written(town.database), "a transaction is under way", pause=0)
    town.kill_workers("inside the transaction")
    town.start_workers()


def _storm(town: Town) -> None:
    """Everybody writes, some of it about danger, while LINE fails and processes die at random."""
    draw = random.Random(7)  # noqa: S311 - a story that can be told again
    kills = set(draw.sample(range(2 * PEOPLE), RANDOM_KILLS))
    web_kills = {PEOPLE // 2, *draw.sample(range(2 * PEOPLE), RANDOM_KILLS // 2)}
    for position, person in enumerate(town.people * 2):
        _trouble(town, position)
        town.say(person, DANGER if position % 15 == 4 else "")
        if position % 7 == 0:
            town.line.duplicate("last")
            town.tally["doubled webhooks"] += 1
        if position in kills:
            town.kill_workers("at random")
            town.start_workers()
        if position in web_kills:
            town.kill_web()
            town.line.redeliver("failed")


def _trouble(town: Town, position: int) -> None:
    kinds = ("error", "error_after", "reset", "reset_after", "not_json_after")
    if position % 5 == 2:
        town.fault(kinds[position // 5 % len(kinds)])
    if position % 60 == 3:
        # Few, as each further one on the same message lets it wait for half a minute.
        town.fault(kinds[3 - position // 60 % len(kinds)], on="push")
    if FULL and position % 100 == 50:
        town.fault("rate_limit")
        town.fault("hang_after", seconds=12)
    if position % 20 == 10:
        town.line.hold()
    if position % 20 == 14:
        town.line.release(order="reversed")
        town.tally["out of order"] += 4


@contextmanager
def _locked(database: Database) -> Iterator[None]:
    """Hold a lock that no write to the outbox gets past."""
    if database.on_postgres:
        url = make_url(database.engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE outgoing IN EXCLUSIVE MODE")
            yield
    else:
        with closing(sqlite3.connect(str(database.engine.url.database), isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout = 5000")
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")


def _is_written(database: Database) -> bool:
    """Tell whether somebody is inside a writing transaction of SQLite right now."""
    with closing(
        sqlite3.connect(str(database.engine.url.database), isolation_level=None, timeout=0)
    ) as probe:
        try:
            probe.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        probe.execute("ROLLBACK")
        return False


def _somebody_waits_for_a_lock(database: Database) -> bool:
    with psycopg.connect(
        make_url(database.engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
    ) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            " AND query ILIKE 'INSERT INTO outgoing%'"
        ).fetchone()
    return found is not None and found[0] > 0


def _tell(town: Town, database: Database, seconds: float) -> None:
    kind = "PostgreSQL" if database.on_postgres else "SQLite"
    print(f"\n{kind}: {len(town.said)} messages of {len(town.people)} people survived in {seconds:.0f} s:")
    for what, count in sorted(town.tally.items()):
        print(f"  {count:4} {what}")

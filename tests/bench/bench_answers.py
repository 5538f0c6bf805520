"""From a message to its answer at the stand-in for LINE, and what more workers do: `python -m tests.bench answers`.

First people write at a steady rate, and each answer is timed from the moment of the message to the moment its reply is
accepted, both by the stand-in's clock. Then, on PostgreSQL, a full inbox is worked off by one worker and by two.
"""

import argparse
import os
import signal
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from bot.simulator.ids import user_id
from routing.outgoing import OWED
from storage.database import Database, open_database
from storage.schema import upgrade
from tests.databases import RING, empty_postgres
from tests.faults.processes import until
from tests.faults.running import PROVIDER, WORRIES, Town, list_of, running_processes

PEOPLE = 200


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench answers")
    parser.add_argument("--rate", type=float, default=20, help="messages a second")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--inbox", type=int, default=200, help="messages to be worked off")
    parser.add_argument("--only", choices=("sqlite", "postgres", "workers"), default="")
    arguments = parser.parse_args(words)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for kind in ("sqlite", "postgres"):
        if arguments.only in {"", kind}:
            _steady(kind, arguments.rate, int(arguments.rate * arguments.seconds))
    if arguments.only in {"", "workers"}:
        one, two = (_drained(workers, arguments.inbox) for workers in (1, 2))
        print(f"PostgreSQL, {arguments.inbox} messages waiting: one worker {one:.0f}/s, two {two:.0f}/s")


def _database(kind: str, stack: ExitStack, folder: Path) -> Database:
    file = f"sqlite:///{folder / 'desk.sqlite3'}"
    database = open_database(file if kind == "sqlite" else stack.enter_context(empty_postgres()), RING)
    stack.callback(database.close)
    upgrade(database)
    return database


def _steady(kind: str, rate: float, count: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = _database(kind, stack, folder)
        town = stack.enter_context(running_processes(database, folder, people=PEOPLE))
        _say(town, 0)
        _settled(town)
        asked: dict[str, list[float]] = defaultdict(list)
        begin = time.perf_counter()
        for number in range(count):
            time.sleep(max(0.0, begin + number / rate - time.perf_counter()))
            person, at = _say(town, 1 + number % (PEOPLE - 1))
            asked[user_id(person, PROVIDER)].append(at)
        _settled(town)
        times = sorted(_milliseconds(town, asked))
    print(
        f"{kind}: {len(times)} answers at {rate:.0f} messages a second: p50 {statistics.median(times):.0f} ms,"
        f" p99 {times[int(len(times) * 0.99)]:.0f} ms, longest {times[-1]:.0f} ms"
    )


def _say(town: Town, number: int) -> tuple[str, float]:
    """Let a person write; return who, and when by the stand-in's clock in milliseconds."""
    person = town.people[number]
    done = town.line.say(person, WORRIES[number % len(WORRIES)], wait=False)
    town.said[done.event_id] = person
    at = done.event["timestamp"]
    assert isinstance(at, int)
    return person, float(at)


def _milliseconds(town: Town, asked: dict[str, list[float]]) -> list[float]:
    """Return the time from each message to its answer; each person's answers come in order."""
    taken = []
    for call in town.line.sent():
        for to in list_of(call["to"]):
            if asked.get(str(to)):
                answered = datetime.fromisoformat(str(call["at"])).timestamp() * 1000
                taken.append(answered - asked[str(to)].pop(0))
    return taken


def _settled(town: Town) -> None:
    until(
        lambda: town.done_events() >= len(town.said) and not town.outgoing_in(*OWED),
        "everything is answered",
        patience=300,
        pause=0.05,
    )


def _drained(workers: int, inbox: int) -> float:
    """Return messages a second of so many workers that find a full inbox."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = _database("postgres", stack, folder)
        town = stack.enter_context(running_processes(database, folder, people=PEOPLE, workers=workers))
        for number in range(20):
            _say(town, number)
        _settled(town)
        _signal(town, signal.SIGSTOP)
        for number in range(inbox):
            _say(town, number % PEOPLE)
        until(lambda: _stored(town) >= len(town.said), "all are stored")
        began = time.perf_counter()
        _signal(town, signal.SIGCONT)
        _settled(town)
        return inbox / (time.perf_counter() - began)


def _stored(town: Town) -> int:
    with town.database.reading() as tx:
        return sum(tx.events.counts().values())


def _signal(town: Town, number: signal.Signals) -> None:
    for worker in town.workers:
        assert worker.popen is not None
        worker.popen.send_signal(number)

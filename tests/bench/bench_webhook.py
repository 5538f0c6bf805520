"""Durable acknowledgements a second, their p99, start and memory: `python -m tests.bench webhook [--flask-echo FILE]`.

`--flask-echo` is a file of `examples/flask-echo` in a checkout of line-bot-sdk-python (its `app.py` never answers, as
it mixes two generations of the SDK; `app_with_handler.py` does). It runs under the same gunicorn settings, the rounds
alternate with ours, and the ratio is printed. It keeps nothing on disk, and answers a text before it answers the
webhook; so there is a second table of events that it only acknowledges (a new friend).
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.processes import HOST, bot, free_port, memory_mb, process, wait_until_up
from tests.bench.webhook_load import SECRET, Load, run_load

OURS, OTHER = "/line/kochi/webhook", "/callback"


def main(words: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench webhook")
    parser.add_argument("--count", type=int, default=1500, help="webhooks of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--rate", type=float, default=200, help="of the steady part, a second")
    parser.add_argument("--database", default="", help="a PostgreSQL address; SQLite if left out")
    parser.add_argument("--flask-echo", default="", help="the file of LINE's example")
    arguments = parser.parse_args(words)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as place:
        _measure(arguments, Path(place))


def _measure(arguments: argparse.Namespace, place: Path) -> None:
    environment = {"MADOGUCHI_DATA_DIR": str(place / "var"), "MADOGUCHI_LOG_LEVEL": "WARNING"}
    if arguments.database:
        environment["MADOGUCHI_DATABASE_URL"] = arguments.database
    _found(environment)
    port = free_port()
    web = bot("web", "--only", "line", "--port", str(port), "--threads", str(arguments.threads))
    with process(web, environment, place / "log") as child, _flask_echo(arguments, place / "log") as other:
        print(f"start of web --only line: {wait_until_up(f'http://{HOST}:{port}/healthz'):.2f} s")
        for kind in ("message", "follow") if other else ("message",):
            _compare(arguments, port, other, kind)
        steady = run_load(
            port=port, path=OURS, count=int(arguments.rate * 5), threads=arguments.threads,
            rate=arguments.rate, first=9_000_000,
        )  # fmt: skip
        print(
            f"ours at {arguments.rate:.0f}/s: p50 {steady.percentile(0.5):.1f} ms, p99 {steady.percentile(0.99):.1f} ms"
        )
        print(f"memory of web --only line (both processes): {memory_mb(child.pid):.0f} MB")


@contextmanager
def _flask_echo(arguments: argparse.Namespace, log: Path) -> Iterator[int]:
    """Run the example and the stand-in for its replies; yield its port, 0 when it is not asked for."""
    if not arguments.flask_echo:
        yield 0
        return
    port, line = free_port(), free_port()
    run = (sys.executable, "-m", "tests.bench.flask_echo")
    keys = {"LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": "token"}
    echo = (*run, arguments.flask_echo, str(port), str(arguments.threads), f"http://{HOST}:{line}")
    with process((*run, "line", str(line)), {}, log), process(echo, keys, log):
        wait_until_up(f"http://{HOST}:{line}/")
        wait_until_up(f"http://{HOST}:{port}/")
        yield port


def _compare(arguments: argparse.Namespace, port: int, other: int, kind: str) -> None:
    ours, others = [], []
    for number in range(arguments.rounds):
        ours.append(_round(arguments, port, OURS, number, kind))
        if other:
            others.append(_round(arguments, other, OTHER, number, kind))
    _say(f"{kind}: ours, each on disk", ours)
    if others:
        _say(f"{kind}: flask-echo, nothing kept", others)
        ratios = [mine.per_second / its.per_second for mine, its in zip(ours, others, strict=True)]
        print(
            f"{kind}: ratio ours / flask-echo {statistics.median(ratios):.2f} (of {len(ratios)} pairs of rounds)"
        )


def _round(arguments: argparse.Namespace, port: int, path: str, number: int, kind: str) -> Load:
    first = (number + (100 if kind == "follow" else 0)) * arguments.count
    return run_load(
        port=port, path=path, count=arguments.count, threads=arguments.threads, first=first, kind=kind
    )


def _say(name: str, loads: Sequence[Load]) -> None:
    rates = [load.per_second for load in loads]
    p99 = statistics.median(load.percentile(0.99) for load in loads)
    failures = sum(load.failures for load in loads)
    print(
        f"{name}: {statistics.median(rates):.0f}/s (min {min(rates):.0f}, max {max(rates):.0f}), "
        f"p99 {p99:.1f} ms, failures {failures}"
    )


def _found(environment: dict[str, str]) -> None:
    for words, text in (
        (("municipality", "add", "kochi"), ""),
        (("municipality", "secret", "kochi"), f"{SECRET}\ntoken\n"),
    ):
        subprocess.run(
            bot(*words),
            env={**os.environ, **environment},
            input=text.encode(),
            check=True,
            capture_output=True,
        )

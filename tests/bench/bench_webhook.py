"""Durable acknowledgements a second, their p99, start and memory: `python -m tests.bench webhook [--other COMMAND]`.

`--other` is a command line of another bot's server, with {port} where its port goes (for example LINE's flask-echo
example under the same gunicorn settings); it is measured in turn with ours, in the same run, and the ratio printed.
Its path is `--other-path`, and it must know the channel secret `bench-secret`.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.processes import HOST, bot, free_port, memory_mb, process, wait_until_up
from tests.bench.webhook_load import SECRET, Load, run_load


def main(words: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench webhook")
    parser.add_argument("--count", type=int, default=1500, help="webhooks of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--rate", type=float, default=200, help="of the steady part, a second")
    parser.add_argument("--database", default="", help="a PostgreSQL address; SQLite if left out")
    parser.add_argument("--other", default="")
    parser.add_argument("--other-path", default="/callback")
    arguments = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as place:
        _measure(arguments, Path(place))


def _measure(arguments: argparse.Namespace, place: Path) -> None:
    environment = {"MADOGUCHI_DATA_DIR": str(place / "var"), "MADOGUCHI_LOG_LEVEL": "WARNING"}
    if arguments.database:
        environment["MADOGUCHI_DATABASE_URL"] = arguments.database
    _found(environment)
    port, other_port = free_port(), free_port()
    web = bot("web", "--only", "line", "--port", str(port), "--threads", str(arguments.threads))
    log = place / "log"
    with process(web, environment, log) as child:
        started = wait_until_up(f"http://{HOST}:{port}/healthz")
        print(f"start of web --only line: {started:.2f} s")
        ours = [_round(arguments, port, "/line/kochi/webhook", n) for n in range(arguments.rounds)]
        steady = run_load(
            port=port, path="/line/kochi/webhook", count=int(arguments.rate * 5), threads=arguments.threads,
            rate=arguments.rate, first=9_000_000,
        )  # fmt: skip
        print(f"memory of web --only line (both processes): {memory_mb(child.pid):.0f} MB")
        _say("ours", ours)
        print(
            f"ours at {arguments.rate:.0f}/s: p50 {steady.percentile(0.5):.1f} ms, p99 {steady.percentile(0.99):.1f} ms"
        )
    if arguments.other:
        command = shlex.split(arguments.other.replace("{port}", str(other_port)))
        with process(command, {}, log):
            wait_until_up(f"http://{HOST}:{other_port}/")
            others = [_round(arguments, other_port, arguments.other_path, n) for n in range(arguments.rounds)]
        _say("other", others)
        ratio = statistics.median(o.per_second for o in ours) / statistics.median(
            o.per_second for o in others
        )
        print(f"ratio of acknowledgements a second, ours / other: {ratio:.2f}")


def _round(arguments: argparse.Namespace, port: int, path: str, number: int) -> Load:
    return run_load(
        port=port, path=path, count=arguments.count, threads=arguments.threads, first=number * arguments.count
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

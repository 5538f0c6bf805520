"""Start and memory of each process, and the first answer after a start: `python -m tests.bench start`.

A town is founded on SQLite; then web and worker start together, and somebody writes at once. Memory is what stays after
the first answer (resident, all processes of the kind), processor seconds are those of the whole start.
"""

import argparse
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bot.simulator.client import SimulatorClient
from bot.simulator.config import Channel, Config
from bot.simulator.serve import running
from tests.bench.processes import (
    HOST,
    bot,
    cpu_seconds,
    found_town,
    free_port,
    memory_mb,
    process,
    wait_until_up,
)

CHANNEL = Channel(name="hoozuki", secret="bench-secret", access_token="bench-token", redelivery=True)


def main(words: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench start")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args(words)
    rows: dict[str, list[float]] = {}
    for _ in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as place, running(Config((CHANNEL,))) as line:
            for name, value in _round(Path(place), line).items():
                rows.setdefault(name, []).append(value)
    for name, values in rows.items():
        spread = f"({min(values):.2f} to {max(values):.2f})"
        print(f"{name:56}{statistics.median(values):8.2f}  {spread}")


def _round(place: Path, line: str) -> dict[str, float]:
    environment = {
        "MADOGUCHI_DATA_DIR": str(place / "var"),
        "MADOGUCHI_LINE_API_BASE": line,
        "MADOGUCHI_LOG_LEVEL": "WARNING",
    }
    found_town(CHANNEL.name, CHANNEL.secret, CHANNEL.access_token, environment)
    port, pages_port = free_port(), free_port()
    client = SimulatorClient(line)
    client.channel_settings(webhook_url=f"http://{HOST}:{port}/line/hoozuki/webhook")
    with ExitStack() as stack:

        def start(*words: str) -> subprocess.Popen[bytes]:
            return stack.enter_context(process(bot(*words), environment, place / "log"))

        began = time.monotonic()
        web = start("web", "--only", "line", "--port", str(port))
        worker = start("worker")
        wait_until_up(f"http://{HOST}:{port}/healthz")
        web_up = time.monotonic() - began
        client.say("resident_a", "電球が切れて替えられません", wait=False)
        client.wait_for("resident_a", "まずはこちら", timeout=60)
        answered = time.monotonic() - began
        pages = start("web", "--only", "pages", "--port", str(pages_port))
        pages_began = time.monotonic()
        wait_until_up(f"http://{HOST}:{pages_port}/healthz")
        return {
            "web --only line: s until it answers": web_up,
            "web and worker: s until the first resident is answered": answered,
            "web --only pages: s until it answers": time.monotonic() - pages_began,
            "web --only line: processor s": cpu_seconds(web.pid),
            "worker: processor s": cpu_seconds(worker.pid),
            "web --only line: MB": memory_mb(web.pid),
            "web --only pages: MB": memory_mb(pages.pid),
            "worker: MB": memory_mb(worker.pid),
        }

"""The product's own processes, started for a measurement on loopback and ended with it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
PATIENCE = 60.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(
    command: Sequence[str], environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command while the block lasts; it is ended by its own id."""
    with log.open("ab") as out:
        child = subprocess.Popen(command, env={**os.environ, **environment}, stdout=out, stderr=out)
        try:
            yield child
        finally:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def bot(*words: str) -> tuple[str, ...]:
    """Return the command line of a verb."""
    return (sys.executable, "-m", "bot", *words)


def wait_until_up(address: str) -> float:
    """Return the seconds until an address answers at all."""
    start = time.monotonic()
    while time.monotonic() - start < PATIENCE:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return time.monotonic() - start
        except urllib.error.HTTPError:
            return time.monotonic() - start
        except OSError:
            time.sleep(0.01)
    raise TimeoutError(address)


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process and its children in megabytes (Linux)."""
    return sum(_resident(one) for one in (pid, *_children(pid)))


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """Return the processor seconds that a process and its children have used (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for one in (pid, *_children(pid)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def found_town(slug: str, secret: str, token: str, environment: Mapping[str, str]) -> None:
    """Add a municipality from its profile, with the secrets of its channel, at the command line."""
    for words, text in (
        (("municipality", "add", slug), ""),
        (("municipality", "secret", slug), f"{secret}\n{token}\n"),
    ):
        subprocess.run(
            bot(*words),
            env={**os.environ, **environment},
            input=text.encode(),
            check=True,
            capture_output=True,
        )

"""Real processes of the product, killed for real: each is the leader of a group of its own, known by its id."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


def until(holds: Callable[[], object], what: str, *, patience: float = PATIENCE, pause: float = 0.1) -> None:
    """Wait until something holds; raise TimeoutError naming what was waited for."""
    end = time.monotonic() + patience
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain until {what}")
        time.sleep(pause)


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Process:
    """One command of the product, started, killed and started again."""

    words: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[["Process"], bool]
    popen: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        """Start it without waiting."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MADOGUCHI_")}
        environment |= {"PYTHONPATH": str(ROOT), **self.environment}
        with self.log.open("wb") as log:
            self.popen = subprocess.Popen(
                (sys.executable, "-m", "bot", *self.words),
                env=environment,
                cwd=ROOT,
                stderr=log,
                stdout=log,
                start_new_session=True,
            )

    def wait_ready(self) -> None:
        """Wait until it does its work."""
        until(lambda: self.ready(self), f"{self.words[0]} is ready; it said {self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """End it and its children by SIGKILL: no farewell, nothing written."""
        if self.popen is not None and self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()
            self.kills += 1

    def end(self) -> int:
        """Ask it to end by SIGTERM and return its exit code."""
        if self.popen is None:
            return 0
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.popen.returncode


def answers_http(port: int) -> Callable[[Process], bool]:
    """Return a test whether anything answers HTTP at a port."""

    def answers(_: Process) -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
        return True

    return answers


def has_logged(event: str) -> Callable[[Process], bool]:
    """Return a test whether a process has logged an event."""
    return lambda process: event in process.log.read_text(errors="replace")

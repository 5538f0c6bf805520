"""Child processes kept running: started, restarted with a growing rest, and ended with their parent."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
LONGEST_REST = 30.0
STEADY_SECONDS = 60.0
END_SECONDS = 40.0


@dataclass(slots=True)
class Supervised:
    """A command kept running. A child that ends soon after its start rests longer before each new one."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    rest: float = 0.5
    not_before: float = 0.0

    def start(self) -> None:
        """Start the command as a child of this process."""
        environment = {**os.environ, **self.environment}
        self.process = subprocess.Popen(self.command, env=environment)  # noqa: S603 - our own command
        self.started_at = time.monotonic()

    def look(self) -> None:
        """Start the command again if it ended and has rested."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.not_before:
                self.start()
        elif (code := self.process.poll()) is not None:
            steady = now - self.started_at > STEADY_SECONDS
            self.rest = 0.5 if steady else min(self.rest * 2, LONGEST_REST)
            log.warning("child.ended", extra={"child": self.name, "code": code, "rest": self.rest})
            self.process, self.not_before = None, now + self.rest

    def end(self) -> None:
        """Ask the command to end, by its own id; after forty seconds end it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def supervise(children: Sequence[Supervised], *, ready: Callable[[], None] | None = None) -> int:
    """Keep the children running until SIGTERM or SIGINT, then end them in reverse order; return the exit code."""
    told_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    try:
        for child in children:
            child.start()
        if ready is not None:
            ready()
        while not told_to_stop.wait(LOOK_SECONDS):
            for child in children:
                child.look()
    finally:
        for child in reversed(children):
            child.end()
    return 0

"""The web process: webhook and pages, or one of them, under gunicorn.

gunicorn's first process only watches the others, so it stays light: what answers requests is loaded after the fork.
"""

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from bot.commands.web_worker import ImpatientWorker
from bot.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from flask import Flask

# Threads, because a request waits for the database's disk and nothing else; one process keeps SQLite's lock
# in one place and memory small. LINE gives up after two seconds, so a request that takes 30 is dead anyway.
THREADS = 8
TIMEOUT_SECONDS = 30
KEEP_ALIVE_SECONDS = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `web`."""
    parser.add_argument(
        "--only", choices=("line", "pages"), help="serve the webhook alone, or the pages alone"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--workers", type=int, default=1, help="processes; more than one only on PostgreSQL")
    parser.add_argument("--threads", type=int, default=THREADS)


class _Server(BaseApplication):
    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings; it reads no file and no command line of its own."""
        settings = {
            "bind": f"{self._arguments.host}:{self._arguments.port}",
            "workers": self._arguments.workers,
            "threads": self._arguments.threads,
            "worker_class": ImpatientWorker,
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": TIMEOUT_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "loglevel": "warning",
            "proc_name": "madoguchi-web",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> "Flask":  # type: ignore[override]  # Flask is a WSGI application; the stubs spell it out
        """Make the application after the fork: every process opens the database for itself."""
        serving = importlib.import_module("bot.commands.web_app")
        try:
            app: Flask = serving.open_app(self._arguments.only)
        except serving.CANNOT_START as error:
            sys.stderr.write(f"madoguchi: cannot start\n{error}\n")
            # The code by which the first process knows that trying again is of no use.
            sys.exit(Arbiter.APP_LOAD_ERROR)
        return app


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    try:
        read_settings(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"madoguchi: settings are wrong\n{error}\n")
        return 1
    first = os.getpid()
    try:
        _Server(arguments).run()
    except SystemExit as end:
        if os.getpid() != first:
            # A process of requests ends here as well; its code is for the first one to read.
            raise
        return 1 if end.code else 0
    return 0

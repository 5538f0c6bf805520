"""The web process: webhook and pages, or one of them, under gunicorn."""

import argparse
import sys

from flask import Flask
from gunicorn.app.base import BaseApplication
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.app import create_app
from bot.bootstrap.health import health_of
from bot.bootstrap.metrics import metrics_of
from bot.bootstrap.opening import Installation, open_installation, ready_database
from bot.bootstrap.webhook import webhook_parts
from bot.clock import SystemClock
from bot.logs import set_up_logs
from bot.settings import SettingsError
from storage.keys import KeysError

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
    def __init__(self, installation: Installation, arguments: argparse.Namespace) -> None:
        self._installation = installation
        self._arguments = arguments
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings; it reads no file and no command line of its own."""
        settings = {
            "bind": f"{self._arguments.host}:{self._arguments.port}",
            "workers": self._arguments.workers,
            "threads": self._arguments.threads,
            "worker_class": "gthread",
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": TIMEOUT_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "loglevel": "warning",
            "proc_name": "madoguchi-web",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:  # type: ignore[override]  # Flask is a WSGI application; the stubs spell it out
        """Make the application after the fork: every process opens the database for itself."""
        return make_app(self._installation, self._arguments.only)


def make_app(installation: Installation, only: str | None) -> Flask:
    """Return the application of one web process: webhook, pages, or both."""
    set_up_logs(installation.settings.log_level)
    database, clock = installation.database(), SystemClock()
    blueprints = [webhook_parts(database)] if only != "pages" else []
    if only != "line":
        # The pages would cost the webhook's own process memory and time to start, so only this branch loads them.
        from bot.bootstrap.pages import page_parts  # noqa: PLC0415

        blueprints += page_parts(installation, database)
    app = create_app(
        blueprints, health=lambda: health_of(database, clock), metrics=lambda: metrics_of(database, clock)
    )
    if installation.settings.proxies:
        # Without this all visitors would share the proxy's address, and one who guesses passwords would lock all out.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=installation.settings.proxies)  # type: ignore[method-assign]
    return app


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    try:
        installation = open_installation()
    except (SettingsError, KeysError) as error:
        sys.stderr.write(f"madoguchi: settings are wrong\n{error}\n")
        return 1
    ready_database(installation).close()
    _Server(installation, arguments).run()
    return 0

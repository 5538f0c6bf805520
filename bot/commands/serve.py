"""The small installation: web and worker as two processes, restarted when they end, ended with this one."""

import argparse
import sys

from bot.commands.processes import Supervised, supervise


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `serve`."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)


def run(arguments: argparse.Namespace) -> int:
    """Start both and stay until told to stop."""
    python = (sys.executable, "-m", "bot")
    web = Supervised("web", (*python, "web", "--host", arguments.host, "--port", str(arguments.port)))
    worker = Supervised("worker", (*python, "worker"))
    return supervise((web, worker))

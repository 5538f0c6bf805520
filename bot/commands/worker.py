"""The worker process: it ends after the step that is under way when it is told to stop."""

import argparse
import signal
import sys
import threading

from bot.bootstrap.opening import open_installation, ready_database
from bot.bootstrap.worker import make_worker
from bot.logs import set_up_logs
from bot.settings import SettingsError
from storage.errors import StorageError
from storage.keys import KeysError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `worker`: none, its settings are in the environment."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT."""
    del arguments
    try:
        installation = open_installation()
    except (SettingsError, KeysError) as error:
        sys.stderr.write(f"madoguchi: settings are wrong\n{error}\n")
        return 1
    set_up_logs(installation.settings.log_level)
    try:
        database = ready_database(installation)
    except StorageError as error:
        sys.stderr.write(f"madoguchi: cannot start\n{error}\n")
        return 1
    worker = make_worker(installation, database)
    told_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    worker.start()
    told_to_stop.wait()
    in_time = worker.stop()
    database.close()
    return 0 if in_time else 1

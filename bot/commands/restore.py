"""`madoguchi restore FILE`: put a backup into an empty database, and erase again what was erased since."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from bot.bootstrap.opening import open_installation
from bot.clock import SystemClock
from bot.commands.backup import LEDGER
from bot.settings import SettingsError
from storage.backup import restore_backup
from storage.errors import StorageError
from storage.keys import KeysError
from storage.ledger_file import read_ledger


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `restore`."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--ledger", type=Path, metavar="FILE", help=f"default: {LEDGER} beside the backup")
    parser.add_argument(
        "--without-ledger",
        action="store_true",
        help="restore although erasures since the backup are not known",
    )
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Restore into the database of the settings, which must be empty; 1 with the reason when it is refused."""
    path: Path = arguments.ledger or arguments.file.with_name(LEDGER)
    if not arguments.without_ledger and not path.exists():
        sys.stderr.write(
            f"madoguchi restore: {path.name} is missing; people who asked to be erased would come back\n"
        )
        return 1
    try:
        ledger = () if arguments.without_ledger else read_ledger(path)
        database = open_installation().database()
        restored = restore_backup(database, arguments.file, ledger=ledger, now=SystemClock().now())
        database.close()
    except (SettingsError, KeysError, StorageError, OSError) as error:
        sys.stderr.write(f"madoguchi restore: {error}\n")
        return 1
    row = asdict(restored)
    said = "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in row.items())
    sys.stdout.write((json.dumps(row) if arguments.json else said) + "\n")
    return 0

"""`madoguchi backup`: an encrypted copy of everything, made while the desk runs, with the ledger of erasures."""

import argparse
import json
import sys
from pathlib import Path

from bot.bootstrap.opening import open_installation
from bot.clock import SystemClock, tokyo
from bot.settings import SettingsError
from storage.backup import write_backup
from storage.errors import StorageError
from storage.keys import KeysError
from storage.ledger_file import write_ledger

LEDGER = "erasures.ledger"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `backup`."""
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="default: backups in the data directory")
    parser.add_argument(
        "--ledger-only", action="store_true", help="write the ledger of erasures alone; cheap, for a timer"
    )
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Write backup and ledger; 1 with the reason when it cannot be done. Keys are not in it: keep them elsewhere."""
    now = SystemClock().now()
    try:
        installation = open_installation()
        folder: Path = arguments.to or installation.settings.data_dir / "backups"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = installation.database()
        row: dict[str, str | int] = {}
        if not arguments.ledger_only:
            path = folder / f"madoguchi-{tokyo(now):%Y%m%d-%H%M%S}.backup"
            row |= {"backup": str(path), "rows": write_backup(database, path, now=now)}
        row |= {"ledger": str(folder / LEDGER), "erasures": write_ledger(database, folder / LEDGER)}
        database.close()
    except (SettingsError, KeysError, StorageError, OSError) as error:
        sys.stderr.write(f"madoguchi backup: {error}\n")
        return 1
    said = "\n".join(f"{name}: {value}" for name, value in row.items())
    sys.stdout.write((json.dumps(row) if arguments.json else said) + "\n")
    return 0

"""`madoguchi keys`: show which keys are in use, add a data key, seal everything anew under the newest."""

import argparse
import sys

from bot.bootstrap.opening import Installation, key_file, open_installation
from bot.settings import SettingsError
from storage.errors import StorageError
from storage.keys import KeyRing, KeysError, replace_key_file, with_new_data_key
from storage.rotation import left_over, reseal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions of `keys`."""
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="versions in use, and how much is still sealed under an older one")
    actions.add_parser("add", help="put a new data key in front; restart every process, then reseal")
    actions.add_parser("reseal", help="seal everything under the newest data key, while all runs")
    actions.add_parser("drop", help="take the older data keys away, once nothing is sealed under them")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 1 with the reason when it is refused. No key is ever printed."""
    try:
        installation = open_installation()
        actions = {"list": _list, "add": _add, "reseal": _reseal, "drop": _drop}
        return actions[arguments.action](installation)
    except (SettingsError, KeysError, StorageError, OSError) as error:
        sys.stderr.write(f"madoguchi keys: {error}\n")
        return 1


def _list(installation: Installation) -> int:
    ring = installation.keys
    sys.stdout.write(f"data keys, newest first: {', '.join(str(key.version) for key in ring.data)}\n")
    sys.stdout.write(f"look-up keys, newest first: {', '.join(str(key.version) for key in ring.lookup)}\n")
    database = installation.database()
    sys.stdout.write(f"rows under an older data key: {left_over(database)}\n")
    database.close()
    return 0


def _add(installation: Installation) -> int:
    _replace(installation, with_new_data_key(installation.keys))
    sys.stdout.write("added; restart every process, then run `madoguchi keys reseal`\n")
    return 0


def _reseal(installation: Installation) -> int:
    database = installation.database()
    rows = sum(done.rows for done in reseal(database))
    left = left_over(database)
    database.close()
    sys.stdout.write(f"resealed {rows} rows, {left} left\n")
    return 0 if not left else 1


def _drop(installation: Installation) -> int:
    database = installation.database()
    left = left_over(database)
    database.close()
    if left:
        sys.stderr.write(f"madoguchi keys: {left} rows still need an older key; reseal first\n")
        return 1
    _replace(installation, KeyRing(installation.keys.data[:1], installation.keys.lookup))
    sys.stdout.write("dropped; backups made under the older keys open no more\n")
    return 0


def _replace(installation: Installation, ring: KeyRing) -> None:
    if installation.settings.data_keys:
        raise KeysError("the keys come from MADOGUCHI_DATA_KEYS; change them where that is set")
    replace_key_file(key_file(installation.settings), ring)

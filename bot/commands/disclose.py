"""`madoguchi disclose`: print what is held on a person as JSON, for a request for disclosure, without the notifier."""

import argparse
import json
import sys

from bot.bootstrap.opening import open_installation, ready_database
from bot.clock import SystemClock
from bot.commands.about_person import add_person_arguments, note_operator, said_yes, whose_of
from bot.desk.disclosing import held_on, left_out
from bot.desk.whose import person_meant
from bot.settings import SettingsError
from storage.errors import StorageError
from storage.keys import KeysError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `disclose`."""
    add_person_arguments(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask once more")


def run(arguments: argparse.Namespace) -> int:
    """Print one JSON object after asking once more; 1 with the reason when nobody is found or the answer was no."""
    try:
        database, now, whose = ready_database(open_installation()), SystemClock().now(), whose_of(arguments)
        with database.transaction() as tx:
            person = person_meant(tx, whose)
            if not said_yes(arguments, "What this person wrote will be printed."):
                sys.stderr.write("madoguchi disclose: nothing was printed\n")
                return 1
            held, missing = held_on(tx, person), left_out(tx, person)
            note_operator(tx, "resident.disclose", person, now)
        database.close()
    except (SettingsError, KeysError, StorageError) as error:
        sys.stderr.write(f"madoguchi disclose: {error}\n")
        return 1
    if missing:
        sys.stderr.write(
            f"madoguchi disclose: {missing} restricted consultations are left out; ask their members\n"
        )
    sys.stdout.write(json.dumps(held, ensure_ascii=False, indent=2) + "\n")
    return 0

"""`madoguchi forget`: erase a person who asked for it, as 「消して」 in the chat does."""

import argparse
import json
import sys

from bot.bootstrap.opening import open_installation, ready_database
from bot.clock import SystemClock
from bot.commands.about_person import add_person_arguments, note_operator, said_yes, whose_of
from bot.desk.whose import person_meant
from bot.settings import SettingsError
from storage.errors import StorageError
from storage.keys import KeysError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `forget`."""
    add_person_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would go and what is held back")
    parser.add_argument("--yes", action="store_true", help="do not ask once more")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Erase, after asking once more; 1 with the reason when nobody is found or the answer was no."""
    try:
        return _forget(arguments)
    except (SettingsError, KeysError, StorageError) as error:
        sys.stderr.write(f"madoguchi forget: {error}\n")
        return 1


def _forget(arguments: argparse.Namespace) -> int:
    database, now, whose = ready_database(open_installation()), SystemClock().now(), whose_of(arguments)
    with database.reading() as tx:
        person = person_meant(tx, whose)
        messages = sum(bool(message.text) for message in tx.messages.of_resident(person.id))
        held = len(tx.erasures.held(person.id, now=now))
    row = {"messages": messages, "held_consultations": held, "erased": False}
    if not arguments.dry_run:
        if not said_yes(arguments, f"{messages} messages and the identity go, for good."):
            sys.stderr.write("madoguchi forget: nothing was erased\n")
            return 1
        with database.transaction() as tx:
            kept = tx.erasures.erase_resident(person.id, now=now, reason="asked")
            note_operator(tx, "resident.erase", person, now)
        row |= {"held_consultations": len(kept), "erased": not kept}
    database.close()
    said = "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in row.items())
    sys.stdout.write((json.dumps(row) if arguments.json else said) + "\n")
    return 0

"""The report of a Tokyo day per coordinator: `digest --municipality SLUG --date YYYY-MM-DD [--send]`."""

import argparse
import json
import sys
from datetime import date

from bot.bootstrap.desk import make_desk
from bot.bootstrap.opening import open_installation, ready_database
from bot.desk.desk import Desk
from bot.desk.digest import compose_day, readers, send_due_digests
from bot.desk.turn import Turn
from bot.settings import SettingsError
from routing.consultation import MunicipalitySlug
from storage.errors import NotThereError
from storage.keys import KeysError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `digest`."""
    parser.add_argument("--municipality", required=True, metavar="SLUG")
    parser.add_argument(
        "--date", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="a Tokyo day"
    )
    parser.add_argument("--send", action="store_true", help="send what is owed now, instead of printing")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print the report, or send what is owed."""
    try:
        installation = open_installation()
    except (SettingsError, KeysError) as error:
        sys.stderr.write(f"madoguchi: settings are wrong\n{error}\n")
        return 1
    desk = make_desk(installation, ready_database(installation))
    if arguments.send:
        sys.stdout.write(f"{send_due_digests(desk)} digests are on their way\n")
        return 0
    try:
        reports = _reports(desk, MunicipalitySlug(arguments.municipality), arguments.date)
    except NotThereError:
        sys.stderr.write(f"madoguchi: there is no municipality {arguments.municipality!r}\n")
        return 1
    if arguments.json:
        sys.stdout.write(json.dumps(reports, ensure_ascii=False) + "\n")
    else:
        for login, text in reports.items():
            sys.stdout.write(f"== {login}\n{text}\n\n")
    return 0


def _reports(desk: Desk, slug: MunicipalitySlug, day: date) -> dict[str, str]:
    with desk.database.reading() as tx:
        turn = Turn(desk, tx, desk.towns.of(tx, slug), desk.clock.now())
        return {account.login: compose_day(turn, day).text for account in readers(turn)}

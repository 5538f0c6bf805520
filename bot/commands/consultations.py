"""Exporting consultations: `consultations export --municipality SLUG --from DAY --to DAY --format csv|jsonl`."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable
from datetime import date

from bot.bootstrap.opening import open_installation, ready_database
from bot.clock import SystemClock, tokyo
from bot.desk.exporting import COLUMNS, export_rows
from bot.settings import SettingsError
from routing.consultation import Actor, MunicipalitySlug
from routing.permissions import Action
from storage.audit import AuditEntry
from storage.history import By
from storage.keys import KeysError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions of `consultations`."""
    actions = parser.add_subparsers(dest="action", required=True)
    export = actions.add_parser("export", help="write one row for each consultation to standard output")
    export.add_argument("--municipality", required=True, metavar="SLUG")
    export.add_argument(
        "--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first Tokyo day"
    )
    export.add_argument(
        "--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last Tokyo day"
    )
    export.add_argument("--format", choices=("csv", "jsonl"), default="csv")


def run(arguments: argparse.Namespace) -> int:
    """Write the rows; texts of residents are never among them."""
    try:
        installation = open_installation()
    except (SettingsError, KeysError) as error:
        sys.stderr.write(f"madoguchi: settings are wrong\n{error}\n")
        return 1
    database, slug, now = (
        ready_database(installation),
        MunicipalitySlug(arguments.municipality),
        SystemClock().now(),
    )
    with database.transaction() as tx:
        # Whoever holds the machine needs no permission, but leaves the same trace as an export from a page.
        by = By(Actor.OPERATOR, now)
        tx.audit.note(AuditEntry(by, Action.EXPORT_CONSULTATIONS, "municipality", slug, slug, COLUMNS))
    with database.reading() as tx:
        rows = export_rows(tx, slug, first=arguments.first, last=arguments.last, zone_moment=tokyo(now))
        _write(rows, arguments.format)
    return 0


def _write(rows: Iterable[dict[str, str]], form: str) -> None:
    if form == "jsonl":
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)

"""`madoguchi purge`: what the worker does every hour, by hand; `--dry-run` only counts what is due and overdue."""

import argparse
import json
import sys
from collections.abc import Sequence

from tqdm import tqdm

from bot.bootstrap.opening import open_installation, ready_database
from bot.clock import SystemClock
from bot.commands.about_person import said_yes
from bot.desk.retaining import Due, due_now, plan_of, purge_town
from bot.settings import SettingsError
from routing.consultation import Actor, MunicipalitySlug
from storage.audit import AuditEntry
from storage.database import Database
from storage.errors import StorageError
from storage.history import By
from storage.keys import KeysError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `purge`."""
    parser.add_argument("--municipality", metavar="SLUG", help="default: all of them")
    parser.add_argument("--dry-run", action="store_true", help="only count what is due, and since over a day")
    parser.add_argument("--yes", action="store_true", help="do not ask once more")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Count, ask once more, remove; 1 with the reason when it is refused."""
    try:
        return _purge(arguments)
    except (SettingsError, KeysError, StorageError) as error:
        sys.stderr.write(f"madoguchi purge: {error}\n")
        return 1


def _purge(arguments: argparse.Namespace) -> int:
    database, now = ready_database(open_installation()), SystemClock().now()
    with database.reading() as tx:
        known = [town.slug for town in tx.municipalities.all()]
        slugs = [MunicipalitySlug(arguments.municipality)] if arguments.municipality else known
        due = [row for slug in slugs for row in due_now(tx, slug, plan_of(tx, slug), now)]
    total = sum(row.due for row in due)
    if not arguments.dry_run and total:
        if not said_yes(arguments, f"{total} rows are past their time and go, for good."):
            sys.stderr.write("madoguchi purge: nothing was removed\n")
            return 1
        total = _remove(database, slugs)
    database.close()
    _say(arguments, due, 0 if arguments.dry_run else total)
    return 0


def _remove(database: Database, slugs: Sequence[MunicipalitySlug]) -> int:
    now, removed = SystemClock().now(), 0
    with tqdm(unit="rows", disable=None) as bar:
        for slug in slugs:
            with database.reading() as tx:
                plan = plan_of(tx, slug)
            for step in purge_town(database, slug, plan, now):
                bar.update(step.removed)
                removed += step.removed
            with database.transaction() as tx:
                entry = AuditEntry(By(Actor.OPERATOR, now), "retention.purge", "municipality", slug, slug)
                tx.audit.note(entry)
    return removed


def _say(arguments: argparse.Namespace, due: Sequence[Due], removed: int) -> None:
    if arguments.json:
        rows = [
            {"municipality": row.municipality, "kind": row.kind.value, "due": row.due, "overdue": row.overdue}
            for row in due
        ]
        sys.stdout.write(json.dumps({"kinds": rows, "removed": removed}) + "\n")
        return
    for row in due:
        sys.stdout.write(f"{row.municipality}\t{row.kind.value}\t{row.due} due\t{row.overdue} overdue\n")
    sys.stdout.write(f"removed: {removed}\n")

"""The versions of a town's knowledge on the command line: listed, shown by what they changed, restored."""

import argparse
import json
import sys
from pathlib import Path

from bot.clock import SystemClock, tokyo
from bot.commands.knowledge_report import change_row
from bot.desk.importing import changes_of_version, restore_version
from bot.randomness import SystemRandomness
from routing.consultation import Actor, MunicipalitySlug
from storage.database import Database
from storage.history import By


def list_versions(arguments: argparse.Namespace, database: Database, _: Path) -> int:
    """List the versions of a town, newest first; a star marks the one that counts."""
    slug = MunicipalitySlug(arguments.municipality)
    with database.reading() as tx:
        counts = tx.municipalities.get(slug).knowledge_version
        for line in tx.knowledge.versions(slug):
            number, made_at, source = line.version, line.made_at, line.source
            if arguments.json:
                row = {
                    "version": number,
                    "made_at": made_at.isoformat(),
                    "source": source,
                    "counts": number == counts,
                }
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            else:
                mark = "*" if number == counts else " "
                sys.stdout.write(f"{mark} {number}\t{tokyo(made_at):%Y-%m-%d %H:%M}\t{source}\n")
    return 0


def show_changes(arguments: argparse.Namespace, database: Database, _: Path) -> int:
    """Show which rows a version changed, by table, key and columns."""
    with database.reading() as tx:
        changes = changes_of_version(tx, MunicipalitySlug(arguments.municipality), arguments.version)
    for change in changes:
        row = change_row(change)
        said = json.dumps(row, ensure_ascii=False) if arguments.json else "\t".join(map(str, row.values()))
        sys.stdout.write(said + "\n")
    return 0


def restore(arguments: argparse.Namespace, database: Database, _: Path) -> int:
    """Let an older version count again, as a new one."""
    by = By(Actor.OPERATOR, SystemClock().now())
    with database.transaction() as tx:
        slug = MunicipalitySlug(arguments.municipality)
        number = restore_version(tx, slug, arguments.version, by=by, randomness=SystemRandomness())
    sys.stdout.write(f"version {arguments.version} counts again, as version {number}\n")
    return 0

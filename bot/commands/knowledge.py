"""What a town knows, in and out: `knowledge import|export|check|versions|changes|restore`."""

import argparse
import json
import sys
from pathlib import Path

from bot.bootstrap.opening import open_installation, ready_database
from bot.clock import SystemClock, tokyo
from bot.commands.knowledge_files import (
    FileRefusedError,
    GivenFile,
    export_folder,
    format_of,
    reader_of,
)
from bot.commands.knowledge_report import bench_lines, report_lines, report_row
from bot.commands.knowledge_versions import list_versions, restore, show_changes
from bot.desk.importing import (
    LosingImportError,
    Preview,
    StaleImportError,
    confirm_import,
    present_files,
    preview_import,
)
from bot.desk.knowledge_formats import Format, export_file
from bot.desk.sample_bench import BenchChange, bench_of
from bot.desk.town_gaps import town_gaps
from bot.randomness import SystemRandomness
from bot.settings import SettingsError
from knowledge.data_files import ProfileFiles, read_folder
from knowledge.problems import DataError
from knowledge.profile import PROFILES, find_profile, read_profile
from routing.consultation import Actor, MunicipalitySlug
from storage.database import Database
from storage.errors import NotThereError
from storage.history import By
from storage.keys import KeysError


class RefusedError(Exception):
    """What was asked cannot be done; the message says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions of `knowledge`."""
    actions = parser.add_subparsers(dest="action", required=True)
    _add_import(actions.add_parser("import", help="show what a file would change, then bring it in"))
    take = actions.add_parser("export", help="write the knowledge of a town")
    take.add_argument(
        "--output", type=Path, metavar="PATH", help="a file, for csv a folder; else standard output"
    )
    actions.add_parser("check", help="name the gaps before go-live and try the sample worries")
    actions.add_parser("versions", help="list the versions, newest first")
    for name, meaning in (
        ("changes", "show what a version changed"),
        ("restore", "let a version count again"),
    ):
        actions.add_parser(name, help=meaning).add_argument("version", type=int)
    for name, action in actions.choices.items():
        action.add_argument("--municipality", required=True, metavar="SLUG")
        action.add_argument("--json", action="store_true")
        if name in {"import", "export"}:
            action.add_argument("--format", choices=[each.value for each in Format])


def _add_import(bring: argparse.ArgumentParser) -> None:
    bring.add_argument("file", type=Path)
    bring.add_argument("--facilities", type=Path, metavar="FILE", help="the facility file of 定義書B")
    bring.add_argument("--dry-run", action="store_true", help="only show; write nothing")
    bring.add_argument("--yes", action="store_true", help="do not ask")
    bring.add_argument(
        "--accept-losses", action="store_true", help="also when sample worries are found no more"
    )
    bring.add_argument(
        "--leave-out-bad-rows",
        action="store_true",
        help="open data: bring the good rows in without the bad ones",
    )
    bring.add_argument("--all", action="store_true", help="show every finding and every change")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 1 with the reasons when it is refused."""
    actions = {
        "import": _import,
        "export": _export,
        "check": _check,
        "versions": list_versions,
        "changes": show_changes,
        "restore": restore,
    }
    try:
        installation = open_installation()
        database = ready_database(installation)
        folder = installation.settings.profile_dir or PROFILES
        try:
            return actions[arguments.action](arguments, database, folder)
        finally:
            database.close()
    except (SettingsError, KeysError, DataError, NotThereError, RefusedError, FileRefusedError) as error:
        sys.stderr.write(f"madoguchi knowledge: {error}\n")
        return 1


def _base(arguments: argparse.Namespace, database: Database, folder: Path) -> tuple[ProfileFiles, int]:
    """Return the knowledge that counts: the database's, else the profile's with version 0."""
    slug = MunicipalitySlug(arguments.municipality)
    try:
        with database.reading() as tx:
            return present_files(tx, slug)
    except NotThereError:
        try:
            return read_folder(find_profile(slug, folder)), 0
        except LookupError as error:
            raise RefusedError(str(error.args[0])) from error


def _import(arguments: argparse.Namespace, database: Database, folder: Path) -> int:
    given = GivenFile(
        arguments.file,
        format_of(arguments.file, arguments.format),
        arguments.facilities,
        arguments.leave_out_bad_rows,
    )
    files, base = _base(arguments, database, folder)
    preview = preview_import(files, base, MunicipalitySlug(arguments.municipality), reader_of(given))
    if arguments.json:
        sys.stdout.write(json.dumps(report_row(preview), ensure_ascii=False) + "\n")
    else:
        for line in report_lines(preview, everything=arguments.all):
            sys.stdout.write(line + "\n")
    if preview.proposal.refused:
        return 1
    if arguments.dry_run or preview.nothing_new:
        return 0
    return _confirm(arguments, database, preview)


def _confirm(arguments: argparse.Namespace, database: Database, preview: Preview) -> int:
    if preview.base == 0:
        slug = preview.municipality
        raise RefusedError(f"{slug} is not in the database yet: madoguchi municipality add {slug}")
    if preview.bench.lost and not arguments.accept_losses:
        raise RefusedError(
            "sample worries would be found no more; say --accept-losses to bring it in all the same"
        )
    if not arguments.yes and not _asked():
        raise RefusedError("not confirmed; nothing was changed (--yes confirms)")
    by = By(Actor.OPERATOR, SystemClock().now())
    try:
        with database.transaction() as tx:
            version = confirm_import(
                tx,
                preview,
                source=f"import {arguments.file.name}",
                by=by,
                randomness=SystemRandomness(),
                accept_losses=arguments.accept_losses,
            )
    except (StaleImportError, LosingImportError) as error:
        raise RefusedError(str(error.__doc__)) from error
    sys.stderr.write(f"version {version} counts now\n")
    return 0


def _asked() -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stderr.write("Bring this in? Type yes: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"


def _export(arguments: argparse.Namespace, database: Database, folder: Path) -> int:
    files, _ = _base(arguments, database, folder)
    if arguments.format is None:
        raise RefusedError("say --format")
    format_ = Format(arguments.format)
    if format_ is Format.CSV:
        if arguments.output is None:
            raise RefusedError("--format csv writes a folder: say --output")
        export_folder(files, arguments.output)
        return 0
    content = export_file(files, format_)
    if arguments.output is not None:
        arguments.output.write_bytes(content)
    elif sys.stdout.isatty() and format_ in {Format.XLSX, Format.HSDS_TABULAR}:
        raise RefusedError("this is no text for a terminal: say --output")
    else:
        sys.stdout.buffer.write(content)
    return 0


def _check(arguments: argparse.Namespace, database: Database, folder: Path) -> int:
    files, _ = _base(arguments, database, folder)
    profile = read_profile(files)
    found = town_gaps(profile, tokyo(SystemClock().now()).date())
    bench = bench_of(profile)
    if arguments.json:
        row = {
            "gaps": [{"of": g.of.value, "name": g.name, "kind": g.kind.name.lower()} for g in found],
            "missed": [sample.text for sample in bench.missed],
            "hits": bench.hits,
            "total": bench.total,
        }
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    else:
        for gap in found:
            sys.stdout.write(f"GAP      {gap}\n")
        _say_bench(bench)
    return 1 if found else 0


def _say_bench(bench: BenchChange) -> None:
    for sample in bench.missed:
        sys.stdout.write(f"MISSED   {sample.text} -> {', '.join(sample.expected)}\n")
    for line in bench_lines(bench):
        sys.stdout.write(line + "\n")

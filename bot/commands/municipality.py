"""Setting up municipalities: `municipality add SLUG`, `list`, `secret SLUG`, `other-bot SLUG`."""

import argparse
import json
import sys

from bot.bootstrap.opening import open_installation, ready_database
from bot.clock import SystemClock
from bot.commands.other_bot import add_options, share_account
from bot.desk.founding import found_municipality
from bot.settings import SettingsError
from knowledge.data_files import read_folder
from knowledge.problems import DataError
from knowledge.profile import PROFILES, find_profile
from routing.consultation import MunicipalitySlug
from storage.database import Database
from storage.errors import NotThereError
from storage.keys import KeysError
from storage.municipalities import ChannelSecrets


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions of `municipality`."""
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="add a municipality from its profile")
    add.add_argument("slug")
    secret = actions.add_parser(
        "secret", help="set its LINE channel from standard input: secret(s), then token"
    )
    secret.add_argument("slug")
    add_options(actions.add_parser("other-bot", help="share the account with another bot"))
    show = actions.add_parser("list", help="list the municipalities")
    show.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 1 with the reasons on standard error when it is refused."""
    try:
        installation = open_installation()
        database = ready_database(installation)
        if arguments.action == "add":
            folder = find_profile(arguments.slug, installation.settings.profile_dir or PROFILES)
            with database.transaction() as tx:
                founded = found_municipality(tx, read_folder(folder), None, now=SystemClock().now())
            sys.stdout.write(
                "added\n" if founded.new else "it stands already; its knowledge was left as it is\n"
            )
        elif arguments.action == "secret":
            _set_secret(database, MunicipalitySlug(arguments.slug))
        elif arguments.action == "other-bot":
            share_account(database, arguments)
        else:
            _list(database, as_json=arguments.json)
    except (SettingsError, KeysError, DataError, NotThereError, LookupError, ValueError) as error:
        sys.stderr.write(f"madoguchi: {error}\n")
        return 1
    return 0


def _set_secret(database: Database, slug: MunicipalitySlug) -> None:
    """Read the channel secret(s) and the access token; neither appears on a command line or in a history."""
    if sys.stdin.isatty():
        sys.stderr.write(
            "First line: channel secret (comma-separated while it is changed). Second line: access token.\n"
        )
    secrets = tuple(part.strip() for part in sys.stdin.readline().split(",") if part.strip())
    token = sys.stdin.readline().strip()
    if not secrets or not token:
        raise ValueError(
            "standard input must hold the channel secret on the first line, the access token on the second"
        )
    with database.transaction() as tx:
        tx.municipalities.set_channel(slug, ChannelSecrets(secrets, token))
    sys.stdout.write("stored\n")


def _list(database: Database, *, as_json: bool) -> None:
    with database.reading() as tx:
        rows = [
            {
                "slug": stored.slug,
                "name": stored.name,
                "active": stored.active,
                "knowledge_version": stored.knowledge_version,
                "has_channel": bool(tx.municipalities.channel(stored.slug).access_token),
            }
            for stored in tx.municipalities.all()
        ]
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return
    for row in rows:
        channel = "channel set" if row["has_channel"] else "no channel"
        sys.stdout.write(f"{row['slug']}\t{row['name']}\tknowledge {row['knowledge_version']}\t{channel}\n")

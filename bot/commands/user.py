"""`madoguchi user`: accounts by the operator's hand: the first administrator, and the way back for a lost code."""

import argparse
import json
import sys
from collections.abc import Callable

from bot.bootstrap.opening import Installation, open_installation, ready_database
from bot.clock import SystemClock
from bot.commands.newcomers import NewcomerError, add, add_newcomer_arguments
from bot.desk.accounts import Hand, LastAdministratorError, disable, enable, link_of, renew_second_factor
from bot.randomness import SystemRandomness
from bot.settings import SettingsError
from storage.accounts import Account
from storage.errors import AlreadyThereError, StorageError
from storage.keys import KeysError
from storage.sessions import Purpose
from storage.transaction import Transaction


class NoAccountError(LookupError):
    """No account, or more than one, is meant; the message says which. Do not retry."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `add`, `list`, `disable`, `enable` and `totp`."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="add|list|disable|enable|totp")
    add_newcomer_arguments(parts.add_parser("add", help="add an account"))
    listing = parts.add_parser("list", help="list accounts")
    listing.add_argument("--municipality", metavar="SLUG")
    listing.add_argument("--all", action="store_true", help="also those out of use")
    listing.add_argument("--json", action="store_true")
    for part, meaning in (
        ("disable", "take an account out of use; its sessions and links end"),
        ("enable", "take it into use again"),
        ("totp", "end the one-time codes of an account and print a link that sets up new ones"),
    ):
        chosen = parts.add_parser(part, help=meaning)
        chosen.add_argument("name", help="the login")
        chosen.add_argument("--municipality", metavar="SLUG")
        chosen.add_argument("--json", action="store_true")
        if part == "totp":
            chosen.add_argument(
                "--forget-password",
                action="store_true",
                help="the password is lost too: the link asks for a new one",
            )


def run(arguments: argparse.Namespace) -> int:
    """Do one part; 1 with the reason on standard error when it is refused."""
    refusals = (
        SettingsError,
        KeysError,
        NewcomerError,
        NoAccountError,
        LastAdministratorError,
        AlreadyThereError,
        StorageError,
    )
    try:
        return PARTS[arguments.part](arguments, open_installation())
    except refusals as error:
        sys.stderr.write(f"madoguchi user: {error}\n")
        return 1


def _list(arguments: argparse.Namespace, installation: Installation) -> int:
    database = ready_database(installation)
    with database.reading() as tx:
        slugs = [town.slug for town in tx.municipalities.all()]
        wanted = [slug for slug in slugs if arguments.municipality in (None, slug)]
        found = [
            account
            for slug in wanted
            for account in tx.accounts.of_municipality(slug, active_only=not arguments.all)
        ]
    database.close()
    for account in found:
        row = _row(account)
        sys.stdout.write(
            json.dumps(row, ensure_ascii=False) if arguments.json else "\t".join(map(str, row.values()))
        )
        sys.stdout.write("\n")
    return 0


def _row(account: Account) -> dict[str, object]:
    return {
        "login": account.login,
        "municipality": account.municipality,
        "role": account.role.value,
        "area": account.area or "",
        "window": account.window or "",
        "active": account.active,
        "alerts": sorted(
            way for way, there in (("line", account.line_user), ("mail", account.email)) if there is not None
        ),
    }


def _switch(arguments: argparse.Namespace, installation: Installation) -> int:
    database = ready_database(installation)
    change = disable if arguments.part == "disable" else enable
    with database.transaction() as tx:
        account = change(tx, _account(tx, arguments), Hand(SystemClock().now()))
    database.close()
    _say(arguments, _row(account), f"{account.login} is {'in' if account.active else 'out of'} use")
    return 0


def _totp(arguments: argparse.Namespace, installation: Installation) -> int:
    database = ready_database(installation)
    with database.transaction() as tx:
        account = _account(tx, arguments)
        token = renew_second_factor(
            tx,
            account,
            Hand(SystemClock().now()),
            SystemRandomness(),
            forget_password=arguments.forget_password,
        )
    database.close()
    link = link_of(installation.settings.public_url, Purpose.ENROLMENT, token)
    _say(
        arguments,
        {**_row(account), "enrolment": link},
        f"hand this link to {account.login}, within three days:\n{link}",
    )
    return 0


def _account(tx: Transaction, arguments: argparse.Namespace) -> Account:
    found = [
        account
        for account in tx.accounts.with_login(arguments.name)
        if arguments.municipality in (None, account.municipality)
    ]
    if not found:
        raise NoAccountError(f"there is no account {arguments.name!r}")
    if len(found) > 1:
        raise NoAccountError(f"{arguments.name!r} exists in several municipalities; say --municipality")
    return found[0]


def _add(arguments: argparse.Namespace, installation: Installation) -> int:
    database = ready_database(installation)
    account, token = add(database, arguments, installation.settings.municipality)
    database.close()
    row = _row(account)
    if token is None:
        _say(arguments, row, f"{account.login} is added as {account.role.value} of {account.municipality}")
        return 0
    link = link_of(installation.settings.public_url, Purpose.ENROLMENT, token)
    said = f"{account.login} is added; hand them this link, within three days:\n{link}"
    _say(arguments, {**row, "enrolment": link}, said)
    return 0


def _say(arguments: argparse.Namespace, row: dict[str, object], sentence: str) -> None:
    sys.stdout.write((json.dumps(row, ensure_ascii=False) if arguments.json else sentence) + "\n")


PARTS: dict[str, Callable[[argparse.Namespace, Installation], int]] = {
    "add": _add,
    "list": _list,
    "disable": _switch,
    "enable": _switch,
    "totp": _totp,
}

"""What `user add` and `invite` have in common: who is to come in, checked before anything is written."""

import argparse
import re
import sys

from bot.clock import SystemClock
from bot.desk.accounts import Hand, Newcomer, add_account, enrolment_link
from bot.desk.knowing import kept_profile
from bot.desk.passwords import Passwords, fault_of
from bot.desk.second_factor import SECRET
from bot.randomness import SystemRandomness
from knowledge.areas import AreaId
from knowledge.destinations import DestinationId
from routing.consultation import MunicipalitySlug, WindowId
from routing.roles import Role
from storage.accounts import Account, Credentials
from storage.database import Database
from storage.errors import NotThereError
from storage.transaction import Transaction

LINE_USER = re.compile(r"U[0-9a-f]{32}")
MAIL_ADDRESS = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,190}")
ROLES = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.WINDOW, Role.DESTINATION)


class NewcomerError(ValueError):
    """What was given does not make an account; the message names each mistake. Mend it, do not retry."""


def add_place_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where somebody belongs and what they are."""
    parser.add_argument(
        "--municipality", metavar="SLUG", help="needed unless the installation has a single one"
    )
    parser.add_argument("--role", required=True, choices=[role.value for role in ROLES])
    parser.add_argument(
        "--area", metavar="ID", help="reach one area alone, instead of the whole municipality"
    )
    parser.add_argument("--window", metavar="ID", help="the certified window of a window account")
    parser.add_argument(
        "--destination", metavar="ID", help="the destination of an account with a list of sheets"
    )
    parser.add_argument("--json", action="store_true")


def add_newcomer_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `user add`."""
    parser.add_argument("name", help="the login, for people to type")
    parser.add_argument("--display", default="", metavar="NAME", help="the name that colleagues see")
    add_place_arguments(parser)
    parser.add_argument("--line-user", metavar="U...", help="LINE user id that gets alerts and digests")
    parser.add_argument("--email", metavar="A", help="address that gets alerts and digests")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.add_argument(
        "--totp-secret", metavar="S", help="32 letters of Base32; without it a link is printed"
    )


def add(database: Database, arguments: argparse.Namespace, only: str) -> tuple[Account, str | None]:
    """Add an account; the second value is the token of an enrolment link where password or code is missing."""
    newcomer = _newcomer(arguments, only)
    # Read and hashed before the transaction opens: a person may be typing, and hashing is slow.
    password_hash = _password_hash(arguments)
    now, randomness = SystemClock().now(), SystemRandomness()
    with database.transaction() as tx:
        check_place(tx, newcomer.municipality, newcomer.role, newcomer.area, newcomer.window)
        check_destination(tx, newcomer)
        credentials = Credentials(password_hash, arguments.totp_secret)
        account = add_account(tx, newcomer, credentials, Hand(now), randomness)
        whole = password_hash is not None and arguments.totp_secret is not None
        token = None if whole else enrolment_link(tx, account, Hand(now), randomness)
    return account, token


def check_place(
    tx: Transaction, slug: MunicipalitySlug, role: Role, area: AreaId | None, window: WindowId | None
) -> None:
    """Raise `NewcomerError` when the municipality, the area or the window does not exist, or does not fit the role."""
    try:
        town = tx.municipalities.get(slug)
    except NotThereError as error:
        raise NewcomerError(f"there is no municipality {slug!r}; add it first") from error
    if window is not None and role is not Role.WINDOW:
        raise NewcomerError("--window is for the role window alone")
    if window is not None:
        try:
            tx.windows.get(slug, window)
        except NotThereError as error:
            raise NewcomerError(f"there is no window {window!r} in {slug}") from error
    if area is not None:
        tree = kept_profile(tx, slug, town.knowledge_version).areas if town.knowledge_version else ()
        if area not in tree:
            raise NewcomerError(f"there is no area {area!r} in {slug}")


def check_destination(tx: Transaction, newcomer: Newcomer) -> None:
    """Raise `NewcomerError` when a destination's account names none that exists, or another role names one."""
    if (newcomer.role is Role.DESTINATION) != (newcomer.destination is not None):
        raise NewcomerError("--destination is for the role destination, which needs it")
    if newcomer.destination is None:
        return
    version = tx.municipalities.get(newcomer.municipality).knowledge_version
    known = kept_profile(tx, newcomer.municipality, version).destinations if version else ()
    if newcomer.destination not in {destination.id for destination in known}:
        raise NewcomerError(f"there is no destination {newcomer.destination!r} in {newcomer.municipality}")


def _newcomer(arguments: argparse.Namespace, only: str) -> Newcomer:
    problems = []
    if not arguments.name.strip() or len(arguments.name) > 64 or not arguments.name.isprintable():
        problems.append("the login must be 1 to 64 printable signs")
    if arguments.line_user and LINE_USER.fullmatch(arguments.line_user) is None:
        problems.append("--line-user must be U and 32 hexadecimal digits")
    if arguments.email and MAIL_ADDRESS.fullmatch(arguments.email) is None:
        problems.append("--email is no address")
    if arguments.totp_secret and SECRET.fullmatch(arguments.totp_secret) is None:
        problems.append("--totp-secret must be 32 letters of Base32")
    if not (arguments.municipality or only):
        problems.append("say --municipality")
    if problems:
        raise NewcomerError("; ".join(problems))
    return Newcomer(
        login=arguments.name.strip(),
        municipality=MunicipalitySlug(arguments.municipality or only),
        role=Role(arguments.role),
        name=arguments.display,
        area=AreaId(arguments.area) if arguments.area else None,
        window=WindowId(arguments.window) if arguments.window else None,
        destination=DestinationId(arguments.destination) if arguments.destination else None,
        email=arguments.email or None,
        line_user=arguments.line_user or None,
    )


def _password_hash(arguments: argparse.Namespace) -> str | None:
    if not arguments.password_stdin:
        return None
    password = sys.stdin.readline().rstrip("\r\n")
    fault = fault_of(password, login=arguments.name)
    if fault is not None:
        raise NewcomerError(f"the password is not taken: {fault.value.replace('_', ' ')}")
    return Passwords().hash(password)

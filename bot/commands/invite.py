"""`madoguchi invite`: print the link by which one person makes their own account."""

import argparse
import json
import sys

from bot.bootstrap.opening import open_installation, ready_database
from bot.clock import SystemClock
from bot.commands.newcomers import NewcomerError, add_place_arguments, check_place
from bot.desk.accounts import Hand, invite, link_of
from bot.randomness import SystemRandomness
from bot.settings import SettingsError
from knowledge.areas import AreaId
from routing.consultation import MunicipalitySlug, WindowId
from routing.roles import Role
from storage.errors import StorageError
from storage.keys import KeysError
from storage.sessions import Purpose


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `invite`."""
    add_place_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print one link, good for one account within a week; 1 with the reason when it is refused."""
    try:
        link = _invite(arguments)
    except (SettingsError, KeysError, NewcomerError, StorageError) as error:
        sys.stderr.write(f"madoguchi invite: {error}\n")
        return 1
    row = {"role": arguments.role, "invitation": link}
    said = f"hand this link to one person, within a week:\n{link}"
    sys.stdout.write((json.dumps(row, ensure_ascii=False) if arguments.json else said) + "\n")
    return 0


def _invite(arguments: argparse.Namespace) -> str:
    installation = open_installation()
    slug = MunicipalitySlug(arguments.municipality or installation.settings.municipality)
    if not slug:
        raise NewcomerError("say --municipality")
    role = Role(arguments.role)
    area = AreaId(arguments.area) if arguments.area else None
    window = WindowId(arguments.window) if arguments.window else None
    database = ready_database(installation)
    with database.transaction() as tx:
        check_place(tx, slug, role, area, window)
        token = invite(
            tx,
            municipality=slug,
            role=role,
            area=area,
            window=window,
            hand=Hand(SystemClock().now()),
            randomness=SystemRandomness(),
        )
    database.close()
    return link_of(installation.settings.public_url, Purpose.INVITATION, token)

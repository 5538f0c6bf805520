"""The pages' part of the web process; loaded only where pages are served."""

from flask import Blueprint

from bot.bootstrap.desk import make_desk, texts_of
from bot.bootstrap.opening import Installation
from bot.clock import Clock
from bot.console.blueprint import console_blueprint
from bot.console.console import make_console
from bot.desk.directories import Directories
from bot.desk.places import Places
from bot.directory.blueprint import directory_blueprint
from bot.directory.pages import DirectoryPages
from bot.relay.blueprint import relay_blueprint
from bot.relay.relay import make_relay
from bot.sheet.blueprint import sheet_blueprint
from bot.sheet.site import Site
from bot.texts import load_texts
from storage.database import Database


def page_parts(installation: Installation, database: Database, clock: Clock | None = None) -> list[Blueprint]:
    """Return the blueprints of everything that people open in a browser."""
    desk = make_desk(installation, database, clock)
    directory = DirectoryPages(
        database,
        directories=Directories(texts_of),
        texts=load_texts(),
        clock=desk.clock,
        public_url=desk.public_url,
    )
    site = Site(database, Places(), desk.clock, desk.randomness, desk.public_url)
    return [
        console_blueprint(make_console(desk)),
        directory_blueprint(directory),
        sheet_blueprint(site),
        relay_blueprint(make_relay(desk)),
    ]

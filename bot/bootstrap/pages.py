"""The pages' part of the web process; loaded only where pages are served."""

from flask import Blueprint

from bot.bootstrap.desk import make_desk
from bot.bootstrap.opening import Installation
from bot.console.blueprint import console_blueprint
from bot.console.console import make_console
from storage.database import Database


def page_parts(installation: Installation, database: Database) -> list[Blueprint]:
    """Return the blueprints of everything that people open in a browser."""
    console = make_console(make_desk(installation, database))
    return [console_blueprint(console)]

"""The pages' part of the web process; loaded only where pages are served."""

from flask import Blueprint

from bot.bootstrap.opening import Installation
from bot.clock import SystemClock
from bot.console.blueprint import console_blueprint
from bot.console.console import make_console
from bot.randomness import SystemRandomness
from storage.database import Database


def page_parts(installation: Installation, database: Database) -> list[Blueprint]:
    """Return the blueprints of everything that people open in a browser."""
    console = make_console(
        database,
        clock=SystemClock(),
        randomness=SystemRandomness(),
        public_url=installation.settings.public_url,
    )
    return [console_blueprint(console)]

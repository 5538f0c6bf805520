"""The webhook's part of the web process, and all of it under `web --only line`."""

from flask import Blueprint

from bot.clock import Clock, SystemClock
from bot.desk.intake import StoringIntake
from bot.line.webhook import webhook_blueprint
from storage.database import Database


def webhook_parts(database: Database, clock: Clock | None = None) -> Blueprint:
    """Return the blueprint that takes LINE's events in."""
    return webhook_blueprint(StoringIntake(database), clock=clock or SystemClock())

"""The webhook's part of the web process, and all of it under `web --only line`."""

from flask import Blueprint

from bot.clock import Clock, SystemClock
from bot.desk.intake import StoringIntake
from bot.line.webhook import webhook_blueprint
from storage.database import Database

# A secret that was taken away counts this much longer; a new one counts at once.
DOOR_SECONDS = 1.0


def webhook_parts(database: Database, clock: Clock | None = None) -> Blueprint:
    """Return the blueprint that takes LINE's events in."""
    return webhook_blueprint(StoringIntake(database, door_seconds=DOOR_SECONDS), clock=clock or SystemClock())

"""What `/healthz` tells: the database answers, a worker is alive, nothing waits too long."""

from bot.clock import Clock
from bot.desk.health import look
from bot.ports import Health
from storage.database import Database


def health_of(database: Database, clock: Clock) -> Health:
    """Look at the database, the worker's heartbeat and the ages of inbox and outbox."""
    return Health(look(database, clock.now()))

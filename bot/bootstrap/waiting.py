"""How this installation's workers wait: for NOTIFY on PostgreSQL, for SQLite's own sign of change otherwise."""

import logging
import threading
from collections.abc import Callable

from bot.jobs.loop import Waiter
from bot.jobs.waiting import ChangeWaiter, EventWaiter
from storage.database import Database
from storage.errors import StorageError
from storage.wake import change_sign

log = logging.getLogger(__name__)

LISTEN_SECONDS = 5.0
REST_SECONDS = 1.0


def waiters(database: Database) -> Callable[[], Waiter]:
    """Return a maker of waiters, one for each loop of a worker."""
    if not database.on_postgres:
        return lambda: ChangeWaiter(change_sign(database.engine))
    shared = EventWaiter()
    threading.Thread(target=_listen, args=(database, shared), name="listen", daemon=True).start()
    return lambda: shared


def _listen(database: Database, shared: EventWaiter) -> None:
    """Pass every notification on to the loops; a lost connection is opened again, and the loops poll meanwhile."""
    rest = threading.Event()
    while True:
        try:
            with database.listening() as listener:
                while listener is not None:
                    if listener.wait(LISTEN_SECONDS):
                        shared.wake()
        except (StorageError, OSError, RuntimeError):
            log.warning("listen.lost")
        except Exception:
            log.exception("listen.failed")
        rest.wait(REST_SECONDS)

"""How this installation's workers wait: for NOTIFY on PostgreSQL, for SQLite's own sign of change otherwise."""

import logging
import threading

from bot.jobs.loop import Waiter
from bot.jobs.waiting import ChangeWaiter, EventWaiter
from storage.database import Database
from storage.errors import StorageError
from storage.wake import change_sign

log = logging.getLogger(__name__)

LISTEN_SECONDS = 1.0
REST_SECONDS = 1.0


class Waiters:
    """Makes waiters, one for each loop of a worker; on PostgreSQL one thread listens for all of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shared = EventWaiter()
        self._over = threading.Event()

    def start(self) -> None:
        """Begin to listen; without this the loops only poll."""
        if self._database.on_postgres:
            threading.Thread(target=self._listen, name="listen", daemon=True).start()

    def new(self) -> Waiter:
        """Return a waiter for one loop."""
        return (
            self._shared if self._database.on_postgres else ChangeWaiter(change_sign(self._database.engine))
        )

    def stop(self) -> None:
        """End the listening within its next look, and wake whoever waits."""
        self._over.set()
        self._shared.wake()

    def _listen(self) -> None:
        """Pass every notification on to the loops; a lost connection is opened again, and the loops poll meanwhile."""
        while not self._over.is_set():
            try:
                with self._database.listening() as listener:
                    while listener is not None and not self._over.is_set():
                        if listener.wait(LISTEN_SECONDS):
                            self._shared.wake()
            except (StorageError, OSError, RuntimeError):
                log.warning("listen.lost")
            except Exception:
                log.exception("listen.failed")
            self._over.wait(REST_SECONDS)

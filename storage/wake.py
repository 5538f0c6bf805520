"""LISTEN and NOTIFY: workers on PostgreSQL wake at once, wherever the work came from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Engine, text

from storage.errors import StorageUnavailableError

CHANNEL = "madoguchi_work"


class Listener(Protocol):
    """Waits for news of work."""

    def wait(self, seconds: float) -> bool:
        """Wait until there is news or the time is over; tell which."""
        ...


class PsycopgConnection(Protocol):
    """The part of the driver's connection that listening needs."""

    def notifies(self, *, timeout: float, stop_after: int) -> Iterator[object]:
        """Yield notifications until the time is over or enough have come."""
        ...


class _PostgresListener:
    def __init__(self, connection: PsycopgConnection, lost: type[Exception]) -> None:
        self._connection = connection
        self._lost = lost

    def wait(self, seconds: float) -> bool:
        """Wait for a notification; raises `StorageUnavailableError` when the connection is gone."""
        try:
            return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except self._lost as error:
            raise StorageUnavailableError("nobody listens any more") from error


def announce(engine: Engine) -> None:
    """Send word of work that was committed; nothing on SQLite, where the file itself shows that it changed.

    It is a transaction of its own, because a NOTIFY inside the one that writes makes commits wait for one another.
    """
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text(f"NOTIFY {CHANNEL}"))


@contextmanager
def listening(engine: Engine) -> Iterator[Listener | None]:
    """Open a connection of its own that listens; None on SQLite."""
    if engine.dialect.name != "postgresql":
        yield None
        return
    # The driver is loaded by the engine, and only where there is PostgreSQL.
    lost: type[Exception] = engine.dialect.loaded_dbapi.Error
    try:
        pooled = engine.raw_connection()
    except lost as error:
        raise StorageUnavailableError("the database does not answer") from error
    driver = pooled.driver_connection
    pooled.detach()
    try:
        if driver is not None:
            driver.autocommit = True
            driver.execute(f"LISTEN {CHANNEL}")
            yield _PostgresListener(driver, lost)
    finally:
        pooled.close()


def change_sign(engine: Engine) -> Callable[[], int]:
    """Return a cheap look at SQLite's `data_version`: it differs once any other connection has committed.

    It has a connection of its own, as SQLite counts only what others do. Source: SQLite's page on PRAGMA data_version.
    """
    pooled = engine.raw_connection()
    pooled.detach()

    def sign() -> int:
        cursor = pooled.cursor()
        try:
            cursor.execute("PRAGMA data_version")
            row = cursor.fetchone()
            return int(row[0]) if row is not None else 0
        finally:
            cursor.close()

    return sign

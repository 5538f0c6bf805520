"""Opens the database, SQLite or PostgreSQL, and hands out transactions: the only place that commits.

SQLite: WAL, full durability, BEGIN IMMEDIATE for writers and plain BEGIN for readers. Deferred writers lost updates or
failed at once when measured. PostgreSQL: psycopg 3, READ COMMITTED.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import AlreadyThereError, StorageError, StorageUnavailableError
from storage.ground import Ground
from storage.keys import KeyRing
from storage.sealing import Sealing
from storage.transaction import Transaction
from storage.wake import Listener, announce, listening

BUSY_MILLISECONDS = 5000
WRITES = "madoguchi_writes"

log = logging.getLogger(__name__)


class Database:
    """One database with its keys. Make it after forking; processes do not share one."""

    def __init__(self, engine: Engine, ring: KeyRing) -> None:
        self.engine = engine
        self.ring = ring
        self.sealing = Sealing(ring)
        self._queue = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give a transaction that may write: committed at the end of the block, undone by any exception.

        Raises `StorageUnavailableError` (try again later) and `AlreadyThereError` (a rule of the schema).
        """
        with self._begun(writes=True) as connection:
            ground = Ground(connection, self.sealing)
            yield Transaction(ground)
        if ground.news.is_there:
            self._tell_workers()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give a transaction that sees one state of the database and cannot write."""
        with self._begun(writes=False) as connection:
            yield Transaction(Ground(connection, self.sealing))

    @contextmanager
    def open_ground(self) -> Iterator[Ground]:
        """Give a writing transaction without the repositories, for what storage does across all tables."""
        with self._begun(writes=True) as connection:
            yield Ground(connection, self.sealing)

    @contextmanager
    def one_moment(self) -> Iterator[Ground]:
        """Give a reading transaction of any length that sees one state of the whole database, for a backup."""
        with self._begun(writes=False) as connection:
            if self.on_postgres:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield Ground(connection, self.sealing)

    def listening(self) -> AbstractContextManager[Listener | None]:
        """Listen for work announced by other processes; None on SQLite."""
        return listening(self.engine)

    @property
    def on_postgres(self) -> bool:
        """Tell whether this is PostgreSQL; else it is SQLite."""
        return self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _tell_workers(self) -> None:
        try:
            announce(self.engine)
        except DBAPIError:
            # The work is stored; without this word the workers find it at their next look.
            log.warning("storage.announce_failed")

    @contextmanager
    def _begun(self, *, writes: bool) -> Iterator[Connection]:
        try:
            # SQLite has one writer at a time, and whoever waits for it looks again only after ever longer sleeps;
            # so the writers of one process queue up here, where the next one goes on at once.
            with (
                self._queue if writes and not self.on_postgres else nullcontext(),
                self.engine.connect() as connection,
            ):
                options = {WRITES: writes}
                if self.on_postgres:
                    options["postgresql_readonly"] = not writes
                connection.execution_options(**options)
                with connection.begin() as begun:
                    yield connection
                    if not writes:
                        begun.rollback()
        except IntegrityError as error:
            raise AlreadyThereError("a rule of the schema does not allow this") from error
        except (DBAPIError, PoolTimeoutError) as error:
            raise StorageUnavailableError(f"the database did not do it: {type(error).__name__}") from error
        except StatementError as error:
            raise StorageError("a value cannot be stored as it is") from error


def open_database(url: str, ring: KeyRing, *, pool_size: int = 5) -> Database:
    """Open the database at `url`, SQLite or PostgreSQL, without making or changing its tables.

    Nothing is connected yet, so a wrong address shows at the first use.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Database(_open_sqlite(parsed, pool_size), ring)
    return Database(_open_postgres(parsed, pool_size), ring)


def _open_sqlite(url: URL, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_MILLISECONDS / 1000},
        pool_size=pool_size,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_postgres(url: URL, pool_size: int) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c lock_timeout=5s"},
    )


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, True)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""Brings the tables of a database up to date, and tells whether they are. Alembic is loaded only when it is needed."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from storage.database import Database
from storage.errors import StorageError, StorageUnavailableError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "0001"
LOCK = 7_203_184_466_021

log = logging.getLogger(__name__)


class SchemaError(StorageError):
    """The database is newer than this program, or not its own. Nothing was changed; do not retry."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables up to date. Safe when several processes start at once; does nothing when nothing is to do.

    A database one step ahead is left as it is: a step only adds, and what is no longer used goes one step later, so
    that during an upgrade the processes of before work on and may be started again. Raise `SchemaError` beyond that.
    Raise `StorageUnavailableError` when the database does not answer, or cannot be written where something is to do.
    """
    try:
        _upgrade(database, revision)
    except OperationalError as error:
        raise StorageUnavailableError("the database does not answer, or cannot be written") from error


def _upgrade(database: Database, revision: str) -> None:
    if revision == "head" and _needs_nothing(present(database)):
        return
    with database.engine.begin() as connection:
        if database.on_postgres:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if revision == "head" and _needs_nothing(_present(connection)):
            return
        from alembic import command  # noqa: PLC0415 - the webhook process must not load it

        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the tables back to an earlier step, `base` for none."""
    from alembic import command  # noqa: PLC0415 - the same

    with database.engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def present(database: Database) -> str | None:
    """Return the step a database stands at; None for an empty one."""
    with database.engine.connect() as connection:
        return _present(connection)


def is_current(database: Database) -> bool:
    """Tell whether the tables are those this program knows."""
    return present(database) == NEWEST


def _needs_nothing(step: str | None) -> bool:
    if step is None or step <= NEWEST:
        return step == NEWEST
    if int(step) - int(NEWEST) > 1:
        raise SchemaError(
            f"the database is at step {step}, this program at {NEWEST}: start the newer program"
        )
    log.warning("schema.ahead", extra={"database": step, "program": NEWEST})
    return True


def _present(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config

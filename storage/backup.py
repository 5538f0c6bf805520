"""Backup and restore while everything runs: one portable, encrypted form for SQLite and PostgreSQL.

A backup is made inside one reading transaction, so it shows one moment and blocks nobody. Rows are JSON lines in a
sealed file, so that a backup of one kind of database restores into the other.
"""

import base64
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Date, Table, delete, func, select, text, update

from routing.outgoing import OWED, OutgoingState
from storage.database import Database
from storage.erasures import Erasure
from storage.errors import BackupError
from storage.ground import Ground
from storage.schema import present, upgrade
from storage.sealed_file import SealedWriter, read_sealed
from storage.tables import metadata
from storage.tables.accounts import sessions
from storage.tables.audit import audit
from storage.tables.kinds import UtcTime
from storage.tables.outgoing import outgoing

SLICE = 500
WAIT_FOR_A_PERSON = "restored from a backup: it may have been sent already"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: rows put back, subjects erased again, messages that a person must look at."""

    rows: int
    erased_again: int
    held_back: int


def write_backup(database: Database, path: Path, *, now: datetime) -> int:
    """Write a backup and return the number of rows.

    The file appears whole or not at all, and only its owner may read it.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    rows = 0
    try:
        with os.fdopen(handle, "wb") as file:
            sealer = SealedWriter(file, database.ring)
            sealer.write({"schema": present(database), "made_at": now.isoformat()})
            with database.one_moment() as ground:
                for table in metadata.sorted_tables:
                    for row in _rows(ground, table):
                        sealer.write({"table": table.name, "row": row})
                        rows += 1
            sealer.close()
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def restore_backup(database: Database, path: Path, *, ledger: Iterable[Erasure], now: datetime) -> Restored:
    """Put a backup into an empty database, all or nothing, and erase again what was erased after it was made.

    Nobody is signed in afterwards. What was waiting to be sent is dead, with "try again": it may have been sent since.
    """
    upgrade(database)
    lines = read_sealed(path, database.ring)
    head = next(lines, {})
    if head.get("schema") != present(database):
        raise BackupError(
            f"the backup was made at schema {head.get('schema')}, this program is at {present(database)}"
        )
    with database.open_ground() as ground:
        _require_empty(ground)
        if not ground.on_postgres:
            ground.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        rows = _insert(ground, lines)
        ground.run(delete(sessions))
        held = _hold_back(ground, now)
        if ground.on_postgres:
            _continue_counting(ground)
    with database.transaction() as tx:
        again = tx.erasures.replay(ledger, now=now)
    return Restored(rows, again, held)


def _hold_back(ground: Ground, now: datetime) -> int:
    owed = update(outgoing).where(outgoing.c.state.in_(list(OWED)))
    ended = {
        "state": OutgoingState.DEAD,
        "finished_at": now,
        "last_error": WAIT_FOR_A_PERSON,
        "reply_token": None,
    }
    return ground.run(owed.values(lease_until=None, leased_by=None, **ended)).rowcount


def _rows(ground: Ground, table: Table) -> Iterator[dict[str, object]]:
    result = ground.connection.execution_options(yield_per=SLICE).execute(
        select(table).order_by(*table.primary_key)
    )
    for row in result.mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode("ascii")}
    return value


def _value(table: Table, name: str, value: object) -> object:
    kind = table.c[name].type
    if isinstance(value, dict):
        return base64.b64decode(value["bytes"])
    if isinstance(value, str) and isinstance(kind, UtcTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(kind, Date):
        return date.fromisoformat(value)
    return value


def _insert(ground: Ground, lines: Iterator[dict[str, object]]) -> int:
    waiting: list[dict[str, object]] = []
    table, count = None, 0
    for line in lines:
        name, row = line["table"], line["row"]
        if not isinstance(name, str) or not isinstance(row, dict):
            raise BackupError("a line of the backup is not a row")
        if table is not None and (table.name != name or len(waiting) >= SLICE):
            ground.connection.execute(table.insert(), waiting)
            waiting = []
        table = metadata.tables[name]
        waiting.append({key: _value(table, key, value) for key, value in row.items()})
        count += 1
    if table is not None and waiting:
        ground.connection.execute(table.insert(), waiting)
    return count


def _require_empty(ground: Ground) -> None:
    if any(ground.count(table) for table in metadata.sorted_tables):
        raise BackupError("the database is not empty; restore into a new one")


def _continue_counting(ground: Ground) -> None:
    """Let PostgreSQL go on after the highest number of the trail; SQLite does so by itself."""
    highest = ground.connection.execute(select(func.max(audit.c.number))).scalar()
    if highest:
        sequence = text("SELECT setval(pg_get_serial_sequence('audit', 'number'), :highest)")
        ground.connection.execute(sequence, {"highest": highest})

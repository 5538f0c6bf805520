"""Rotation of the data keys while everything runs: sealed values are sealed again under the newest key, in slices.

Look-up hashes stay as they are: they stand under keys of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, Table, and_, func, or_, select, tuple_, update

from storage.database import Database
from storage.ground import Ground, place
from storage.sealing import PREFIX_BYTES, Sealing
from storage.tables import metadata
from storage.tables.kinds import sealed_columns


@dataclass(frozen=True, slots=True)
class Resealed:
    """What one slice did: in which table, and how many rows."""

    table: str
    rows: int


def reseal(database: Database, *, slice_size: int = 200) -> Iterator[Resealed]:
    """Seal everything under the newest key, one short transaction for each slice; yields after each.

    Interrupted, it can simply be started again. A value that changes meanwhile is left alone: whoever changed it has
    used the newest key. When it ends, `left_over` is 0 and the older keys may go, once every process uses the new ring.
    """
    for table in metadata.sorted_tables:
        if not sealed_columns(table):
            continue
        after: tuple[object, ...] | None = None
        while True:
            with database.open_ground() as ground:
                rows = _slice(ground, table, after, slice_size)
                for row in rows:
                    _reseal_row(ground, table, row)
            if not rows:
                break
            after = _key(table, rows[-1])
            yield Resealed(table.name, len(rows))


def left_over(database: Database) -> int:
    """Return how many rows hold a value that is not sealed under the newest key."""
    total = 0
    with database.open_ground() as ground:
        for table in metadata.sorted_tables:
            if sealed_columns(table):
                total += ground.count(table, _old(table, ground.sealing))
    return total


def _slice(ground: Ground, table: Table, after: tuple[object, ...] | None, size: int) -> Sequence[RowMapping]:
    keys = list(table.primary_key)
    statement = select(table).where(_old(table, ground.sealing)).order_by(*keys).limit(size)
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return ground.rows(statement)


def _reseal_row(ground: Ground, table: Table, row: RowMapping) -> None:
    key = _key(table, row)
    name = "/".join(str(part) for part in key)
    same_row = and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))
    for column in sealed_columns(table):
        sealed = row[column.name]
        if sealed is None or sealed.startswith(ground.sealing.newest_prefix):
            continue
        where = place(column, name)
        fresh = ground.sealing.seal(ground.sealing.open(sealed, where), where)
        unchanged = and_(same_row, column == sealed)
        ground.run(update(table).where(unchanged).values({column.name: fresh}))


def _key(table: Table, row: RowMapping) -> tuple[object, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _old(table: Table, sealing: Sealing) -> ColumnElement[bool]:
    return or_(
        *(
            and_(column.is_not(None), func.substr(column, 1, PREFIX_BYTES) != sealing.newest_prefix)
            for column in sealed_columns(table)
        )
    )

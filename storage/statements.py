"""The plain statements of every table, built once: building them anew took longer than running them.

What is written is handed over when a statement is run, by the names of its columns; by what a row is found, with
`KEY` before the name, so that a column can be both looked at and changed.
"""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

KEY = "key_"


def keyed(keys: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters for the columns that rows are found by."""
    return {f"{KEY}{name}": value for name, value in keys.items()}


@cache
def insertion(table: Table) -> Insert:
    """Return the statement that inserts a row."""
    return table.insert().inline()


@cache
def insertion_of_new(table: Table, *, on_postgres: bool) -> ReturningInsert[*tuple[object, ...]]:
    """Return the statement that inserts a row unless a unique key is taken, and returns the key of a new one."""
    make = postgresql.insert if on_postgres else sqlite.insert
    return make(table).on_conflict_do_nothing().returning(*table.primary_key)


@cache
def change(table: Table, names: tuple[str, ...]) -> Update:
    """Return the statement that changes the rows found by some columns, none of them NULL."""
    return update(table).where(_found(table, names))


@cache
def removal(table: Table, names: tuple[str, ...]) -> Delete:
    """Return the statement that removes the rows found by some columns, none of them NULL."""
    return delete(table).where(_found(table, names))


@cache
def selection(table: Table, names: tuple[str, ...]) -> Select[*tuple[object, ...]]:
    """Return the statement that reads the rows found by some columns, none of them NULL."""
    return select(table).where(_found(table, names))


def _found(table: Table, names: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == bindparam(f"{KEY}{name}", type_=table.c[name].type) for name in names))

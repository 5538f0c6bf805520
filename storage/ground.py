"""What every repository stands on: one connection inside one transaction, and the keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Column, Connection, CursorResult, Executable, RowMapping, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.sealing import Sealing
from storage.statements import change, insertion, insertion_of_new, keyed, removal, selection

ENDED = "ended"
"""What stands in place of a look-up hash once nothing is looked up by it any more."""


class Lookup:
    """What look-up hashes are made for; hashes of different purposes cannot be compared."""

    LINE_USER = "line-user"
    LINE_MESSAGE = "line-message"
    CHAT = "chat"
    RECIPIENT = "recipient"
    LOGIN = "login"
    TOKEN = "token"  # noqa: S105 - the name of a purpose
    WORD = "word"
    BUCKET = "bucket"
    ADDRESS = "address"
    PHRASE = "phrase"
    ERASED = "erased"


def place(column: Column[bytes], row: str) -> str:
    """Return the place that is authenticated with a sealed value."""
    return f"{column.table.name}.{column.name}/{row}"


@dataclass(slots=True)
class News:
    """Whether a transaction stored work that somebody waits for."""

    is_there: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """One connection inside one transaction, with the keys that seal and find what it stores."""

    connection: Connection
    sealing: Sealing
    news: News = field(default_factory=News)

    def insert_work(self, table: Table, values: dict[str, object]) -> bool:
        """Insert work for the workers unless it is there already; they are told of it after the commit."""
        new = self.insert_new(table, values)
        self.news.is_there = self.news.is_there or new
        return new

    def seal(self, column: Column[bytes], row: str, text: str) -> bytes:
        """Seal a text for its column and row (the row's primary key, parts joined by `/`)."""
        return self.sealing.seal(text.encode("utf-8", "replace"), place(column, row))

    def seal_optional(self, column: Column[bytes], row: str, text: str | None) -> bytes | None:
        """Seal a text, or pass None through."""
        return None if text is None else self.seal(column, row, text)

    def open(self, column: Column[bytes], row: str, sealed: bytes) -> str:
        """Open what `seal` made for the same column and row; raises `SealError`."""
        return self.sealing.open(sealed, place(column, row)).decode()

    def open_optional(self, column: Column[bytes], row: str, sealed: bytes | None) -> str | None:
        """Open a sealed text, or pass None through."""
        return None if sealed is None else self.open(column, row, sealed)

    def run(
        self, statement: Executable, given: Mapping[str, object] | None = None
    ) -> CursorResult[tuple[object, ...]]:
        """Execute a statement that changes rows, with its parameters if it was built without them."""
        result = self.connection.execute(statement, given)
        assert isinstance(result, CursorResult)  # noqa: S101 - Core statements give nothing else
        return result

    def one(self, statement: Executable, given: Mapping[str, object] | None = None) -> RowMapping | None:
        """Return the only row, or None."""
        return self.connection.execute(statement, given).mappings().one_or_none()

    def rows(self, statement: Executable, given: Mapping[str, object] | None = None) -> Sequence[RowMapping]:
        """Return all rows."""
        return self.connection.execute(statement, given).mappings().all()

    def insert(self, table: Table, values: Mapping[str, object]) -> None:
        """Insert a row."""
        self.run(insertion(table), values)

    def change(self, table: Table, keys: Mapping[str, object], values: Mapping[str, object]) -> int:
        """Write `values` into the rows whose columns are as `keys` say (no None there); return how many."""
        return self.run(change(table, tuple(keys)), {**keyed(keys), **values}).rowcount

    def remove(self, table: Table, keys: Mapping[str, object]) -> None:
        """Remove the rows whose columns are as `keys` say (no None there)."""
        self.run(removal(table, tuple(keys)), keyed(keys))

    def find(self, table: Table, keys: Mapping[str, object]) -> RowMapping | None:
        """Return the only row whose columns are as `keys` say (no None there), or None."""
        return self.one(selection(table, tuple(keys)), keyed(keys))

    def count(self, table: Table, *conditions: object) -> int:
        """Return how many rows of a table meet all conditions."""
        statement = select(func.count()).select_from(table).where(*conditions)  # type: ignore[arg-type]
        return int(self.connection.execute(statement).scalar_one())

    def moment(self, statement: Executable) -> datetime | None:
        """Return the only value of a selection, a moment or nothing."""
        found = self.connection.execute(statement).scalar()
        return found if isinstance(found, datetime) else None

    @property
    def on_postgres(self) -> bool:
        """Tell whether the database is PostgreSQL; else it is SQLite."""
        return self.connection.dialect.name == "postgresql"

    def insert_new(self, table: Table, values: dict[str, object]) -> bool:
        """Insert unless a unique key is taken; tell whether the row is new."""
        statement = insertion_of_new(table, on_postgres=self.on_postgres)
        return self.connection.execute(statement, values).first() is not None

    def put(self, table: Table, values: dict[str, object]) -> None:
        """Insert, or replace the other columns of the row with the same primary key."""
        make = postgresql.insert if self.on_postgres else sqlite.insert
        keys = [column.name for column in table.primary_key]
        rest = {name: value for name, value in values.items() if name not in keys}
        self.run(make(table).values(values).on_conflict_do_update(index_elements=keys, set_=rest))

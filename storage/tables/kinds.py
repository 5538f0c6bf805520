"""The kinds of columns: aware times in UTC, sealed bytes, closed vocabularies, ids."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

ID_LENGTH = 36
HASH_LENGTH = 64
WORD_LENGTH = 32
NAME_LENGTH = 120

COUNTER = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database gives out itself; SQLite does that only for INTEGER."""


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. SQLite has no zones, so the zone is put back when reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: nobody can know which one it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def moment(name: str, *, optional: bool = False, index: bool = False) -> Column[datetime]:
    """Return a column for an aware moment."""
    return Column(name, UtcTime(), nullable=optional, index=index or None)


def sealed(name: str, *, optional: bool = False) -> Column[bytes]:
    """Return a column for sealed bytes; rotation finds it by its mark."""
    return Column(name, LargeBinary(), nullable=optional, info={"sealed": True})


def word(name: str, kinds: type[StrEnum], *, optional: bool = False, key: bool = False) -> Column[StrEnum]:
    """Return a column for one word of a closed vocabulary, held by a CHECK constraint."""
    kind = Enum(
        kinds,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=WORD_LENGTH,
        name=name,
        values_callable=lambda kinds: [kind.value for kind in kinds],
    )
    return Column(name, kind, nullable=optional, primary_key=key)


def identity(name: str = "id") -> Column[str]:
    """Return the primary key column: an id that the caller made."""
    return Column(name, String(ID_LENGTH), primary_key=True)


def reference(
    name: str, to: str, *, optional: bool = False, index: bool = False, key: bool = False
) -> Column[str]:
    """Return a column that names a row of another table by its id; `key` makes it part of the primary key."""
    return Column(
        name, String(ID_LENGTH), ForeignKey(to), nullable=optional, index=index or None, primary_key=key
    )


def municipality(*, key: bool = False) -> Column[str]:
    """Return the column that says to which municipality a row belongs."""
    return Column(
        "municipality", String(ID_LENGTH), ForeignKey("municipalities.slug"), nullable=False, primary_key=key
    )


def digest(name: str, *, optional: bool = False, index: bool = False) -> Column[str]:
    """Return a column for a keyed look-up hash."""
    return Column(name, String(HASH_LENGTH), nullable=optional, index=index or None)


def sealed_columns(table: Table) -> list[Column[bytes]]:
    """Return the sealed columns of a table."""
    return [column for column in table.columns if column.info.get("sealed")]

"""Signs of life of jobs and workers, and counters without content."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.ground import Ground
from storage.tables.upkeep import counters, heartbeats


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a job or worker last went well, and when it last failed; `last_error` is free of content."""

    name: str
    last_ok: datetime | None
    last_failed: datetime | None
    last_error: str


class Heartbeats:
    """One sign of life for each name."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def went_well(self, name: str, *, at: datetime) -> None:
        """Note that a job went well."""
        self._ground.put(heartbeats, {"name": name, "last_ok": at})

    def failed(self, name: str, *, at: datetime, error: str) -> None:
        """Note that a job failed, with the name of the error and nothing of its content."""
        self._ground.put(heartbeats, {"name": name, "last_failed": at, "last_error": error[:120]})

    def get(self, name: str) -> Heartbeat | None:
        """Return the sign of life of a name, or None when there never was one."""
        row = self._ground.one(select(heartbeats).where(heartbeats.c.name == name))
        return None if row is None else _heartbeat(row)

    def all(self) -> tuple[Heartbeat, ...]:
        """Return every sign of life, by name."""
        rows = self._ground.rows(select(heartbeats).order_by(heartbeats.c.name))
        return tuple(_heartbeat(row) for row in rows)


class Counters:
    """Numbers per municipality and Tokyo day that outlive what they count."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, municipality: str, name: str, day: date, amount: int = 1) -> None:
        """Add to a counter; an empty municipality counts for the installation."""
        make = postgresql.insert if self._ground.on_postgres else sqlite.insert
        values = {"municipality": municipality, "name": name, "day": day, "value": amount}
        statement = make(counters).values(values)
        self._ground.run(
            statement.on_conflict_do_update(
                index_elements=["municipality", "name", "day"],
                set_={"value": counters.c.value + statement.excluded.value},
            )
        )

    def totals(self, *, first: date, last: date) -> dict[tuple[str, str], int]:
        """Return the sum of each (municipality, name) over some days, both ends included."""
        columns = counters.c
        statement = (
            select(columns.municipality, columns.name, func.sum(columns.value).label("total"))
            .where(columns.day.between(first, last))
            .group_by(columns.municipality, columns.name)
        )
        rows = self._ground.rows(statement)
        return {(row["municipality"], row["name"]): int(row["total"]) for row in rows}


def _heartbeat(row: RowMapping) -> Heartbeat:
    return Heartbeat(row["name"], row["last_ok"], row["last_failed"], row["last_error"] or "")

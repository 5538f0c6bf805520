"""Targets of fiscal years with the results that people entered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, func, select, update

from knowledge.targets import Measure, Target
from routing.consultation import AccountId, MunicipalitySlug
from storage.errors import NotThereError
from storage.ground import Ground
from storage.tables.targets import targets


@dataclass(frozen=True, slots=True)
class StoredTarget:
    """One indicator in one fiscal year; `actual` is what people entered, None where nobody did."""

    target: Target
    actual: int | None = None
    note: str = ""


class Targets:
    """The targets of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def plan(self, municipality: MunicipalitySlug, planned: Iterable[Target], *, first: int = 0) -> None:
        """Add targets, or bring those that stand to what the plan says; entered results stay.

        They stand in the order given, from the place `first` on.
        """
        for position, target in enumerate(planned, start=first):
            known = self._ground.one(
                select(targets).where(*_key(municipality, target.id, target.fiscal_year))
            )
            values = {
                "position": position,
                "programme": target.programme,
                "name": target.name,
                "unit": target.unit,
                "measure": target.measure,
                "planned": target.planned,
            }
            if known is not None:
                where = _key(municipality, target.id, target.fiscal_year)
                self._ground.run(update(targets).where(*where).values(values))
                continue
            key = {"municipality": municipality, "id": target.id, "fiscal_year": target.fiscal_year}
            self._ground.run(targets.insert().values(**key, **values, note=""))

    def of_year(self, municipality: MunicipalitySlug, fiscal_year: int) -> tuple[StoredTarget, ...]:
        """Return the targets of a fiscal year, in the order of the plan."""
        statement = select(targets).where(
            targets.c.municipality == municipality, targets.c.fiscal_year == fiscal_year
        )
        rows = self._ground.rows(statement.order_by(targets.c.position, targets.c.id))
        return tuple(_stored(row) for row in rows)

    def set_year(
        self,
        municipality: MunicipalitySlug,
        fiscal_year: int,
        numbers: Iterable[tuple[str, int | None, int | None]],
        *,
        at: datetime,
        by: AccountId,
    ) -> None:
        """Write (id, planned, entered result) of a year; raises `NotThereError` for a target that is not there."""
        for id_, planned, actual in numbers:
            statement = update(targets).where(*_key(municipality, id_, fiscal_year))
            values = {"planned": planned, "actual": actual, "changed_at": at, "changed_by": by}
            if self._ground.run(statement.values(values)).rowcount != 1:
                raise NotThereError("no such target")

    def next_position(self, municipality: MunicipalitySlug, fiscal_year: int) -> int:
        """Return the place behind the last target of a year."""
        last = select(func.max(targets.c.position)).where(
            targets.c.municipality == municipality, targets.c.fiscal_year == fiscal_year
        )
        found = self._ground.connection.execute(last).scalar()
        return 0 if found is None else int(found) + 1


def _key(municipality: MunicipalitySlug, id_: str, fiscal_year: int) -> tuple[ColumnElement[bool], ...]:
    columns = targets.c
    return (
        columns.municipality == municipality,
        columns.id == id_,
        columns.fiscal_year == fiscal_year,
    )


def _stored(row: RowMapping) -> StoredTarget:
    target = Target(
        id=row["id"],
        fiscal_year=row["fiscal_year"],
        programme=row["programme"],
        name=row["name"],
        unit=row["unit"],
        measure=Measure(row["measure"]),
        planned=row["planned"],
    )
    return StoredTarget(target, row["actual"], row["note"])

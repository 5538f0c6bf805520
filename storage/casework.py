"""What coordinators keep beside the memo: the intake sheet of a counter entry, and the filters of their searches."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, delete, select

from routing.consultation import AccountId, ConsultationId, MunicipalitySlug
from storage.errors import NotThereError
from storage.ground import Ground
from storage.tables.consultations import intakes, saved_filters

RECENT = 20


@dataclass(frozen=True, slots=True)
class Intake:
    """The boxes of an 相談受付・申込票, by name; sealed as a whole. Absent names were left empty."""

    consultation: ConsultationId
    municipality: MunicipalitySlug
    account: AccountId
    at: datetime
    sheet: Mapping[str, str] = field(repr=False, default_factory=dict)


class Intakes:
    """The intake sheets of all consultations that were entered by hand."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def put(self, intake: Intake) -> None:
        """Keep a sheet, in place of an earlier one of the same consultation."""
        text = json.dumps(dict(intake.sheet), ensure_ascii=False)
        self._ground.put(
            intakes,
            {
                "consultation": intake.consultation,
                "municipality": intake.municipality,
                "account": intake.account,
                "at": intake.at,
                "sheet": self._ground.seal(intakes.c.sheet, intake.consultation, text),
            },
        )

    def of_consultation(self, consultation: ConsultationId) -> Intake | None:
        """Return the sheet of a consultation; None where nobody filled one in."""
        row = self._ground.one(select(intakes).where(intakes.c.consultation == consultation))
        if row is None:
            return None
        sheet = json.loads(self._ground.open(intakes.c.sheet, consultation, row["sheet"]))
        return Intake(consultation, row["municipality"], row["account"], row["at"], sheet)


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """What an account searched for. `kept` ones have a name and stay; the others are the latest few searches."""

    id: str
    municipality: MunicipalitySlug
    account: AccountId
    at: datetime
    query: Mapping[str, tuple[str, ...]] = field(repr=False, default_factory=dict)
    name: str = field(repr=False, default="")
    kept: bool = False


class SavedFilters:
    """The filters of all accounts; words that were searched for may be personal, so all of it is sealed."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, wanted: SavedFilter) -> None:
        """Keep a filter; of those without a name only the latest few stay."""
        seal, columns = self._ground.seal, saved_filters.c
        query = json.dumps({name: list(values) for name, values in wanted.query.items()}, ensure_ascii=False)
        self._ground.run(
            saved_filters.insert().values(
                id=wanted.id,
                municipality=wanted.municipality,
                account=wanted.account,
                at=wanted.at,
                kept=wanted.kept,
                name=seal(columns.name, wanted.id, wanted.name),
                query=seal(columns.query, wanted.id, query),
            )
        )
        mine = (columns.account == wanted.account, columns.kept.is_(False))
        newest = select(columns.id).where(*mine).order_by(columns.at.desc(), columns.id).limit(RECENT)
        ids = list(self._ground.connection.execute(newest).scalars())
        self._ground.run(delete(saved_filters).where(*mine, columns.id.not_in(ids)))

    def get(self, account: AccountId, id_: str) -> SavedFilter:
        """Return a filter of this account; raises `NotThereError`, for those of others as well."""
        row = self._ground.one(
            select(saved_filters).where(saved_filters.c.id == id_, saved_filters.c.account == account)
        )
        if row is None:
            raise NotThereError("no such filter")
        return self._filter(row)

    def kept_of(self, account: AccountId) -> tuple[SavedFilter, ...]:
        """Return the filters an account has given a name, oldest first."""
        mine = (saved_filters.c.account == account, saved_filters.c.kept)
        statement = select(saved_filters).where(*mine).order_by(saved_filters.c.at, saved_filters.c.id)
        return tuple(self._filter(row) for row in self._ground.rows(statement))

    def remove(self, account: AccountId, id_: str) -> None:
        """Remove a filter of this account."""
        self._ground.run(
            delete(saved_filters).where(saved_filters.c.id == id_, saved_filters.c.account == account)
        )

    def _filter(self, row: RowMapping) -> SavedFilter:
        open_, columns = self._ground.open, saved_filters.c
        query = json.loads(open_(columns.query, row["id"], row["query"]))
        return SavedFilter(
            id=row["id"],
            municipality=row["municipality"],
            account=row["account"],
            at=row["at"],
            query={name: tuple(values) for name, values in query.items()},
            name=open_(columns.name, row["id"], row["name"]),
            kept=row["kept"],
        )

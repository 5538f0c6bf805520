"""The rota with its absences, and which digests were made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, RowMapping, bindparam, delete, select

from knowledge.areas import AreaId
from knowledge.hours import HoursError, OfficeHours, parse_hours
from routing.consultation import AccountId, MunicipalitySlug
from routing.duty import Absence, DutyShift, Rota
from storage.ground import Ground
from storage.tables.duty import absences, digests, shifts

OF: BindParameter[str] = bindparam("of")
ABSENCES_OF = select(absences).where(absences.c.municipality == OF)
SHIFTS_OF = select(shifts).where(shifts.c.municipality == OF).order_by(shifts.c.order, shifts.c.id)


@dataclass(frozen=True, slots=True)
class StoredShift:
    """A shift as it is edited; `hours` in the notation of opening hours, `order` 1 is called first."""

    id: str
    municipality: MunicipalitySlug
    account: AccountId
    hours: str
    area: AreaId | None = None
    order: int = 1


class Duty:
    """The rotas of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def rota(self, municipality: MunicipalitySlug) -> Rota:
        """Return the rota with every absence that is known: empty means that nobody is ever on duty."""
        rows = self._ground.rows(ABSENCES_OF, {"of": municipality})
        away = tuple(Absence(AccountId(row["account"]), row["starts_at"], row["ends_at"]) for row in rows)
        planned = self.shifts(municipality)
        return Rota(
            tuple(
                DutyShift(shift.account, _hours(shift.hours), shift.area, shift.order) for shift in planned
            ),
            away,
        )

    def shifts(self, municipality: MunicipalitySlug) -> Sequence[StoredShift]:
        """Return the shifts of a municipality, in the order of calling."""
        return [_shift(row) for row in self._ground.rows(SHIFTS_OF, {"of": municipality})]

    def replace_shifts(self, municipality: MunicipalitySlug, planned: Iterable[StoredShift]) -> None:
        """Replace the whole rota of a municipality; raises `HoursError` when hours cannot be read."""
        rows = [
            {
                "id": shift.id,
                "municipality": municipality,
                "account": shift.account,
                "hours": shift.hours,
                "area": shift.area,
                "order": shift.order,
            }
            for shift in planned
            if _hours(shift.hours) is not None
        ]
        self._ground.run(delete(shifts).where(shifts.c.municipality == municipality))
        if rows:
            self._ground.run(shifts.insert().values(rows))

    def put_shift(self, shift: StoredShift) -> None:
        """Add a shift, or replace the one with this id; raises `HoursError` when its hours cannot be read."""
        _hours(shift.hours)
        self._ground.put(
            shifts,
            {
                "id": shift.id,
                "municipality": shift.municipality,
                "account": shift.account,
                "hours": shift.hours,
                "area": shift.area,
                "order": shift.order,
            },
        )

    def remove_shift(self, municipality: MunicipalitySlug, id_: str) -> bool:
        """Take a shift out of the rota; tell whether it was there."""
        gone = delete(shifts).where(shifts.c.municipality == municipality, shifts.c.id == id_)
        return self._ground.run(gone).rowcount == 1

    def add_absence(self, id_: str, municipality: MunicipalitySlug, absence: Absence) -> None:
        """Note that a coordinator is away."""
        self._ground.run(
            absences.insert().values(
                id=id_,
                municipality=municipality,
                account=absence.account,
                starts_at=absence.start,
                ends_at=absence.end,
            )
        )

    def remove_absence(self, municipality: MunicipalitySlug, id_: str) -> bool:
        """Take an absence back; tell whether it was there."""
        gone = delete(absences).where(absences.c.municipality == municipality, absences.c.id == id_)
        return self._ground.run(gone).rowcount == 1

    def absences(self, municipality: MunicipalitySlug, *, since: datetime) -> Sequence[tuple[str, Absence]]:
        """Return the absences that have not ended before a moment, with their ids."""
        statement = select(absences).where(
            absences.c.municipality == municipality, absences.c.ends_at >= since
        )
        return [
            (row["id"], Absence(AccountId(row["account"]), row["starts_at"], row["ends_at"]))
            for row in self._ground.rows(statement.order_by(absences.c.starts_at))
        ]


@dataclass(frozen=True, slots=True)
class DigestRecord:
    """A digest that was made for an account: its Tokyo day, and the span of receipts it covers (start included)."""

    id: str
    municipality: MunicipalitySlug
    account: AccountId
    day: date
    covers_from: datetime | None
    covers_until: datetime
    made_at: datetime


class Digests:
    """One digest per account and day, whatever is restarted."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, digest: DigestRecord) -> bool:
        """Note that a digest is made; False when the account has one for this day."""
        return self._ground.insert_new(
            digests,
            {
                "id": digest.id,
                "municipality": digest.municipality,
                "account": digest.account,
                "day": digest.day,
                "covers_from": digest.covers_from,
                "covers_until": digest.covers_until,
                "made_at": digest.made_at,
            },
        )

    def latest_of(self, account: AccountId) -> DigestRecord | None:
        """Return an account's newest digest: the next one covers what follows it."""
        statement = (
            select(digests).where(digests.c.account == account).order_by(digests.c.day.desc()).limit(1)
        )
        row = self._ground.one(statement)
        if row is None:
            return None
        return DigestRecord(
            id=row["id"],
            municipality=MunicipalitySlug(row["municipality"]),
            account=AccountId(row["account"]),
            day=row["day"],
            covers_from=row["covers_from"],
            covers_until=row["covers_until"],
            made_at=row["made_at"],
        )


def _hours(text: str) -> OfficeHours:
    hours = parse_hours(text)
    if hours is None:
        raise HoursError("a shift needs hours")
    return hours


def _shift(row: RowMapping) -> StoredShift:
    return StoredShift(
        id=row["id"],
        municipality=MunicipalitySlug(row["municipality"]),
        account=AccountId(row["account"]),
        hours=row["hours"],
        area=row["area"],
        order=row["order"],
    )

"""Consultations: numbered per municipality, saved against their version, every change kept."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, bindparam, select, update

from routing.consultation import AccountId, Consultation, ConsultationId, MunicipalitySlug, ResidentId
from storage.consultation_rows import QUIETLY_CHANGED, consultation_of, differences, row_of
from storage.errors import NotThereError, StaleError
from storage.ground import Ground
from storage.history import By, Change
from storage.selection import Facet, Order, Selection, conditions, count_by
from storage.tables.consultations import consultation_changes, consultations, restricted_members
from storage.tables.municipalities import municipalities

SLICE = 500
ALL_OF = (
    select(consultations)
    .where(consultations.c.resident == bindparam("of"))
    .order_by(consultations.c.last_contact_at.desc(), consultations.c.number.desc())
)
OPEN_OF = ALL_OF.where(consultations.c.closed_at.is_(None))
LATEST_OF = ALL_OF.limit(1)
REASON = "reason"
"""The name under which the history keeps why something was changed; no field of a consultation."""


class Consultations:
    """The consultations of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, consultation: Consultation, by: By) -> Consultation:
        """Store a new consultation and return it with its number, the next of its municipality.

        The given number does not count. Raises `NotThereError` for an unknown municipality.
        """
        numbered = replace(consultation, number=self._next_number(consultation.municipality), version=1)
        self._ground.insert(consultations, row_of(self._ground, numbered))
        self._note(
            numbered, by, {"state": (None, numbered.state.value), "level": (None, numbered.level.value)}
        )
        return numbered

    def get(self, id_: ConsultationId) -> Consultation:
        """Return a consultation, restricted or not; raises `NotThereError`. Who may see it is decided elsewhere."""
        row = self._ground.find(consultations, {"id": id_})
        if row is None:
            raise NotThereError("no such consultation")
        return consultation_of(self._ground, row)

    def by_number(self, municipality: MunicipalitySlug, number: int) -> Consultation:
        """Return a consultation by the number people say on the telephone; raises `NotThereError`."""
        row = self._ground.one(
            select(consultations).where(
                consultations.c.municipality == municipality, consultations.c.number == number
            )
        )
        if row is None:
            raise NotThereError("no such consultation")
        return consultation_of(self._ground, row)

    def save(self, consultation: Consultation, by: By, *, reason: str = "") -> Consultation:
        """Write a changed consultation with its history and return it with its new version.

        A `reason` stands sealed beside the changed fields, under the name `REASON`.

        Raises `StaleError` when somebody changed it since it was read; nothing is written then. Nothing changed means
        nothing written, and the same consultation back.
        """
        before = self.get(consultation.id)
        if before.version != consultation.version:
            raise StaleError("the consultation was changed by somebody else")
        changed = differences(before, consultation)
        if not changed:
            return consultation
        after = replace(consultation, number=before.number, version=consultation.version + 1)
        keys = {"id": consultation.id, "version": consultation.version}
        if self._ground.change(consultations, keys, row_of(self._ground, after)) != 1:
            raise StaleError("the consultation was changed by somebody else")
        if set(changed) - QUIETLY_CHANGED:
            self._note(after, by, {**changed, **({REASON: (None, reason)} if reason else {})})
        return after

    def changes(self, id_: ConsultationId) -> tuple[Change, ...]:
        """Return every recorded change, oldest first."""
        table = consultation_changes
        rows = self._ground.rows(select(table).where(table.c.consultation == id_).order_by(table.c.version))
        return tuple(
            Change(
                version=row["version"],
                by=By(row["actor"], row["at"], row["account"]),
                fields={
                    name: (pair[0], pair[1])
                    for name, pair in json.loads(
                        self._ground.open(table.c["values"], f"{id_}/{row['version']}", row["values"])
                    ).items()
                },
            )
            for row in rows
        )

    def open_of(self, resident: ResidentId) -> tuple[Consultation, ...]:
        """Return a resident's open consultations, the one with the latest contact first."""
        return self._of(OPEN_OF, resident)

    def latest_of(self, resident: ResidentId) -> Consultation | None:
        """Return the consultation of a resident with the latest contact, open or closed."""
        found = self._of(LATEST_OF, resident)
        return found[0] if found else None

    def of_resident(self, resident: ResidentId) -> tuple[Consultation, ...]:
        """Return all consultations of a resident, the one with the latest contact first."""
        return self._of(ALL_OF, resident)

    def many(self, ids: Iterable[ConsultationId]) -> dict[ConsultationId, Consultation]:
        """Return those of these consultations that there are, by id, in one question."""
        statement = select(consultations).where(consultations.c.id.in_(list(ids)))
        found = (consultation_of(self._ground, row) for row in self._ground.rows(statement))
        return {consultation.id: consultation for consultation in found}

    def page(
        self,
        wanted: Selection,
        *,
        limit: int = 100,
        offset: int = 0,
        newest_first: bool = True,
        by: Order = Order.RECEIVED,
    ) -> tuple[Consultation, ...]:
        """Return a page of a selection, in the order of one field and then of the numbers."""
        order = (consultations.c[by.value], consultations.c.number)
        ordered = [column.desc() if newest_first else column for column in order]
        statement = select(consultations).where(conditions(self._ground, wanted)).order_by(*ordered)
        rows = self._ground.rows(statement.limit(limit).offset(offset))
        return tuple(consultation_of(self._ground, row) for row in rows)

    def count(self, wanted: Selection) -> int:
        """Return how many consultations a selection has: the same condition as `page` and `stream`."""
        return self._ground.count(consultations, conditions(self._ground, wanted))

    def count_by(self, wanted: Selection, facet: Facet) -> dict[str | None, int]:
        """Count a selection by area, state, level and the like; None counts those without a value."""
        return count_by(self._ground, wanted, facet)

    def stream(self, wanted: Selection) -> Iterator[Consultation]:
        """Yield a whole selection in the order of the numbers, some hundred at a time: for exports."""
        last = 0
        while True:
            statement = (
                select(consultations)
                .where(conditions(self._ground, wanted), consultations.c.number > last)
                .order_by(consultations.c.number)
                .limit(SLICE)
            )
            rows = self._ground.rows(statement)
            yield from (consultation_of(self._ground, row) for row in rows)
            if len(rows) < SLICE:
                return
            last = rows[-1]["number"]

    def set_notifier(self, id_: ConsultationId, notifier: str | None) -> None:
        """Keep who gave notice of an abuse, apart from everything that is shown, printed or handed out."""
        sealed = self._ground.seal_optional(consultations.c.notifier, id_, notifier)
        self._ground.run(update(consultations).where(consultations.c.id == id_).values(notifier=sealed))

    def notifier(self, id_: ConsultationId) -> str | None:
        """Return who gave notice, for those whose role allows it; None if nobody did."""
        row = self._ground.one(select(consultations.c.notifier).where(consultations.c.id == id_))
        return (
            None
            if row is None
            else self._ground.open_optional(consultations.c.notifier, id_, row["notifier"])
        )

    def hold(self, id_: ConsultationId, *, until: datetime | None) -> None:
        """Keep a consultation from erasure and retention until a moment (abuse); None lifts the hold."""
        self._ground.run(update(consultations).where(consultations.c.id == id_).values(held_until=until))

    def admit(
        self,
        id_: ConsultationId,
        account: AccountId,
        *,
        pledged_at: datetime,
        pledge_version: str,
        added_by: AccountId | None,
    ) -> None:
        """Make an account a member of a restricted consultation, with the pledge of secrecy it has signed."""
        municipality = self.get(id_).municipality
        self._ground.insert_new(
            restricted_members,
            {
                "consultation": id_,
                "account": account,
                "municipality": municipality,
                "pledged_at": pledged_at,
                "pledge_version": pledge_version,
                "added_by": added_by,
            },
        )

    def members(self, id_: ConsultationId) -> tuple[AccountId, ...]:
        """Return the members of a restricted consultation."""
        statement = select(restricted_members.c.account).where(restricted_members.c.consultation == id_)
        return tuple(AccountId(row[0]) for row in self._ground.connection.execute(statement))

    def _next_number(self, municipality: MunicipalitySlug) -> int:
        row = self._ground.one(
            update(municipalities)
            .where(municipalities.c.slug == municipality)
            .values(last_number=municipalities.c.last_number + 1)
            .returning(municipalities.c.last_number)
        )
        if row is None:
            raise NotThereError("no such municipality")
        return int(row["last_number"])

    def _note(
        self, consultation: Consultation, by: By, fields: dict[str, tuple[str | None, str | None]]
    ) -> None:
        place = f"{consultation.id}/{consultation.version}"
        values = json.dumps(fields, ensure_ascii=False)
        self._ground.insert(
            consultation_changes,
            {
                "consultation": consultation.id,
                "version": consultation.version,
                "municipality": consultation.municipality,
                "at": by.at,
                "actor": by.actor,
                "account": by.account,
                "fields": ",".join(sorted(fields)),
                "values": self._ground.seal(consultation_changes.c["values"], place, values),
            },
        )

    def _of(self, statement: Select[tuple[object, ...]], resident: ResidentId) -> tuple[Consultation, ...]:
        rows = self._ground.rows(statement, {"of": resident})
        return tuple(consultation_of(self._ground, row) for row in rows)

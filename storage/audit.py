"""The audit trail: who did or read what, by ids and field names, never by values.

The database lets nobody change it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, select

from routing.consultation import AccountId, MunicipalitySlug
from storage.ground import Ground, Lookup
from storage.history import By
from storage.tables.audit import audit, audit_purge

NAME = re.compile(r"[a-z][a-z0-9_.]{0,63}")
SLICE = 500


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One event. `action`, `subject_kind` and `fields` are names in lower case; `subject` is an id."""

    by: By
    action: str
    subject_kind: str
    subject: str
    municipality: MunicipalitySlug | None = None
    fields: tuple[str, ...] = ()
    number: int = 0


class Audit:
    """The trail of all municipalities, in the order of writing."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def note(self, entry: AuditEntry, *, address: str = "") -> None:
        """Write an event; the address it came from is kept as a hash. Raises `ValueError` when a name is no name."""
        for name in (entry.action, entry.subject_kind, *entry.fields):
            if NAME.fullmatch(name) is None:
                raise ValueError("the audit trail holds names of actions and fields, never values")
        sealing = self._ground.sealing
        self._ground.run(
            audit.insert().values(
                municipality=entry.municipality,
                at=entry.by.at,
                actor=entry.by.actor,
                account=entry.by.account,
                action=entry.action,
                subject_kind=entry.subject_kind,
                subject=entry.subject,
                fields=",".join(entry.fields),
                address=sealing.hash(Lookup.ADDRESS, address) if address else None,
            )
        )

    def page(
        self,
        municipality: MunicipalitySlug | None,
        *,
        before: int | None = None,
        account: AccountId | None = None,
        subject: str | None = None,
        action: str | None = None,
        first: datetime | None = None,
        end: datetime | None = None,
        limit: int = 100,
    ) -> tuple[AuditEntry, ...]:
        """Return the newest events, those with a number below `before`; municipality None means all.

        `first` is within the span of time, `end` is not.
        """
        statement = select(audit).order_by(audit.c.number.desc()).limit(limit)
        for column, value in (
            (audit.c.municipality, municipality),
            (audit.c.account, account),
            (audit.c.subject, subject),
            (audit.c.action, action),
        ):
            if value is not None:
                statement = statement.where(column == value)
        if first is not None:
            statement = statement.where(audit.c.at >= first)
        if end is not None:
            statement = statement.where(audit.c.at < end)
        if before is not None:
            statement = statement.where(audit.c.number < before)
        return tuple(_entry(row) for row in self._ground.rows(statement))

    def stream(
        self, municipality: MunicipalitySlug, *, first: datetime, end: datetime
    ) -> Iterator[AuditEntry]:
        """Yield the events of a span of time (start included), oldest first: for exports."""
        last = 0
        while True:
            statement = select(audit).where(
                audit.c.municipality == municipality,
                audit.c.at >= first,
                audit.c.at < end,
                audit.c.number > last,
            )
            rows = self._ground.rows(statement.order_by(audit.c.number).limit(SLICE))
            yield from (_entry(row) for row in rows)
            if len(rows) < SLICE:
                return
            last = rows[-1]["number"]

    def purge(self, *, before: datetime, limit: int = 1000) -> int:
        """Remove up to `limit` events older than a moment; return how many.

        The triggers of the database allow it only while a pass for that moment is open, in this transaction alone.
        """
        self._ground.put(audit_purge, {"id": 1, "before": before})
        old = select(audit.c.number).where(audit.c.at < before).order_by(audit.c.number).limit(limit)
        removed = self._ground.run(delete(audit).where(audit.c.number.in_(old))).rowcount
        self._ground.run(delete(audit_purge))
        return removed


def _entry(row: RowMapping) -> AuditEntry:
    return AuditEntry(
        by=By(row["actor"], row["at"], row["account"]),
        action=row["action"],
        subject_kind=row["subject_kind"],
        subject=row["subject"],
        municipality=row["municipality"],
        fields=tuple(row["fields"].split(",")) if row["fields"] else (),
        number=row["number"],
    )

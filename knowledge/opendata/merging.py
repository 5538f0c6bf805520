"""Puts the rows of one open-data list beside what is known, so that bringing the same list twice changes nothing."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from knowledge.destinations import Basis
from knowledge.findings import Finding, FindingKind, Weight
from knowledge.opendata.records import PROVIDED, Record
from knowledge.tables import Row


class Merge:
    """The destinations after the import. Rows of the same source that are missing now go; all others stay."""

    def __init__(self, known: Iterable[Row], source: str, dataset: str, table: str) -> None:
        """Take the destinations as they are; `source` names the list whose earlier rows are replaced."""
        self._known = tuple(known)
        self._source, self._dataset, self._table = source, dataset, table
        self.findings: list[Finding] = []
        self.rows: list[int] = []

    def merged(self, records: Iterable[Record]) -> tuple[Row, ...]:
        """Return all destinations: those known in their order, then new ones in the order of the file."""
        fresh = self._identified(records)
        kept = [row for row in self._known if not self._replaced(row)]
        kept_ids = {row["id"] for row in kept}
        self._skip_known(kept, fresh)
        self._tell_names_apart({row["name"] for row in kept if row["id"] not in fresh}, fresh)
        by_id = {row["id"]: row for row in self._known}
        made: dict[str, Row] = {}
        for id_, record in fresh.items():
            before = by_id.get(id_, {})
            if id_ in kept_ids and before.get("basis") != Basis.GENERATED:
                self._tell(Weight.NOTICE, FindingKind.KEPT_BY_STAFF, record, record.cells["name"])
                continue
            staff = {column: value for column, value in before.items() if column not in PROVIDED}
            made[id_] = {"id": id_, **record.cells, **staff}
        stands = [made.pop(row["id"], row if row["id"] in kept_ids else None) for row in self._known]
        return (*(row for row in stands if row is not None), *made.values())

    def _replaced(self, row: Row) -> bool:
        return row.get("source") == self._source and row.get("basis") == Basis.GENERATED

    def _identified(self, records: Iterable[Record]) -> dict[str, Record]:
        """Return records by id. A key that the file gives to several names is no key."""
        given = list(records)
        owners = Counter(record.key for record in given if record.key)
        found: dict[str, Record] = {}
        for record in given:
            sound = bool(record.key) and owners[record.key] == 1
            id_ = f"{self._dataset}-{_digest(record.key if sound else record.by_name)}"
            if id_ in found:
                self._tell(Weight.NOTICE, FindingKind.ROW_TWICE, record, record.cells["name"])
                continue
            found[id_] = record
        return found

    def _skip_known(self, kept: list[Row], fresh: dict[str, Record]) -> None:
        """Leave out what staff already list under an id of their own: the same name and the same telephone or place."""
        listed = {row["name"]: row for row in kept if row.get("basis") != Basis.GENERATED}
        for id_, record in list(fresh.items()):
            row = listed.get(record.cells["name"])
            if row is not None and row["id"] != id_ and _same_body(row, record.cells):
                self._tell(Weight.NOTICE, FindingKind.KNOWN_ALREADY, record, row["id"])
                del fresh[id_]

    def _tell_names_apart(self, taken: set[str], fresh: dict[str, Record]) -> None:
        groups: defaultdict[str, list[Record]] = defaultdict(list)
        for record in fresh.values():
            groups[record.cells["name"]].append(record)
        for name, records in groups.items():
            if len(records) == 1 and name not in taken:
                continue
            for record in records:
                record.cells["name"] = self._unique(name, record, taken)
                taken.add(record.cells["name"])
                self._tell(Weight.REPAIR, FindingKind.NAME_TOLD_APART, record, name, record.cells["name"])

    def _unique(self, name: str, record: Record, taken: set[str]) -> str:
        """Return the name with what tells it apart: its service, its part of town, its address, at last a count."""
        told = (record.service, record.block, record.cells.get("address", ""))
        for more in (part for part in told if part):
            if (better := f"{name}（{more}）") not in taken:
                return better
        count = 2
        while f"{name}（{count}）" in taken:
            count += 1
        return f"{name}（{count}）"

    def _tell(self, weight: Weight, kind: FindingKind, record: Record, found: str, became: str = "") -> None:
        self.findings.append(Finding(weight, kind, self._table, record.row, "", found, became))


def _digest(key: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:12]


def _same_body(row: Row, cells: Mapping[str, str]) -> bool:
    phones = [other.get("phone", "").replace("-", "") for other in (row, cells)]
    if all(phones):
        return phones[0] == phones[1]
    places = [other.get("address", "") for other in (row, cells)]
    return not all(places) or places[0] == places[1]

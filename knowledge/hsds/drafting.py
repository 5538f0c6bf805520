"""HSDS tables become destinations: our own come back as they were, another directory's find their place."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.data_files import ProfileFiles
from knowledge.destination_rows import DESTINATION_COLUMNS, OPTIONAL_COLUMNS
from knowledge.destinations import Audience, Basis, Category, Reach
from knowledge.findings import Finding, FindingKind, Weight, problem
from knowledge.hsds import fields
from knowledge.hsds.exporting import is_public
from knowledge.hsds.reading import HsdsError, read_json, read_tabular
from knowledge.hsds.schedules import hours_of
from knowledge.hsds.schema import OF_SERVICE, HsdsRow, HsdsTables
from knowledge.proposal import Drafted, Origin
from knowledge.tables import DESTINATIONS, Row, tables_of

HSDS = "services"
COLUMNS = frozenset(DESTINATION_COLUMNS + OPTIONAL_COLUMNS)
# Columns that no HSDS file of ours carries: what stands in them stays.
LOCAL = frozenset(fields.NEVER)


def read_hsds(content: bytes, base: ProfileFiles, *, tabular: bool) -> Drafted:
    """Read HSDS into a draft: its services take the place of the public destinations, all others stay.

    Never raises for a bad file: what is wrong stands in the findings.
    """
    known = tables_of(base)
    try:
        tables = read_tabular(content) if tabular else read_json(content)
    except HsdsError as error:
        return Drafted(known, {}, (problem(FindingKind.NOT_HSDS, HSDS, found=str(error)),))
    areas = {row["id"] for row in known["areas.csv"]}
    reader = _Reader(tables, areas)
    before = {row["id"]: row for row in known[DESTINATIONS]}
    fresh: dict[str, tuple[int, Row]] = {}
    for number, service in enumerate(tables["service"], 1):
        row = reader.destination(number, service)
        local = {column: value for column, value in before.get(row["id"], {}).items() if column in LOCAL}
        fresh[row["id"]] = (number, {**local, **row})
    kept = [row for row in known[DESTINATIONS] if row["id"] in fresh or not is_public(row)]
    rows = [fresh.pop(row["id"]) if row["id"] in fresh else (0, row) for row in kept]
    rows.extend(fresh.values())
    origins = {
        (DESTINATIONS, index): Origin(HSDS, number, fields.DIRECT)
        for index, (number, _) in enumerate(rows)
        if number
    }
    merged = {**known, DESTINATIONS: tuple(row for _, row in rows)}
    return Drafted(merged, origins, tuple(reader.findings))


@dataclass(slots=True)
class _Reader:
    tables: HsdsTables
    areas: set[str]
    findings: list[Finding] = field(default_factory=list)
    groups: dict[str, defaultdict[str, list[HsdsRow]]] = field(default_factory=dict)
    by_id: dict[str, dict[str, HsdsRow]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, column in (
            *((table, "service_id") for table, _ in OF_SERVICE),
            ("service_at_location", "service_id"),
            ("address", "location_id"),
            ("attribute", "link_id"),
        ):
            groups: defaultdict[str, list[HsdsRow]] = defaultdict(list)
            for row in self.tables[name]:
                groups[str(row.get(column))].append(row)
            self.groups[name] = groups
        for name in ("organization", "location", "taxonomy_term"):
            self.by_id[name] = {str(row["id"]): row for row in self.tables[name]}

    def destination(self, number: int, service: HsdsRow) -> Row:
        """Return the row of a destination; the service's own fields first, our attributes over them."""
        id_ = str(service.get("id", ""))
        own = {ours: _text(service.get(theirs)) for ours, theirs in fields.DIRECT.items()}
        row = {
            "id": f"hsds-{hashlib.sha256(id_.encode()).hexdigest()[:12]}",
            "kind": "service",
            "audience": Audience.RESIDENT.value,
            "basis": Basis.STATED.value,
            "reach": Reach.DIRECT.value,
            "status": fields.STATUS_BACK.get(
                str(service.get("status")), fields.STATUS_BACK["inactive"]
            ).value,
            "aliases": _text(service.get("alternate_name")).replace("、", "|"),
            "organisation": self._organisation(service),
            **own,
            **self._phones(id_),
            **self._place(id_),
            "hours": self._hours(number, id_),
            "languages": self._words("language", id_, "name"),
            "papers": self._words("required_document", id_, "document"),
        }
        ours = self._attributes(id_)
        # A field that HSDS cannot say exactly comes back from its attribute; what others changed in HSDS wins.
        row |= {name: value for name, value in ours.items() if self._still(name, value, row, service)}
        if "category" not in row:
            row["category"] = self._category(number, id_)
        return {name: value for name, value in row.items() if value}

    @staticmethod
    def _still(name: str, value: str, row: Mapping[str, str], service: HsdsRow) -> bool:
        """Tell whether an attribute still agrees with the field of HSDS that it makes exact."""
        if name == "status":
            return any(
                s.value == value and said == service.get("status") for s, said in fields.STATUS.items()
            )
        if name in {"aliases", "url", "email", "organisation", "postal_code", "more_phones", "phone_note"}:
            return not row.get(name) or row[name] == value
        return True

    def _organisation(self, service: HsdsRow) -> str:
        found = self.by_id["organization"].get(str(service.get("organization_id")), {})
        name = _text(found.get("name"))
        return "" if name == service.get("name") else name

    def _phones(self, id_: str) -> dict[str, str]:
        phones = self.groups["phone"][id_]
        voice = [phone for phone in phones if phone.get("type") != "fax"]
        fax = [phone for phone in phones if phone.get("type") == "fax"]
        more = [
            f"{_text(phone.get('description'))} {_text(phone.get('number'))}".strip() for phone in voice[1:]
        ]
        return {
            "phone": _text(voice[0].get("number")) if voice else "",
            "phone_note": _text(voice[0].get("description")) if voice else "",
            "fax": _text(fax[0].get("number")) if fax else "",
            "more_phones": "|".join(more),
        }

    def _place(self, id_: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for area in self.groups["service_area"][id_]:
            if str(area.get("extent")) in self.areas:
                found["area"] = str(area["extent"])
        for link in self.groups["service_at_location"][id_][:1]:
            location = self.by_id["location"].get(str(link.get("location_id")), {})
            found |= {name: _text(location.get(name)) for name in ("latitude", "longitude")}
            for address in self.groups["address"][str(link.get("location_id"))][:1]:
                parts = (_text(address.get("address_1")), _text(address.get("address_2")))
                found["address"] = " ".join(part for part in parts if part)
                found["postal_code"] = _text(address.get("postal_code"))
        return found

    def _hours(self, number: int, id_: str) -> str:
        try:
            return hours_of(self.groups["schedule"][id_])
        except ValueError as error:
            self.findings.append(problem(FindingKind.HOURS_WRONG, HSDS, number, "schedules", str(error)))
            return ""

    def _words(self, table: str, id_: str, column: str) -> str:
        return "|".join(_text(row.get(column)) for row in self.groups[table][id_] if row.get(column))

    def _attributes(self, id_: str) -> dict[str, str]:
        """Return our own columns that travelled as attributes."""
        found: dict[str, str] = {}
        for row in self.groups["attribute"][id_]:
            term = self.by_id["taxonomy_term"].get(str(row.get("taxonomy_term_id")), {})
            column = str(term.get("code", ""))
            if term.get("taxonomy") == fields.TAXONOMY and column in COLUMNS and column not in fields.NEVER:
                found[column] = _text(row.get("value"))
        return found

    def _category(self, number: int, id_: str) -> str:
        names = set(_term_names(self.groups["attribute"][id_], self.by_id["taxonomy_term"]))
        for category in Category:
            if category.value in names:
                return category.value
        self.findings.append(Finding(Weight.NOTICE, FindingKind.CATEGORY_GUESSED, HSDS, number))
        return Category.WELFARE_GENERAL.value


def _term_names(attributes: Iterable[HsdsRow], terms: Mapping[str, HsdsRow]) -> Iterable[str]:
    for row in attributes:
        term = terms.get(str(row.get("taxonomy_term_id")), {})
        yield from (_text(term.get("code")).lower(), _text(term.get("name")).lower())


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()

"""The directory as HSDS tables: what residents may be shown, and nothing of staff."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.areas import AreaId, AreaTree
from knowledge.data_files import ProfileFiles
from knowledge.destinations import Audience, Status
from knowledge.hours import parse_hours
from knowledge.hsds import fields
from knowledge.hsds.schedules import schedules_of
from knowledge.hsds.schema import TABLES, HsdsTables, Value
from knowledge.profile import read_profile
from knowledge.tables import DESTINATIONS, Row, tables_of

COUNTRY = "JP"


@dataclass(slots=True)
class _Export:
    """Rows by table. Ids are made from names (UUID version 5), so that the same knowledge gives the same file."""

    slug: str
    town: str
    prefecture: str
    areas: AreaTree
    rows: dict[str, list[dict[str, Value]]] = field(default_factory=lambda: {t.name: [] for t in TABLES})
    terms: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)

    def id(self, *parts: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join((fields.NAMESPACE_NAME, self.slug, *parts))))

    def add(self, table: str, *key: str, **cells: Value) -> str:
        """Add a row under an id made from its key; empty cells are left out."""
        id_ = self.id(table, *key)
        filled = {name: value for name, value in cells.items() if value not in {"", None}}
        self.rows[table].append({"id": id_, **filled})
        return id_


def is_public(row: Row) -> bool:
    """Tell whether a destination may be published: it is for residents and is more than a kind of desk."""
    return row.get("audience") == Audience.RESIDENT and row.get("generic") != "yes"


def hsds_tables(files: ProfileFiles) -> HsdsTables:
    """Return the public destinations of a profile as HSDS tables. Raise `DataError` for one that cannot be read."""
    profile = read_profile(files)
    town = profile.municipality
    export = _Export(town.slug, town.name, town.prefecture, profile.areas)
    for row in tables_of(files)[DESTINATIONS]:
        if is_public(row):
            _service(export, row)
    if export.terms:
        about = fields.TAXONOMY_ABOUT
        export.add("taxonomy", fields.TAXONOMY, name=fields.TAXONOMY, description=about)
    return {name: tuple(rows) for name, rows in export.rows.items()}


def _service(export: _Export, row: Row) -> None:
    key = row["id"]
    cells: dict[str, Value] = {theirs: row.get(ours, "") for ours, theirs in fields.DIRECT.items()}
    for column in ("minimum_age", "maximum_age"):
        cells[column] = int(row[column]) if row.get(column) else None
    for column, ok in (("url", _is_uri), ("email", _is_mail)):
        if not ok(str(cells[column])):
            cells[column] = None
    service = export.add(
        "service",
        key,
        organization_id=_organisation(export, row),
        status=fields.STATUS[Status(row["status"])],
        alternate_name=row.get("aliases", "").replace("|", "、"),
        **cells,
    )
    _phones(export, row, service)
    _location(export, row, service)
    hours = parse_hours(row.get("hours", ""))
    for number, schedule in enumerate(schedules_of(hours) if hours else ()):
        export.add("schedule", key, str(number), service_id=service, **schedule)
    for table, column, name in (
        ("language", "languages", "name"),
        ("required_document", "papers", "document"),
    ):
        for number, word in enumerate(_words(row.get(column, ""))):
            export.add(table, key, str(number), service_id=service, **{name: word})
    _attributes(export, row, service)


def _organisation(export: _Export, row: Row) -> str:
    name = row.get("organisation", "") or row["name"]
    if name not in export.organisations:
        export.organisations[name] = export.add("organization", name, name=name, description=name)
    return export.organisations[name]


def _phones(export: _Export, row: Row, service: str) -> None:
    given = [("voice", row.get("phone", ""), row.get("phone_note", "")), ("fax", row.get("fax", ""), "")]
    if row.get("phone"):
        pieces = [piece.rpartition(" ") for piece in _words(row.get("more_phones", ""))]
        given.extend(("voice", number, label.strip()) for label, _, number in pieces)
    for number, (kind, phone, about) in enumerate(given):
        if phone:
            export.add(
                "phone",
                row["id"],
                str(number),
                service_id=service,
                number=phone,
                type=kind,
                description=about,
            )


def _location(export: _Export, row: Row, service: str) -> None:
    area = export.areas.get(AreaId(row.get("area", "")))
    if area is not None:
        own = fields.NAMESPACE_NAME
        cells = {"name": area.name, "extent": area.id, "extent_type": own}
        export.add("service_area", row["id"], service_id=service, **cells)
    if not (row.get("address") or row.get("latitude")):
        return
    location = export.add(
        "location",
        row["id"],
        location_type="physical",
        name=row["name"],
        latitude=float(row["latitude"]) if row.get("latitude") else None,
        longitude=float(row["longitude"]) if row.get("longitude") else None,
    )
    export.add("service_at_location", row["id"], service_id=service, location_id=location)
    if row.get("address"):
        _address(export, row, location)


def _address(export: _Export, row: Row, location: str) -> None:
    export.add(
        "address",
        row["id"],
        location_id=location,
        address_1=row["address"],
        city=export.town,
        state_province=export.prefecture or export.town,
        country=COUNTRY,
        address_type="physical",
    )
    # The specification needs the column even where nobody knows the code.
    export.rows["address"][-1]["postal_code"] = row.get("postal_code", "")


def _attributes(export: _Export, row: Row, service: str) -> None:
    for column in fields.AS_ATTRIBUTES:
        if not row.get(column):
            continue
        if column not in export.terms:
            taxonomy = export.id("taxonomy", fields.TAXONOMY)
            export.terms[column] = export.add(
                "taxonomy_term",
                column,
                code=column,
                name=column,
                description=column,
                taxonomy=fields.TAXONOMY,
                taxonomy_id=taxonomy,
            )
        export.add(
            "attribute",
            row["id"],
            column,
            link_id=service,
            taxonomy_term_id=export.terms[column],
            link_entity="service",
            value=row[column],
        )


def _words(cell: str) -> Iterable[str]:
    return (word.strip() for word in cell.split("|") if word.strip())


def _is_uri(text: str) -> bool:
    return text.startswith(("http://", "https://")) and " " not in text and text.isascii()


def _is_mail(text: str) -> bool:
    return text.count("@") == 1 and " " not in text

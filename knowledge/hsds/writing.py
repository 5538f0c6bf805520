"""HSDS tables as files: JSON with everything nested in its service, or a tabular data package."""

import csv
import io
import json
import zipfile
from collections import defaultdict

from knowledge.csv_safety import harmless
from knowledge.hsds.schema import (
    DATES,
    NUMBERS,
    OF_SERVICE,
    TABLES,
    TIMES,
    VERSION,
    HsdsRow,
    HsdsTable,
    HsdsTables,
)

DESCRIPTOR = "datapackage.json"
# The same bytes for the same knowledge, whenever it is written.
STILL = (2000, 1, 1, 0, 0, 0)


def write_json(tables: HsdsTables) -> bytes:
    """Return a JSON list of services, each whole with its organization, locations, phones and attributes (UTF-8)."""
    return (json.dumps(nested(tables), ensure_ascii=False, indent=1) + "\n").encode()


def nested(tables: HsdsTables) -> list[dict[str, object]]:
    """Return each service with what belongs to it; pointers that nesting makes needless are left out."""
    by_id = {name: {str(row["id"]): row for row in rows} for name, rows in tables.items()}
    groups = {name: _grouped(tables[name], "service_id") for name, _ in OF_SERVICE}
    places = _grouped(tables["service_at_location"], "service_id")
    addresses = _grouped(tables["address"], "location_id")
    attributes = _grouped(tables["attribute"], "link_id")
    found: list[dict[str, object]] = []
    for row in tables["service"]:
        id_, service = str(row["id"]), _without(row, "organization_id")
        service["organization"] = dict(by_id["organization"][str(row["organization_id"])])
        for name, prop in OF_SERVICE:
            if groups[name][id_]:
                service[prop] = [_without(each, "service_id") for each in groups[name][id_]]
        if places[id_]:
            service["service_at_locations"] = [
                _place(each, by_id["location"], addresses) for each in places[id_]
            ]
        if attributes[id_]:
            service["attributes"] = [_attribute(each, by_id) for each in attributes[id_]]
        found.append(service)
    return found


def _grouped(rows: tuple[HsdsRow, ...], column: str) -> defaultdict[str, list[HsdsRow]]:
    groups: defaultdict[str, list[HsdsRow]] = defaultdict(list)
    for row in rows:
        groups[str(row.get(column))].append(row)
    return groups


def _without(row: HsdsRow, *columns: str) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in columns}


def _place(
    row: HsdsRow, locations: dict[str, HsdsRow], addresses: defaultdict[str, list[HsdsRow]]
) -> dict[str, object]:
    location: dict[str, object] = dict(locations[str(row["location_id"])])
    if found := addresses[str(row["location_id"])]:
        location["addresses"] = [_without(address, "location_id") for address in found]
    return {"id": row["id"], "location": location}


def _attribute(row: HsdsRow, by_id: dict[str, dict[str, HsdsRow]]) -> dict[str, object]:
    term: dict[str, object] = _without(by_id["taxonomy_term"][str(row["taxonomy_term_id"])], "taxonomy_id")
    return {**_without(row, "link_id", "taxonomy_term_id"), "taxonomy_term": term}


def write_tabular(tables: HsdsTables, name: str) -> bytes:
    """Return a zip of `datapackage.json` and a CSV file for each table with rows (UTF-8, formulas made harmless)."""
    out = io.BytesIO()
    filled = [table for table in TABLES if tables.get(table.name)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        descriptor = {
            "name": name,
            "profile": "tabular-data-package",
            "version": VERSION,
            "resources": [_resource(table) for table in filled],
        }
        _add(archive, DESCRIPTOR, json.dumps(descriptor, ensure_ascii=False, indent=1))
        for table in filled:
            _add(archive, table.path, _csv(table, tables[table.name]))
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, STILL)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, text.encode())


def _csv(table: HsdsTable, rows: tuple[HsdsRow, ...]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in rows:
        cells = [row.get(column) for column in table.columns]
        writer.writerow(["" if c is None else harmless(c) if isinstance(c, str) else c for c in cells])
    return out.getvalue()


def _resource(table: HsdsTable) -> dict[str, object]:
    return {
        "name": table.name,
        "path": table.path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "primaryKey": "id",
            "fields": [
                {
                    "name": column,
                    "type": _type(column),
                    "constraints": {"required": column in table.required, "unique": column == "id"},
                }
                for column in table.columns
            ],
        },
    }


def _type(column: str) -> str:
    for kind, columns in (("number", NUMBERS), ("date", DATES), ("time", TIMES)):
        if column in columns:
            return kind
    return "string"

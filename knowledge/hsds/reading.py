"""Reads HSDS 3.0, JSON or tabular, ours or another directory's, into the tables that `drafting` understands."""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from knowledge.csv_safety import as_it_was
from knowledge.hsds.schema import NUMBERS, OF_SERVICE, TABLES, HsdsRow, HsdsTables, Value

LARGEST = 400 * 1024 * 1024


class HsdsError(ValueError):
    """The file is no HSDS that can be read; the message says where. Mend the file, do not retry."""


def read_json(content: bytes) -> HsdsTables:
    """Read a list of services, or an object with `services` or `contents` (a page of an HSDS API)."""
    try:
        data: object = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise HsdsError(f"not JSON: {error}"[:200]) from error
    if isinstance(data, dict):
        data = data.get("services", data.get("contents"))
    if not isinstance(data, list):
        raise HsdsError("no list of services")
    rows: dict[str, dict[str, HsdsRow]] = {table.name: {} for table in TABLES}
    for number, service in enumerate(data, 1):
        if not isinstance(service, dict):
            raise HsdsError(f"service {number} is no object")
        for name, row in _flat(service, number):
            rows[name][str(row["id"])] = row
    return {name: tuple(found.values()) for name, found in rows.items()}


def _flat(service: Mapping[str, object], number: int) -> Iterator[tuple[str, HsdsRow]]:
    id_ = _needed(service, f"service {number}")
    organization = service.get("organization")
    if isinstance(organization, dict):
        yield "organization", {**_plain(organization), "id": _needed(organization, f"service {number}")}
        yield "service", {**_plain(service), "organization_id": str(organization["id"])}
    else:
        yield "service", _plain(service)
    for name, prop in OF_SERVICE:
        for each in _objects(service, prop):
            yield name, {**_plain(each), "id": _needed(each, f"service {number}, {prop}"), "service_id": id_}
    for each in _objects(service, "service_at_locations"):
        yield from _places(each, id_, f"service {number}, service_at_locations")
    for each in _objects(service, "attributes"):
        term = each.get("taxonomy_term")
        row = {**_plain(each), "id": _needed(each, f"service {number}, attributes"), "link_id": id_}
        if isinstance(term, dict):
            term_id = _needed(term, f"service {number}, taxonomy_term")
            yield "taxonomy_term", {**_plain(term), "id": term_id}
            row["taxonomy_term_id"] = term_id
        yield "attribute", row


def _places(each: Mapping[str, object], service: str, place: str) -> Iterator[tuple[str, HsdsRow]]:
    location = each.get("location")
    if not isinstance(location, dict):
        return
    location_id = _needed(location, place)
    yield "location", {**_plain(location), "id": location_id}
    yield (
        "service_at_location",
        {"id": _needed(each, place), "service_id": service, "location_id": location_id},
    )
    for address in _objects(location, "addresses"):
        yield "address", {**_plain(address), "id": _needed(address, place), "location_id": location_id}


def _objects(given: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = given.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _plain(given: Mapping[str, object]) -> dict[str, Value]:
    return {
        name: value
        for name, value in given.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def _needed(given: Mapping[str, object], place: str) -> str:
    id_ = given.get("id")
    if not isinstance(id_, str) or not id_:
        raise HsdsError(f"{place}: no id")
    return id_


def read_tabular(content: bytes) -> HsdsTables:
    """Read a zip of CSV files named as HSDS names them; tables that are not there are empty."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                raise HsdsError("too large when unpacked")
            files = {part.rpartition("/")[2]: archive.read(part) for part in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise HsdsError("not a zip file that can be read") from error
    if "services.csv" not in files:
        raise HsdsError("services.csv is missing")
    return {table.name: tuple(_rows(table.path, files.get(table.path, b""))) for table in TABLES}


def _rows(path: str, content: bytes) -> Iterator[HsdsRow]:
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        for cells in reader:
            yield {
                name: _value(path, name, cell, reader.line_num)
                for name, cell in cells.items()
                if name and cell
            }
    except (UnicodeDecodeError, csv.Error) as error:
        raise HsdsError(f"{path}: {error}") from error


def _value(path: str, name: str, cell: str, line: int) -> Value:
    if name not in NUMBERS:
        return as_it_was(cell)
    try:
        return float(cell)
    except ValueError as error:
        raise HsdsError(f"{path}:{line}: {name} is {cell[:40]!r}, not a number") from error

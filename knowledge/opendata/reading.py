"""Reads an open-data list of any known layout into a draft of the knowledge."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from knowledge.areas import AreaTree
from knowledge.data_files import ProfileFiles
from knowledge.findings import Finding, FindingKind, Weight, problem, refusing
from knowledge.opendata.decoding import Cells, filled, rows_of
from knowledge.opendata.header import Header, find_header
from knowledge.opendata.layouts import Dataset, load_layouts, plain_title
from knowledge.opendata.merging import Merge
from knowledge.opendata.records import Record, RecordReader
from knowledge.problems import Problems
from knowledge.profile_tables import read_areas
from knowledge.proposal import Drafted, Origin
from knowledge.tables import DESTINATIONS, Tables, tables_of

Progress = Callable[[int], object]
NATIONAL = plain_title("サービスの種類")
TOLD_EVERY = 500
LONGEST_SOURCE = 100


@dataclass(frozen=True, slots=True)
class OpenDataFile:
    """One list: its name for messages, its bytes, and for 定義書B its facility file."""

    name: str
    content: bytes = field(repr=False)
    facilities: "OpenDataFile | None" = None


@dataclass(frozen=True, slots=True)
class _Table:
    header: Header
    rows: tuple[tuple[int, Mapping[str, str]], ...]


def read_open_data(
    file: OpenDataFile,
    base: ProfileFiles,
    *,
    leave_out: bool = False,
    progress: Progress = lambda _: None,
) -> Drafted:
    """Read a list into the knowledge of one town: rows of other towns are left out.

    A row with a problem refuses the whole import, unless `leave_out` lets the other rows in without it. Never raises
    for a bad file: what is wrong stands in the findings. `progress` is told of rows as they are read.
    """
    known = tables_of(base)
    findings: list[Finding] = []
    table = _table(file, findings)
    dataset = load_layouts().dataset_of(table.header.plain) if table else None
    if table is None or dataset is None:
        if table is not None:
            findings.append(problem(FindingKind.UNKNOWN_LAYOUT, file.name, table.header.row))
        return Drafted(known, {}, tuple(findings))
    table = _joined(table, file, findings)
    table = _of_town(table, known, file.name, findings)
    if refusing(tuple(findings)):
        return Drafted(known, {}, tuple(findings))
    source = _source_of(dataset, table)
    areas = AreaTree(read_areas(base.file("areas.csv"), Problems()))
    reader = RecordReader(dataset, source, file.name, table.header.titles, areas)
    records = list(_records(reader, table, findings, leave_out=leave_out, progress=progress))
    return _draft(known, reader, records, findings)


def _source_of(dataset: Dataset, table: _Table) -> str:
    """Return the name of the list: the national file comes once for each service, so the service belongs to it."""
    if NATIONAL not in table.header.plain:
        return dataset.source
    services = sorted({row.get("services", "") for _, row in table.rows})
    return f"{dataset.national_source}：{'、'.join(services)}"[:LONGEST_SOURCE]


def _table(file: OpenDataFile, findings: list[Finding]) -> _Table | None:
    rows, found = rows_of(file.content, file.name)
    findings.extend(found)
    if refusing(tuple(found)):
        return None
    header = find_header(rows, file.name)
    if isinstance(header, Finding):
        findings.append(header if rows else problem(FindingKind.EMPTY, file.name))
        return None
    findings.extend(header.findings)
    return _Table(header, tuple(_named(rows, header, file.name, findings)))


def _named(
    rows: list[Cells], header: Header, name: str, findings: list[Finding]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, cells in filled(rows):
        if number <= header.row:
            continue
        if len(cells) > header.width and any(cell.strip() for cell in cells[header.width :]):
            findings.append(problem(FindingKind.ROW_WIDTH, name, number, found=str(len(cells))))
            continue
        yield (
            number,
            {ours: cells[place] for ours, place in header.positions.items() if place < len(cells)},
        )


def _joined(table: _Table, file: OpenDataFile, findings: list[Finding]) -> _Table:
    """Fill empty cells from the facility file (定義書B): main rows point to facilities by 施設_ID."""
    pointing = "facility" in table.header.positions and "address" not in table.header.positions
    if not pointing:
        return table
    if file.facilities is None:
        findings.append(problem(FindingKind.FACILITY_FILE_NEEDED, file.name, table.header.row))
        return table
    facilities = _table(file.facilities, findings)
    if facilities is None:
        return table
    by_id = {row["facility"].strip(): row for _, row in facilities.rows if row.get("facility")}
    joined: list[tuple[int, Mapping[str, str]]] = []
    for number, row in table.rows:
        facility = by_id.get(row.get("facility", "").strip())
        if facility is None:
            title = table.header.titles["facility"]
            found = row.get("facility", "")
            findings.append(problem(FindingKind.FACILITY_MISSING, file.name, number, title, found))
            continue
        own = {name: value for name, value in row.items() if value.strip()}
        joined.append((number, {**facility, **own}))
    return replace(table, rows=tuple(joined))


def _of_town(table: _Table, known: Tables, name: str, findings: list[Finding]) -> _Table:
    """Keep the rows of the town; a row that names no municipality counts as the town's own."""
    town = next((row["value"] for row in known["municipality.toml"] if row["key"] == "name"), "")
    rows = tuple((number, row) for number, row in table.rows if _is_of(town, row))
    others = len(table.rows) - len(rows)
    if others:
        kind = FindingKind.OTHER_TOWN if rows else FindingKind.NO_ROW_OF_TOWN
        weight = Weight.NOTICE if rows else Weight.PROBLEM
        findings.append(Finding(weight, kind, name, 0, "", f"{others} rows"))
    return replace(table, rows=rows)


def _is_of(town: str, row: Mapping[str, str]) -> bool:
    city, address = row.get("city", "").strip(), row.get("address", "").strip()
    if city:
        return city == town or city.endswith(town)
    return not address or not row.get("prefecture") or town in address


def _draft(known: Tables, reader: RecordReader, records: list[Record], findings: list[Finding]) -> Drafted:
    merge = Merge(known[DESTINATIONS], reader.source, reader.dataset.name, reader.table)
    rows = merge.merged(records)
    titles = {**reader.titles, "hours": reader.titles.get("opens", "")}
    line_of = {record.cells["name"]: record.row for record in records}
    origins = {
        (DESTINATIONS, index): Origin(reader.table, line_of[row["name"]], titles)
        for index, row in enumerate(rows)
        if row.get("source") == reader.source and row["name"] in line_of
    }
    return Drafted({**known, DESTINATIONS: rows}, origins, (*findings, *merge.findings))


def _records(
    reader: RecordReader, table: _Table, findings: list[Finding], *, leave_out: bool, progress: Progress
) -> Iterator[Record]:
    without_place = 0
    for done, (number, row) in enumerate(table.rows, 1):
        if done % TOLD_EVERY == 0:
            progress(TOLD_EVERY)
        if not row.get("name", "").strip():
            findings.append(Finding(Weight.NOTICE, FindingKind.NAMELESS_ROW, reader.table, number))
            continue
        reader.findings = []
        record = reader.read(number, row)
        if leave_out and refusing(tuple(reader.findings)):
            findings.extend(replace(found, weight=Weight.NOTICE) for found in reader.findings)
            findings.append(
                Finding(
                    Weight.NOTICE, FindingKind.ROW_LEFT_OUT, reader.table, number, "", record.cells["name"]
                )
            )
            continue
        findings.extend(reader.findings)
        without_place += "latitude" not in record.cells
        yield record
    if without_place:
        told = f"{without_place} rows"
        findings.append(Finding(Weight.NOTICE, FindingKind.COORDINATES_MISSING, reader.table, 0, "", told))

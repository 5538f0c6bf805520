import csv
import io
import json
import os
import zipfile
from pathlib import Path

import jsonschema
import pytest

from knowledge.csv_safety import as_it_was, harmless
from knowledge.data_files import ProfileFiles, read_folder
from knowledge.destinations import Category
from knowledge.findings import FindingKind
from knowledge.hsds.drafting import read_hsds
from knowledge.hsds.exporting import hsds_tables
from knowledge.hsds.schema import TABLES
from knowledge.hsds.writing import nested, write_json, write_tabular
from knowledge.profile import profile_folders
from knowledge.proposal import Proposal, propose
from knowledge.tables import tables_of, write_tables
from tests.knowledge.towns import full_town, small_town, with_cells

FOLDERS = [*profile_folders()]


def published() -> Path:
    """Return the folder of the published schemas, named by MADOGUCHI_TEST_HSDS."""
    given = os.environ.get("MADOGUCHI_TEST_HSDS", "")
    if not given:
        pytest.skip(
            "LEFT OUT: MADOGUCHI_TEST_HSDS does not name the folder of the published HSDS 3.0 schemas"
        )
    return Path(given)


def checker(schema: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        json.loads(schema.read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker()
    )


def from_json(base: ProfileFiles, content: bytes) -> Proposal:
    return propose(base, read_hsds(content, base, tabular=False))


def from_zip(base: ProfileFiles, content: bytes) -> Proposal:
    return propose(base, read_hsds(content, base, tabular=True))


def towns() -> list[ProfileFiles]:
    return [*(read_folder(folder) for folder in FOLDERS), full_town()]


def test_every_service_in_json_fulfils_the_published_schema() -> None:
    validator = checker(published() / "compiled" / "service_with_definitions.json")
    for town in towns():
        for service in nested(hsds_tables(town)):
            validator.validate(service)


def test_the_tables_fulfil_the_published_tabular_schema() -> None:
    validator = checker(published() / "compiled" / "tabular.json")
    for town in towns():
        validator.validate({name: list(rows) for name, rows in hsds_tables(town).items()})


def test_the_tabular_package_has_the_files_columns_and_keys_of_the_published_package() -> None:
    resources = json.loads((published() / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    known = {resource["name"]: resource for resource in resources}
    with zipfile.ZipFile(io.BytesIO(write_tabular(hsds_tables(full_town()), "hoozuki"))) as archive:
        ours = json.loads(archive.read("datapackage.json"))
        ids: dict[str, set[str]] = {}
        rows: dict[str, list[dict[str, str]]] = {}
        for resource in ours["resources"]:
            theirs = known[resource["name"]]
            assert resource["path"] == theirs["path"]
            text = archive.read(resource["path"]).decode("utf-8")
            rows[resource["name"]] = list(csv.DictReader(io.StringIO(text, newline="")))
            ids[resource["name"]] = {row["id"] for row in rows[resource["name"]]}
            assert len(ids[resource["name"]]) == len(rows[resource["name"]])
            columns = {field["name"]: field for field in theirs["schema"]["fields"]}
            assert {field["name"] for field in resource["schema"]["fields"]} <= set(columns)
            for field in resource["schema"]["fields"]:
                assert field["type"] == columns[field["name"]]["type"], field["name"]
            # An unknown postal code is an empty text; a table schema would ask for one.
            needed = {n for n, f in columns.items() if f["constraints"]["required"]} - {"postal_code"}
            assert all(row[name] for row in rows[resource["name"]] for name in needed)
        for name, table in rows.items():
            for key in known[name]["schema"].get("foreignKeys", []):
                target = ids.get(key["reference"]["resource"], set())
                assert all(not row.get(key["fields"]) or row[key["fields"]] in target for row in table)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_goes_out_comes_back_the_same(folder: Path) -> None:
    town = read_folder(folder)
    tables = hsds_tables(town)
    for proposal in (from_json(town, write_json(tables)), from_zip(town, write_tabular(tables, folder.name))):
        assert [str(finding) for finding in proposal.findings] == []
        assert proposal.changes == ()
        assert proposal.files is not None
        assert proposal.files.contents == town.contents


def test_every_optional_column_and_special_date_comes_back() -> None:
    town = full_town()
    tables = hsds_tables(town)
    assert from_json(town, write_json(tables)).changes == ()
    assert from_zip(town, write_tabular(tables, "x")).changes == ()


def test_the_directory_can_be_made_anew_from_hsds_alone() -> None:
    """Nothing is taken from what is known already: the public rows are removed before they come back."""
    town = full_town()
    rows = tables_of(town)["destinations.csv"]
    notes = [row for row in rows if row.get("note")]
    without = {**tables_of(town), "destinations.csv": ()}
    draft = read_hsds(write_json(hsds_tables(town)), write_tables(without, town).files, tabular=False)
    back = {row["id"]: row for row in draft.tables["destinations.csv"]}
    public = [row for row in rows if row["audience"] == "resident"]
    assert len(back) == len(public)
    lost = {column for row in public for column in row if column not in back[row["id"]]}
    assert lost <= {"note"}
    assert notes


def test_contacts_of_staff_notes_and_desks_of_staff_are_in_no_export() -> None:
    town = full_town()
    tables = hsds_tables(town)
    with zipfile.ZipFile(io.BytesIO(write_tabular(tables, "x"))) as archive:
        everything = write_json(tables) + b"".join(archive.read(name) for name in archive.namelist())
    assert b"0999-77-7777" not in everything
    assert "担当の係".encode() not in everything
    for row in tables_of(town)["destinations.csv"]:
        if row["audience"] != "resident":
            assert f'"{row["name"]}"'.encode() not in everything


def test_a_change_made_in_hsds_is_a_change_here() -> None:
    services = nested(hsds_tables(small_town()))
    services[0]["fees_description"] = "無料"
    services[0]["status"] = "temporarily closed"
    proposal = from_json(small_town(), json.dumps(services).encode())
    (change,) = proposal.changes if not proposal.refused else proposal.changes[:1]
    assert {(cell.column, cell.after) for cell in change.cells} == {("fees", "無料"), ("status", "suspended")}


def test_another_directory_finds_its_place() -> None:
    service = {
        "id": "ac148810-d857-441c-9679-408f346de14b",
        "name": "暮らしの相談室",
        "description": "暮らしの困りごとを聞きます。",
        "status": "active",
        "organization": {
            "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610",
            "name": "ある法人",
            "description": "x",
        },
        "phones": [{"id": "1554c7f2-9a9c-4ac6-ae5b-1b2f6b3c4d5e", "number": "0999-33-3333"}],
        "schedules": [
            {
                "id": "48a1c2d3-0000-4000-8000-000000000001",
                "freq": "WEEKLY",
                "byday": "MO,TU",
                "opens_at": "09:00",
                "closes_at": "17:00:00",
            }
        ],
    }
    base = small_town()
    services = [*nested(hsds_tables(base)), service]
    draft = read_hsds(json.dumps(services).encode(), base, tabular=False)
    row = draft.tables["destinations.csv"][-1]
    assert (row["name"], row["organisation"], row["phone"]) == ("暮らしの相談室", "ある法人", "0999-33-3333")
    assert row["hours"] == "mon,tue 09:00-17:00"
    assert row["category"] == Category.WELFARE_GENERAL
    assert [finding.kind for finding in draft.findings] == [FindingKind.CATEGORY_GUESSED]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'[{"name": "x"}]', b'{"services": 3}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_hsds_is_refused(content: bytes) -> None:
    for proposal in (from_json(small_town(), content), from_zip(small_town(), content)):
        assert proposal.refused
        assert proposal.findings[0].kind is FindingKind.NOT_HSDS


def test_formulas_are_made_harmless_in_the_tabular_form_and_come_back() -> None:
    town = with_cells(
        small_town(), "destinations.csv", "H-001", description="=1+1", fees="@here", handles="'=x"
    )
    content = write_tabular(hsds_tables(town), "x")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                cells = csv.reader(io.StringIO(archive.read(name).decode(), newline=""))
                assert not [cell for row in cells for cell in row if cell.startswith(("=", "@", "+"))]
    assert from_zip(town, content).changes == ()


@pytest.mark.parametrize(
    "text", ["=1", "'=1", "''=1", "+81", "-5", "-x", "@a", "\tx", "plain", "'quoted'", ""]
)
def test_every_text_comes_back_from_harmless(text: str) -> None:
    assert as_it_was(harmless(text)) == text
    assert not harmless(text).startswith(("=", "@", "\t"))


def test_the_same_knowledge_gives_the_same_file() -> None:
    assert write_tabular(hsds_tables(small_town()), "x") == write_tabular(hsds_tables(small_town()), "x")
    assert len(TABLES) == len({table.path for table in TABLES})

"""The verb `knowledge` as an operator uses it."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.knowledge.opendata import lists
from tests.knowledge.workbook.books import edited, write_cell

TOWN = ("--municipality", "hoozuki")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own with the fictional town in it."""
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("MADOGUCHI_DATABASE_URL", raising=False)
    assert main(["municipality", "add", "hoozuki"]) == 0
    return tmp_path


def verb(*words: str) -> int:
    return main(["knowledge", *words, *TOWN])


def test_a_workbook_goes_out_is_edited_and_comes_in_and_an_older_version_comes_back(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = installed / "town.xlsx"
    assert verb("export", "--format", "xlsx", "--output", str(book)) == 0
    assert verb("import", str(book)) == 0
    assert "nothing new" in capsys.readouterr().out
    book.write_bytes(
        edited(lambda b: write_cell(b, "相談先", 2, "電話番号", "0999-01-9999"), book.read_bytes())
    )
    assert verb("import", str(book), "--dry-run") == 0
    assert "CHANGED  destinations.csv: H-001 (phone)" in capsys.readouterr().out
    assert verb("import", str(book)) == 1
    assert "not confirmed" in capsys.readouterr().err
    assert verb("import", str(book), "--yes") == 0
    assert verb("restore", "1") == 0
    capsys.readouterr()
    assert verb("versions", "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["version"], row["counts"]) for row in rows] == [(3, True), (2, False), (1, False)]
    assert verb("changes", "2") == 0
    assert "H-001" in capsys.readouterr().out


def test_a_bad_file_is_refused_with_its_places_and_as_json(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = installed / "list.csv"
    bad.write_bytes(lists.csv_of(lists.OLD_CARE, {**lists.CARE, "電話番号": "abc"}))
    assert verb("import", str(bad), "--yes", "--json") == 1
    report = json.loads(capsys.readouterr().out)
    (problem,) = [finding for finding in report["findings"] if finding["weight"] == "problem"]
    assert problem == {
        "weight": "problem",
        "kind": "phone_wrong",
        "table": "list.csv",
        "row": 2,
        "column": "電話番号",
        "found": "abc",
        "became": "",
    }
    assert verb("import", str(bad), "--yes", "--leave-out-bad-rows") == 0
    assert "the row is left out" in capsys.readouterr().out


def test_every_format_goes_out_and_brings_nothing_new_when_it_comes_back(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("hsds-json", "hsds-tabular", "opendata", "csv", "xlsx"):
        place = installed / f"town.{form}"
        assert verb("export", "--format", form, "--output", str(place)) == 0
        assert verb("import", str(place), "--format", form) == 0
        assert "nothing new" in capsys.readouterr().out, form


@pytest.mark.usefixtures("installed")
def test_check_names_the_gaps_of_a_town_that_is_not_set_up_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "check", "--municipality", "kochi", "--json"]) == 1
    gaps = json.loads(capsys.readouterr().out)["gaps"]
    assert {"of": "category", "name": "health", "kind": "nobody"} in gaps
    assert verb("check") == 0


def test_what_cannot_be_done_says_why(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb("import", str(installed / "nothing.xlsx")) == 1
    assert verb("import", str(installed / "nothing.txt")) == 1
    assert verb("export") == 1
    assert verb("restore", "9") == 1
    assert main(["knowledge", "check", "--municipality", "nowhere"]) == 1
    told = capsys.readouterr().err
    assert "No such file" in told
    assert "say --format" in told
    assert "no such version" in told
    assert "no municipality 'nowhere'" in told

"""A workbook that LibreOffice opened, changed and saved comes in again; left out where LibreOffice is not installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from knowledge.proposal import propose
from knowledge.tables import DESTINATIONS
from knowledge.workbook.reading import read_workbook
from knowledge.workbook.writing import write_workbook
from tests.knowledge.towns import full_town

SOFFICE = shutil.which("soffice")

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LEFT OUT: LibreOffice is not installed")


def converted(file: Path, to: str) -> Path:
    """Let LibreOffice open a file and save it in another form."""
    out = file.parent / to
    home = f"-env:UserInstallation=file://{file.parent}/home"
    command = [str(SOFFICE), home, "--headless", "--convert-to", to, "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return out / f"{file.stem}.{to}"


@pytest.mark.timeout(600)
def test_what_was_changed_in_libreoffice_is_the_only_change(tmp_path: Path) -> None:
    town = full_town()
    book = tmp_path / "book.xlsx"
    book.write_bytes(write_workbook(town, "ほおずき市"))
    # LibreOffice's own form is text, in which one cell is changed as a person would.
    flat = converted(book, "fods")
    text = flat.read_text(encoding="utf-8")
    before = town.contents[DESTINATIONS].decode()
    assert "0999-01-9999" in before
    flat.write_text(text.replace("0999-01-9999", "0999-01-8888"), encoding="utf-8")
    edited = propose(town, read_workbook(converted(flat, "xlsx").read_bytes(), town))
    assert [(c.table, [(cell.column, cell.after) for cell in c.cells]) for c in edited.changes] == [
        (DESTINATIONS, [("fax", "0999-01-8888")])
    ]

"""`consultations export`: rows without a word of anybody, and a trace that they were taken out."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.bootstrap.opening import open_installation
from bot.desk.exporting import COLUMNS


def test_an_export_at_the_command_line_leaves_the_same_trace_as_one_from_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    assert main(["municipality", "add", "hoozuki"]) == 0
    capsys.readouterr()
    assert main(["consultations", "export", "--municipality", "hoozuki"]) == 0
    assert capsys.readouterr().out == ",".join(COLUMNS) + "\n"
    database = open_installation().database()
    with database.reading() as tx:
        entry = tx.audit.page(None, limit=1)[0]
    database.close()
    assert (entry.action, entry.subject, entry.fields) == ("consultation.export", "hoozuki", COLUMNS)

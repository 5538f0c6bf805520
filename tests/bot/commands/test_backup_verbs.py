import json
from pathlib import Path

import pytest

from bot.__main__ import main


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("MADOGUCHI_DATABASE_URL", raising=False)
    monkeypatch.delenv("MADOGUCHI_DATA_KEYS", raising=False)
    assert main(["municipality", "add", "hoozuki"]) == 0
    return tmp_path


def test_a_backup_comes_back_into_a_new_database_and_the_keys_may_change_meanwhile(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    assert main(["backup", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert main(["keys", "add"]) == 0
    assert main(["keys", "reseal"]) == 0
    monkeypatch.setenv("MADOGUCHI_DATABASE_URL", f"sqlite:///{installation / 'new.sqlite3'}")
    capsys.readouterr()
    assert main(["restore", made["backup"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == made["rows"]
    assert main(["municipality", "list"]) == 0
    assert "ほおずき" in capsys.readouterr().out
    assert main(["restore", made["backup"]]) == 1
    assert "not empty" in capsys.readouterr().err


def test_old_keys_go_only_when_nothing_needs_them(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installation.is_dir()
    assert main(["keys", "add"]) == 0
    assert main(["keys", "drop"]) == 1
    assert main(["keys", "reseal"]) == 0
    assert main(["keys", "drop"]) == 0
    capsys.readouterr()
    assert main(["keys", "list"]) == 0
    assert "data keys, newest first: 2\n" in capsys.readouterr().out


def test_a_restore_without_the_ledger_is_refused_unless_it_is_said(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["backup", "--to", str(installation / "away"), "--json"]) == 0
    made = json.loads(capsys.readouterr().out.splitlines()[-1])
    Path(made["ledger"]).unlink()
    monkeypatch.setenv("MADOGUCHI_DATABASE_URL", f"sqlite:///{installation / 'new.sqlite3'}")
    assert main(["restore", made["backup"]]) == 1
    assert main(["restore", made["backup"], "--without-ledger"]) == 0

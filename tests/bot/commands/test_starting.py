"""A start that cannot be right is refused, and everything that is wrong is named."""

import shutil
from pathlib import Path

import pytest

from bot.__main__ import main
from knowledge.profile import PROFILES


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    return tmp_path


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("verb", ["web", "worker", "check"])
def test_wrong_settings_refuse_the_start_with_every_mistake(
    verb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MADOGUCHI_PUBLIC_URL", "no address")
    monkeypatch.setenv("MADOGUCHI_LOG_LEVEL", "LOUD")
    monkeypatch.setenv("MADOGUCHI_COLOUR", "blue")
    assert main([verb]) == 1
    told = capsys.readouterr()
    for name in ("MADOGUCHI_PUBLIC_URL", "MADOGUCHI_LOG_LEVEL", "MADOGUCHI_COLOUR"):
        assert name in told.err + told.out


def test_mistakes_in_a_profile_are_all_named_with_file_and_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    profiles = home / "profiles"
    profiles.mkdir()
    town = shutil.copytree(PROFILES / "hoozuki", profiles / "hoozuki")
    phrases = town / "phrases.csv"
    lines = phrases.read_text("utf-8").splitlines()
    lines[4] = "no-such-desk," + lines[4].split(",", 1)[1]
    phrases.write_text("\n".join(lines) + "\n", "utf-8")
    settings = town / "municipality.toml"
    settings.write_text(settings.read_text("utf-8").replace('hour = "', 'hour = "half past '), "utf-8")
    monkeypatch.setenv("MADOGUCHI_PROFILE_DIR", str(profiles))
    assert main(["municipality", "add", "hoozuki"]) == 1
    told = capsys.readouterr().err
    assert "phrases.csv:5" in told
    assert "municipality.toml:" in told
    assert main(["municipality", "list"]) == 0
    assert "hoozuki" not in capsys.readouterr().out

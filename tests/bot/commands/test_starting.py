"""A start that cannot be right is refused, and everything that is wrong is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from knowledge.profile import PROFILES
from tests.faults.processes import free_port
from tests.house.sources import ROOT


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


@pytest.mark.usefixtures("home")
def test_a_worker_without_its_database_says_so_in_one_line_and_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MADOGUCHI_DATABASE_URL", "postgresql://nobody:hunter2@127.0.0.1:1/nothing")
    assert main(["worker"]) == 1
    told = capsys.readouterr().err
    assert "the database does not answer" in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    "mistake", ["MADOGUCHI_DATA_KEYS=garbled", "MADOGUCHI_DATABASE_URL=postgresql://n@127.0.0.1:1/n"]
)
def test_a_web_process_that_cannot_start_ends_and_says_why(home: Path, mistake: str) -> None:
    name, _, value = mistake.partition("=")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "web", "--port", str(free_port())],
        env={"MADOGUCHI_DATA_DIR": str(home / "var"), "PATH": "", name: value},
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "madoguchi: cannot start" in done.stderr
    assert "Traceback" not in done.stderr

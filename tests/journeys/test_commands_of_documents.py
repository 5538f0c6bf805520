"""The commands that documents show: each one exists, and the administrator's hour is walked from first to last."""

import io
import re
import shlex
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main, parser_of
from tests.house.sources import ROOT, texts

BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SECRETS = "0123456789abcdef0123456789abcdef\ntoken-of-a-channel\n"


def commands(text: str) -> Iterator[list[str]]:
    """Yield the commands of a document's blocks, without their comments."""
    for block in BLOCK.findall(text):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words:
                yield words


def test_every_command_line_of_a_document_is_one_the_program_takes() -> None:
    refused = []
    for path, text in texts(".md"):
        for words in commands(text):
            if words[0] == "madoguchi" and "|" not in words:
                try:
                    parser_of(words[1]).parse_args(words[2:])
                except (SystemExit, KeyError):
                    refused.append(f"{path}: {' '.join(words)}")
    assert refused == []


def test_every_target_of_make_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        words[1]
        for _, text in texts(".md")
        for words in commands(text)
        if words[0] == "make" and len(words) > 1 and "=" not in words[1]
    }
    assert named
    assert named <= targets


def test_the_administrators_hour_can_be_walked_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("MADOGUCHI_PUBLIC_URL", "https://madoguchi.hoozuki.example")
    monkeypatch.chdir(tmp_path)
    document = (ROOT / "docs" / "administrator.md").read_text("utf-8")
    walked = []
    for words in commands(document):
        if words[0] != "madoguchi":
            continue
        monkeypatch.setattr("sys.stdin", io.StringIO(SECRETS))
        if words[1] == "check":
            # Neither LINE nor a mail server is here to be asked; what is left names the people who are still missing.
            assert main(["check", "--offline"]) == 1
            assert "coordinator" in capsys.readouterr().out
        else:
            assert main(words[1:]) == 0, words
        walked.append(words[1])
    assert walked == ["municipality", "knowledge", "knowledge", "municipality", "user", "check"]
    assert zipfile.is_zipfile(tmp_path / "hoozuki.xlsx")


def test_a_backup_comes_back_as_the_drill_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    assert main(["municipality", "add", "hoozuki"]) == 0
    assert main(["backup", "--to", str(tmp_path / "away")]) == 0
    (made,) = [file for file in (tmp_path / "away").iterdir() if "ledger" not in file.name]
    (tmp_path / "var").rename(tmp_path / "lost")
    document = (ROOT / "docs" / "operations.md").read_text("utf-8")
    drill = [words for words in commands(document) if words[:2] == ["madoguchi", "restore"]]
    assert [words[2] for words in drill] == ["/path/to/backup.sealed"]
    assert main(["restore", str(made)]) == 0
    capsys.readouterr()
    assert main(["municipality", "list"]) == 0
    assert "hoozuki" in capsys.readouterr().out

import io
import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.json_lines import answer_lines, id_in


def ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: str, *words: str
) -> list[dict]:  # type: ignore[type-arg]
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert main(["match", *words]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_line_is_answered_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = '{"id": "a", "text": "電球が切れた"}\n\n{"id": 2, "text": "人と話したい"}\n'
    first, second = ask(monkeypatch, capsys, lines, "--municipality", "高知市")
    assert (first["id"], second["id"]) == ("a", 2)
    assert {"level", "alert", "decision", "flags", "candidates"} <= set(first)
    assert second["decision"] == "person"


def test_unreadable_lines_keep_their_id_and_the_others_are_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = '{"id": "x", oops\n[1]\n{"id": 3}\n{"id": 4, "text": "草取り", "at": "never"}\n'
    lines += '{"id": 5, "text": "草取り"}\n'
    answers = ask(monkeypatch, capsys, lines, "--municipality", "kochi")
    assert [answer["id"] for answer in answers] == ["x", None, 3, 4, 5]
    assert all("error" in answer for answer in answers[:4])
    assert answers[4]["candidates"][0]["destination"] == "D003-001"


def test_an_unknown_area_is_reported_not_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = ask(
        monkeypatch, capsys, '{"id": 1, "text": "草取り", "area": "月面"}\n', "--municipality", "kochi"
    )
    assert "area_unknown" in answer["flags"]


def test_a_knowledge_base_in_a_file_gives_entries_and_takes_phrases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base = tmp_path / "base.csv"
    base.write_text(
        "id,name,description,phrases,desk,extra\n1,図書館,本を貸します,絵本を借りたい|調べもの,D1,x\n2,公園,遊具,,D1,y\n",
        encoding="utf-8",
    )
    learned = tmp_path / "learned.csv"
    learned.write_text("destination,text\n2,ぶらんこが壊れた\n", encoding="utf-8")
    lines = '{"id": 1, "text": "絵本を借りたい"}\n{"id": 2, "text": "ぶらんこが壊れた"}\n'
    first, second = ask(monkeypatch, capsys, lines, "--knowledge", str(base), "--phrases", str(learned))
    assert first["candidates"][0]["destination"] == "1"
    assert second["candidates"][0]["destination"] == "2"


@pytest.mark.parametrize("words", [["--municipality", "atlantis"], ["--knowledge", "/nowhere/x.csv"]])
def test_a_source_that_is_not_there_is_refused_with_a_reason(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["match", *words]) == 1
    assert "madoguchi match:" in capsys.readouterr().err


def test_a_broken_line_gives_up_its_id_where_it_can_be_seen() -> None:
    assert id_in('{"id": "q7", "text": ') == "q7"
    assert id_in('{"id": 12, "te') == 12
    assert id_in("garbage") is None


def test_failures_are_counted() -> None:
    out = io.StringIO()
    assert answer_lines(["{}", "no", '{"id": 1}'], lambda row: {"keys": len(row)}, out) == 1

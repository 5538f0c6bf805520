"""`madoguchi triage`: lines in, verdicts out, in order."""

import argparse
import io
import json

import pytest

from bot.commands import triage


def answers(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[dict[str, object]]:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert triage.run(argparse.Namespace()) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_line_is_answered_with_its_id_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = '{"id": 1, "text": "父が倒れています"}\n{"id": "b", "text": "草刈りを頼みたい"}\n'
    first, second = answers(lines, monkeypatch, capsys)
    assert (first["id"], first["level"], first["alert"]) == (1, "emergency", True)
    assert set(first) == {"id", "level", "alert", "danger_topic", "rules"}
    assert (second["id"], second["level"], second["alert"]) == ("b", "normal", False)


def test_a_line_that_cannot_be_read_is_answered_with_an_error_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = '{"id": 7, "text": \nnonsense\n{"id": 8}\n{"id": 9, "text": "助けて"}\n'
    found = answers(lines, monkeypatch, capsys)
    assert [row["id"] for row in found] == [7, None, 8, 9]
    assert all("error" in row for row in found[:3])
    assert found[3]["alert"] is True

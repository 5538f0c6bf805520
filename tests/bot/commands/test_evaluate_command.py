import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.measures import Judged, calibration_error, report
from bot.commands.overlap import overlaps
from bot.commands.question_file import AskedQuestion, QuestionFileError, read_questions
from knowledge.destinations import DestinationId
from routing.decision import Candidate, Decision, DecisionKind


def judged(
    right: str, *ranked: str, kind: DecisionKind = DecisionKind.ANSWER, confidence: float = 0.9
) -> Judged:
    candidates = tuple(Candidate(DestinationId(name), confidence) for name in ranked)
    return Judged(AskedQuestion("q", "x", right=frozenset({right})), Decision(kind, candidates), {})


def test_the_measures_count_what_they_say() -> None:
    found = report(
        [
            judged("A", "A", "B"),
            judged("A", "B", "A"),
            judged("A", "B", "C", "D", "A", kind=DecisionKind.CHOOSE, confidence=0.35),
            judged("A", "A", kind=DecisionKind.ASK, confidence=0.25),
        ]
    )
    assert found["top1"] == 0.5
    assert found["top3"] == 0.75
    assert found["coverage"] == 0.5
    assert found["precision"] == 0.5
    assert found["confusions"] == [{"wanted": "A", "got": "B", "count": 2}]


def test_calibration_error_is_the_mean_distance() -> None:
    curve = [
        {"questions": 1.0, "confidence": 0.9, "right": 1.0},
        {"questions": 3.0, "confidence": 0.5, "right": 0.5},
    ]
    assert calibration_error(curve) == 0.025


def test_evaluate_measures_the_rows_of_its_municipality(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_text(
        "id,municipality,area,text,best,acceptable\n"
        "1,高知市,,草むしりを頼みたい,D003-001,\n"
        "2,狛江市,,ランドセルを譲りたい,D002-088,\n",
        encoding="utf-8",
    )
    assert main(["evaluate", "--municipality", "kochi", "--questions", str(questions), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["questions"], found["top1"]) == (1, 1.0)


def test_expected_decisions_are_measured_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_text(
        "id,text,expected\n1,人と話したい,human_request\n2,ありがとう,privacy_request\n", encoding="utf-8"
    )
    assert main(["evaluate", "--municipality", "kochi", "--questions", str(questions), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["decisions_right"] == 0.5
    assert found["decisions_wrong"] == [{"id": "2", "got": "smalltalk"}]


def test_an_expectation_nobody_knows_is_named_with_its_line(tmp_path: Path) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_text("id,text,expected\n1,x,miracle\n", encoding="utf-8")
    with pytest.raises(QuestionFileError, match=":2: expected 'miracle'"):
        read_questions(questions)


def test_a_product_text_that_stands_in_the_file_is_listed(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "phrases.csv").write_text(
        "destination,text\nA,縁側の板が傷んできて困っています\n", encoding="utf-8"
    )
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "texts.toml").write_text(
        '[buttons]\nbutton_wrong = "これは違うと伝えるボタンです"\n', encoding="utf-8"
    )
    found = overlaps(["縁側の板がいたんできて困っています", "これは違うと伝えるボタンです"], tmp_path)
    assert [one.file for one in found] == ["knowledge/phrases.csv"]


def test_nothing_chosen_to_measure_is_wrong_usage(tmp_path: Path) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_text("id,text\n1,x\n", encoding="utf-8")
    assert main(["evaluate", "--questions", str(questions)]) == 2

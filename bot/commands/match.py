"""`madoguchi match`: JSON lines `{"id", "text", "area"?, "at"?}` in, decisions out, in order."""

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.json_lines import LineError, answer_lines, lines_of, text_of
from bot.commands.matching_source import SourceError, add_source_arguments, make_source
from knowledge.areas import AreaId
from routing.decision import Decision
from routing.judge import Question
from routing.triage import assess, load_rules

TOKYO = ZoneInfo("Asia/Tokyo")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `match` takes."""
    add_source_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Answer standard input line by line; return 0, or 1 when the knowledge cannot be had."""
    try:
        judge = make_source(arguments).judge
    except SourceError as error:
        sys.stderr.write(f"madoguchi match: {error}\n")
        return 1
    rules = load_rules()

    def answer(row: Mapping[str, object]) -> Mapping[str, object]:
        question = question_of(row)
        triage = assess(question.text, rules)
        return {"level": triage.level.value, "alert": triage.alert, **decision_row(judge.judge(question))}

    answer_lines(lines_of(sys.stdin), answer, sys.stdout)
    return 0


def question_of(row: Mapping[str, object]) -> Question:
    """Read a question; raise `LineError` naming the field that cannot be used."""
    area = row.get("area")
    if area is not None and not isinstance(area, str):
        raise LineError("area is no text")
    return Question(text_of(row), AreaId(area) if area else None, _moment(row.get("at")))


def _moment(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise LineError("at is no ISO time")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise LineError(f"at is no ISO time: {value[:40]!r}") from error
    # A time without a zone is read as the clock on the wall in Japan.
    return moment.replace(tzinfo=TOKYO) if moment.tzinfo is None else moment.astimezone(TOKYO)


def decision_row(decision: Decision) -> dict[str, object]:
    """Return the decision as `match` writes it."""
    return {
        "decision": decision.kind.value,
        "flags": [flag.value for flag in decision.flags],
        "candidates": [
            {
                "destination": candidate.destination,
                "confidence": candidate.confidence,
                "because": list(candidate.because),
            }
            for candidate in decision.candidates
        ],
        "options": [
            {"label": option.label, "destinations": list(option.destinations)} for option in decision.options
        ],
    }

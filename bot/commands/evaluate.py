"""`madoguchi evaluate`: measures matching against a file of questions whose right desks are known."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tqdm import tqdm

from bot.commands.matching_source import SourceError, add_source_arguments, make_source
from bot.commands.measures import Judged, calibration_error, report
from bot.commands.overlap import overlaps
from bot.commands.question_file import AskedQuestion, QuestionFileError, read_questions
from routing.judge import Question


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `evaluate` takes."""
    add_source_arguments(parser, required=False)
    parser.add_argument(
        "--questions", metavar="FILE", type=Path, required=True, help="a CSV file of questions"
    )
    parser.add_argument("--json", action="store_true", help="write the report as JSON")
    parser.add_argument(
        "--overlap", action="store_true", help="list product texts that are 90 %% alike to one of the file"
    )


def run(arguments: argparse.Namespace) -> int:
    """Measure or list; return 0, 1 with reasons, 2 when nothing was chosen to measure."""
    try:
        if arguments.overlap:
            return _list_overlaps(arguments)
        if arguments.municipality is None and arguments.knowledge is None:
            sys.stderr.write("madoguchi evaluate: --municipality or --knowledge is needed\n")
            return 2
        return _measure(arguments)
    except (SourceError, QuestionFileError) as error:
        sys.stderr.write(f"madoguchi evaluate: {error}\n")
        return 1


def _list_overlaps(arguments: argparse.Namespace) -> int:
    found = overlaps(question.text for question in read_questions(arguments.questions))
    if arguments.json:
        rows = [{"file": o.file, "text": o.text, "question": o.question, "alike": o.alike} for o in found]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
    else:
        for one in found:
            sys.stdout.write(f"{one.file}: {one.text} ~ {one.question} ({one.alike:.0f})\n")
        sys.stdout.write(f"{len(found)} texts of the product are too near to the file\n")
    return 1 if found else 0


def _measure(arguments: argparse.Namespace) -> int:
    source = make_source(arguments)
    judged = [
        Judged(asked, source.judge.judge(Question(asked.text, asked.area)), source.desks)
        for asked in _shown(read_questions(arguments.questions, source.names))
    ]
    if not judged:
        sys.stderr.write("madoguchi evaluate: the file has no question for this municipality\n")
        return 1
    found = report(judged)
    sys.stdout.write((json.dumps(found, ensure_ascii=False) if arguments.json else _plain(found)) + "\n")
    return 0


def _shown(questions: tuple[AskedQuestion, ...]) -> Iterable[AskedQuestion]:
    return tqdm(questions, unit="question", leave=False, disable=not sys.stderr.isatty())


def _plain(found: Mapping[str, object]) -> str:
    lines: list[str] = []
    for name, value in found.items():
        if name == "reliability" and isinstance(value, list):
            lines.append(f"calibration error: {calibration_error(value)}")
            lines.extend(
                f"  confidence {row['from']:.1f}-{row['to']:.1f}: {row['questions']:4} questions, "
                f"{row['confidence']:.2f} said, {row['right']:.2f} right"
                for row in value
            )
        elif isinstance(value, list):
            lines.append(f"{name}:")
            lines.extend("  " + ", ".join(f"{key} {inner}" for key, inner in row.items()) for row in value)
        elif isinstance(value, dict):
            lines.append(f"{name}: " + ", ".join(f"{key} {inner}" for key, inner in value.items()))
        else:
            lines.append(f"{name}: {value}")
    return "\n".join(lines)

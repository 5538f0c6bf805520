"""`madoguchi triage`: JSON lines `{"id", "text"}` in, levels out, in order."""

import argparse
import sys
from collections.abc import Mapping

from bot.commands.json_lines import answer_lines, lines_of, text_of
from routing.triage import assess
from routing.triage_rules import RulesError, TriageRules, load_rules


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare nothing: `triage` has no options."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Answer standard input line by line; return 0, or 1 when the rules cannot be read."""
    del arguments
    try:
        rules = load_rules()
    except RulesError as error:
        sys.stderr.write(f"madoguchi triage: the rules cannot be read\n{error}\n")
        return 1
    answer_lines(lines_of(sys.stdin), lambda row: triage_row(row, rules), sys.stdout)
    return 0


def triage_row(row: Mapping[str, object], rules: TriageRules) -> Mapping[str, object]:
    """Return the verdict on one row as `triage` writes it; raise `LineError` when it has no text."""
    verdict = assess(text_of(row), rules)
    return {
        "level": verdict.level.value,
        "alert": verdict.alert,
        "danger_topic": verdict.danger_topic,
        "rules": list(verdict.rules),
    }

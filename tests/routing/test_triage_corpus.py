"""The public corpus: every rule of triage shows what sets it off and what must not."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from routing.triage import assess
from routing.triage_rules import load_rules

CORPUS = Path(__file__).parent / "corpus"
RULES = load_rules()
LEAST = 2


def rows(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rule_ids() -> set[str]:
    return {rule.id for index in (RULES.rules, RULES.foreign) for rule in index.items}


@pytest.mark.parametrize(
    "row", rows("rules.csv"), ids=lambda row: f"{row['rule']}-{row['expect']}-{row['text']}"
)
def test_each_example_sets_off_its_rule_or_does_not(row: dict[str, str]) -> None:
    found = row["rule"] in assess(row["text"], RULES).rules
    assert found == (row["expect"] == "hit")


def test_every_rule_has_two_examples_that_hit_and_two_that_miss() -> None:
    counts = Counter((row["rule"], row["expect"]) for row in rows("rules.csv"))
    lacking = {
        (rule, expect) for rule in rule_ids() for expect in ("hit", "miss") if counts[rule, expect] < LEAST
    }
    assert lacking == set()


def test_no_example_is_for_a_rule_that_does_not_exist() -> None:
    assert {row["rule"] for row in rows("rules.csv")} - rule_ids() == set()


def test_every_alarm_of_the_corpus_alerts_a_person() -> None:
    missed = [row["text"] for row in rows("alarms.csv") if not assess(row["text"], RULES).alert]
    assert missed == []


def test_no_harmless_message_of_the_corpus_alerts_anybody() -> None:
    alarmed = {
        row["text"]: v.rules for row in rows("harmless.csv") if (v := assess(row["text"], RULES)).alert
    }
    assert alarmed == {}


def test_a_known_fault_that_was_mended_moves_to_the_corpus() -> None:
    mended = [
        row["text"]
        for row in rows("known_faults.csv")
        if assess(row["text"], RULES).alert == (row["fault"] == "missed")
    ]
    assert mended == []

"""Examples behind the patterns of intents: what they decide, and what they must leave to the desks."""

import csv
from pathlib import Path

import pytest

import routing
from routing.decision import DecisionKind
from routing.intent_examples import MATTER, load_examples, make_examples
from routing.intents import load_intents
from tests.routing.judges import asked

EXAMPLES = Path(routing.__file__).parent / "rules" / "intent_examples.csv"


def rows() -> list[dict[str, str]]:
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_example_is_for_an_intent_that_exists_or_for_a_matter() -> None:
    known = {row.id for row in load_intents().rows} | {MATTER}
    assert {row["intent"] for row in rows()} <= known


def test_no_example_stands_twice() -> None:
    texts = [row["text"] for row in rows()]
    assert len(texts) == len(set(texts))


def test_intents_of_one_decision_add_up() -> None:
    examples = make_examples(
        [
            {"piece": "", "intent": "erase", "weight": "1.0"},
            {"piece": "", "intent": "show", "weight": "1.1"},
            {"piece": "", "intent": MATTER, "weight": "1.5"},
        ]
    )
    assert examples.most_like("あ").intent == MATTER
    assert examples.most_like("あ", {"erase": "privacy", "show": "privacy"}).intent == "show"


def test_nothing_and_long_tales_are_like_no_intent() -> None:
    assert load_examples().most_like("").share == 0.0
    assert load_examples().most_like("はい" * 200).intent == MATTER


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("面談でお話ししたい", DecisionKind.PERSON),
        ("書いたことが筒抜けになりませんか", DecisionKind.PRIVACY),
        ("そうかえ、ほんならそうしてみるわ", DecisionKind.SMALLTALK),
    ],
)
def test_what_no_pattern_names_is_decided_by_likeness(text: str, kind: DecisionKind) -> None:
    assert asked("kochi", text).kind is kind


@pytest.mark.parametrize(
    "text", ["電話の使い方を母に教えてほしい", "人づきあいが苦手で家にこもっている", "隣の空き家の草がひどい"]
)
def test_a_worry_that_shares_words_with_an_intent_stays_a_worry(text: str) -> None:
    assert asked("kochi", text).kind in {DecisionKind.ANSWER, DecisionKind.CHOOSE, DecisionKind.ASK}


def test_three_full_stops_are_no_greeting() -> None:
    assert asked("kochi", "。。。").kind is DecisionKind.HANDOVER


def test_a_short_latin_word_that_a_desk_knows_is_japanese() -> None:
    assert asked("hoozuki", "DV").kind is DecisionKind.ANSWER


def test_an_advertisement_stays_one_even_where_a_desk_knows_its_words() -> None:
    assert (
        asked("kochi", "太陽光パネルの無料点検を実施中です。お申し込みはこちら").kind is DecisionKind.HANDOVER
    )


def test_s20_a_desk_of_one_area_that_is_named_wins_without_knowing_where_the_person_lives() -> None:
    decision = asked("kochi", "旭出張所に行きたい")
    assert decision.candidates[0].destination == "D003-004"

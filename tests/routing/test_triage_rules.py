"""The language of danger rules, and mistakes in rule files told with file and line."""

from pathlib import Path

import pytest

from routing.triage_rules import RulesError, load_rules
from routing.triage_rules.patterns import PatternError, compile_pattern

WORDS = {"mother": ("母", "おかあさん"), "loop": ("<loop>",)}


def matches(pattern: str, text: str, *, spaced: bool = False) -> bool:
    return compile_pattern(pattern, WORDS, spaced=spaced).expression.search(text) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("<mother>が倒れ", "母が倒れた", True),
        ("<mother>が?倒れ", "おかあさん倒れた", True),
        ("ガス(くさ|臭)", "がす臭い", True),
        ("母~倒", "母が台所で倒れた", True),
        ("母~倒", "母がいます。父が倒れた", False),
        ("母~~~倒", "母がいます。倒れた", True),
        ("#日", "三日", True),
        ("^助けて$", "父を助けて", False),
        ("^助けて$", "はい、助けて。", True),
        ("死にたい!(く)", "死にたいくらい", False),
        ("!<(元|勇)気がない", "元気がない", False),
        ("!<(元|勇)気がない", "気がない", True),
    ],
)
def test_a_pattern_means_what_its_signs_say(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001
    assert matches(pattern, text) is expected


def test_words_of_spaced_languages_are_whole_words() -> None:
    assert matches("od", "od", spaced=True)
    assert not matches("od", "good morning", spaced=True)


@pytest.mark.parametrize(
    "pattern", ["(a", "a)", "<nobody>", "<loop>", "~~~~死", "~", "#", "!a", "!<(~)死", "~?死", ">死"]
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern, WORDS)


def test_every_match_holds_an_anchor() -> None:
    pattern = compile_pattern("<mother>が(倒|たお)れ", WORDS)
    assert any(anchor in "母がたおれた" for anchor in pattern.anchors)


def test_mistakes_are_told_all_at_once_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        '[[rule]]\nid = "x"\nlevel = "loud"\ndangers = []\nreason = "r"\nsource = "s"\npatterns = ["死"]\n'
        '[[rule]]\nid = "y"\nlevel = "urgent"\ndangers = []\nreason = "r"\nsource = "s"\npatterns = ["(死"]\n',
        encoding="utf-8",
    )
    (tmp_path / "b.toml").write_text("[[mask]\n", encoding="utf-8")
    with pytest.raises(RulesError) as told:
        load_rules(tmp_path)
    lines = str(told.value).splitlines()
    assert any(line.startswith("a.toml:2:") and "loud" in line for line in lines)
    assert any(line.startswith("a.toml:14:") for line in lines)
    assert any(line.startswith("b.toml:") and "line 1" in line for line in lines)


def test_every_rule_says_why_and_where_from() -> None:
    rules = load_rules()
    for index in (rules.rules, rules.foreign):
        assert all(rule.reason and rule.source for rule in index.items)


def test_lists_for_other_languages_are_marked_as_read_by_no_native_speaker() -> None:
    assert all(not rule.reviewed for rule in load_rules().foreign.items)

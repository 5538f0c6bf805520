"""What a municipality may reword: the rules hold for our own sentences, and refuse what would do harm."""

import pytest

from bot.texts import load_texts
from bot.texts.reading import LANGUAGES
from bot.texts.wording import WordingFault, faults_of, tidy_sentence, wording_rules

RULES, TEXTS = wording_rules(), load_texts()
SPOKEN = [key for key in tuple(TEXTS.keys()) if RULES.is_spoken(key)]
OPEN = [key for key in SPOKEN if not RULES.protection(key)]
WHAT = "resident.hello.what"


def faults(key: str, sentence: str) -> set[WordingFault]:
    return {one.fault for one in faults_of(RULES, key, sentence, TEXTS.sentence(key))}


@pytest.mark.parametrize("key", OPEN)
def test_every_common_sentence_keeps_the_rules(key: str) -> None:
    assert faults(key, TEXTS.sentence(key)) == set()


@pytest.mark.parametrize("key", OPEN)
def test_every_field_of_a_sentence_has_an_example(key: str) -> None:
    assert TEXTS.fields(key) <= set(RULES.examples)


@pytest.mark.parametrize("start", [*RULES.protected, *RULES.needed, *RULES.buttons])
def test_every_rule_means_a_sentence_that_exists(start: str) -> None:
    assert any(key.startswith(start) for key in SPOKEN)


@pytest.mark.parametrize("why", sorted({*RULES.protected.values(), "language"}))
def test_every_protection_says_why(why: str) -> None:
    assert TEXTS.has(f"wording.why.{why}")


@pytest.mark.parametrize("fault", list(WordingFault))
def test_every_fault_has_its_sentence(fault: WordingFault) -> None:
    assert TEXTS.has(f"wording.fault.{fault.value}")


def test_every_group_of_sentences_has_a_name() -> None:
    groups = {
        key.partition(".")[0] if key.count(".") == 1 else "_".join(key.split(".")[:2]) for key in SPOKEN
    }
    missing = {group for group in groups if not TEXTS.has(f"wording.group.{group}")}
    assert missing - set(LANGUAGES) == set()


@pytest.mark.parametrize(
    "key",
    [
        "resident.danger.fire",
        "resident.danger_other.no_food",
        "resident.safety.neutral",
        "resident.reads.nobody",
        "resident.hello.not_emergency",
        "resident.privacy.erase_done",
        "en.numbers",
    ],
)
def test_what_keeps_people_safe_is_protected(key: str) -> None:
    assert RULES.protection(key)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("", WordingFault.EMPTY),
        ("あ" * 201, WordingFault.TOO_LONG),
        ("あ" * 195 + "{town}", WordingFault.TOO_LONG),
        ("あ" * 10_000_000, WordingFault.TOO_LONG),
        ("{town", WordingFault.BRACES),
        ("{town.__class__}", WordingFault.BRACES),
        ("{town!r}", WordingFault.BRACES),
        ("{secret}です", WordingFault.FIELDS),
        ("困ったら 0120-279-338 へ", WordingFault.NUMBER),
        ("困ったら ０９９９ー００ー１０００ へ", WordingFault.NUMBER),
        ("困ったら #7119 へ", WordingFault.NUMBER),
        ("職員がすぐに読みます。", WordingFault.READERS),
        ("あとで折り返します。", WordingFault.READERS),
        ("こんにちは\u202eです", WordingFault.SIGNS),
        ("こんにちは\x00", WordingFault.SIGNS),
        ("こんにちは\ud800", WordingFault.SIGNS),
    ],
)
def test_what_would_do_harm_is_refused(sentence: str, fault: WordingFault) -> None:
    assert fault in faults(WHAT, sentence)


@pytest.mark.parametrize(
    "sentence", ["こんにちは。{town}です。", "<b>やあ</b>", "=1+1", "119か110へ", "👨‍👩‍👧" * 60]
)
def test_what_does_no_harm_is_let_through(sentence: str) -> None:
    assert faults(WHAT, sentence) == set()


def test_a_button_stays_short() -> None:
    assert faults("resident.button.wrong", "あ" * 21) == {WordingFault.TOO_LONG}
    assert faults("resident.button.wrong", "あ" * 20) == set()


def test_an_alert_keeps_what_makes_it_usable_without_clicking() -> None:
    assert faults("alert.line.raised", "相談 {number}番 {deadline} {link}") == {WordingFault.NEEDED}


def test_where_somebody_is_on_duty_a_sentence_may_say_so() -> None:
    assert faults("resident.hello.readers_on_duty", "職員が読みます。") == set()


def test_line_breaks_become_one_kind_and_the_ends_are_trimmed() -> None:
    assert tidy_sentence("\r\n あ\r\nい\rう \n") == "あ\nい\nう"

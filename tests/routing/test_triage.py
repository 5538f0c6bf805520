"""Triage: the verdict on a message, whatever its spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.triage import assess
from routing.triage_rules import load_rules
from routing.urgency import Danger, Level, Triage, Voice

RULES = load_rules()


def verdict(text: str) -> Triage:
    return assess(text, RULES)


def test_a_plain_worry_is_normal_and_names_no_rule() -> None:
    assert verdict("庭の草を刈ってくれる人を探しています") == Triage(voice=Voice.UNCLEAR)


def test_a_light_bulb_is_for_today_and_alerts_nobody() -> None:
    found = verdict("電球が切れて困っちゅう")
    assert (found.level, found.alert) == (Level.SAME_DAY, False)


def test_danger_is_seen_in_every_spelling() -> None:
    for text in (
        "死にたい",
        "しにたい",
        "シニタイ",
        "ｼﾆﾀｲ",
        "死 に た い",
        "し\nに\nた\nい",
        "死にたーーい",
        "タヒにたい",
        "死に\u200bたい",
    ):
        assert verdict(text).level is Level.EMERGENCY, text


def test_a_third_person_is_as_urgent_as_the_writer() -> None:
    assert verdict("友達が死にたいと言っています").level is verdict("死にたいです").level
    assert verdict("友達が死にたいと言っています").voice is Voice.OTHER


def test_a_denied_wish_keeps_its_subject_for_the_queue() -> None:
    found = verdict("死にたいわけではありません。少し疲れました")
    assert (found.alert, found.danger_topic) == (False, True)


def test_a_denied_wish_that_still_shows_is_urgent() -> None:
    assert verdict("死にたいわけではないけど消えたい").level is Level.URGENT


def test_a_question_in_the_form_of_a_denial_is_no_denial() -> None:
    assert verdict("これは熱中症じゃないでしょうか、父が倒れています").alert
    assert verdict("隣が火事じゃないか、煙が出ている").alert


def test_a_denial_in_one_sentence_does_not_cancel_danger_in_another() -> None:
    assert verdict("火事ではありません。でも父が倒れて息をしていません").level is Level.EMERGENCY


def test_danger_in_the_middle_of_a_long_message_is_found() -> None:
    before = "いつもお世話になります。先日は草刈りをありがとうございました。" * 20
    after = "それから回覧板のことですが、来月でかまいません。" * 20
    assert verdict(f"{before}実は主人が暴力をふるうので家を出たいです。{after}").alert


def test_a_child_who_writes_is_seen_as_one() -> None:
    found = verdict("お母さんがたたく。いえにかえりたくない")
    assert found.alert
    assert found.minor
    assert Danger.CHILD_ABUSE in found.dangers


def test_a_person_who_hides_is_seen_as_one_who_cannot_speak() -> None:
    assert verdict("夫が暴れている。トイレに隠れて書いています").cannot_speak


def test_a_bereavement_is_a_subject_and_no_alert() -> None:
    found = verdict("二年前に弟を自殺で亡くしました")
    assert (found.alert, found.danger_topic) == (False, True)


def test_the_language_of_a_message_is_told_and_an_unknown_one_is_und() -> None:
    assert verdict("I want to die").language == "en"
    assert verdict("救命，我不想活了").language == "zh"
    assert verdict("Мне нужна помощь").language == "und"
    assert verdict("こんにちは").language == "ja"


def test_a_chinese_word_list_leaves_japanese_sentences_alone() -> None:
    assert not verdict("食中毒の予防を知りたい").alert


def test_rules_are_named_strongest_first() -> None:
    assert verdict("今日中に電球を替えて。父が倒れています").rules[0] == "medical.collapse"


def test_nothing_and_nonsense_are_normal() -> None:
    for text in ("", " ", "\n\n", "😀", "。。。", "\u202eabc", "\x00", "\ud800", "<b>", "ー" * 5000):
        assert verdict(text).level is Level.NORMAL, repr(text)


@given(st.text(max_size=300))
def test_any_text_has_a_verdict(text: str) -> None:
    found = verdict(text)
    assert found.alert == (found.level in {Level.EMERGENCY, Level.URGENT})


@given(st.text(alphabet="死しにたい。、ないわけでは消え笑\n ", max_size=80))
def test_any_arrangement_of_words_of_danger_has_a_verdict(text: str) -> None:
    assert verdict(text).level in set(Level)


@pytest.mark.parametrize(
    "text",
    [
        "先月退院しましたが、また胸が痛くて息ができません",
        "父は元気にしていますが、母が倒れました",
        "テレビを見ていたら急に右手が動かなくなりました",
        "おととし倒れた夫が、今朝また倒れました",
        "彼は包丁を持っていました。いま外にいます",
        "講習は受けたけど、夫が息をしていません",
    ],
)
def test_an_old_or_settled_event_never_hides_a_present_one(text: str) -> None:
    assert assess(text, RULES).alert


def test_every_pattern_of_the_shipped_rules_compiles() -> None:
    indexes = (RULES.rules, RULES.foreign, RULES.frames, RULES.turns, RULES.masks, RULES.signals)
    for index in indexes:
        for item in index.items:
            assert all(pattern.expression.pattern == pattern.body for pattern in item.patterns)

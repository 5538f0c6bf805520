from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.destinations import Category, DestinationId
from knowledge.entries import LearnedPhrase
from knowledge.hours import parse_hours
from routing.decision import DecisionKind, Flag
from routing.judge import Question
from tests.routing.judges import asked, desk, named, town

TOKYO = ZoneInfo("Asia/Tokyo")


def test_a_learned_phrase_counts_at_once_and_only_where_it_was_taught() -> None:
    judge = town(
        desk("A", "清掃課", Category.DAILY_LIVING, "ごみの集め方"),
        desk("B", "見守り隊", Category.ELDERLY, "年寄りの見守り"),
    )
    question = Question("ベランダの鳩よけを付けたい")
    taught = judge.with_learned([LearnedPhrase("A", "ベランダに鳩よけを付けてほしい")])
    assert named(taught.judge(question))[0] == "A"
    assert "教わった言い方に近い" in taught.judge(question).candidates[0].because
    assert named(judge.judge(question)) != ["A"] or judge.judge(question).candidates[0].confidence < 0.3


def test_what_was_learned_cannot_drown_a_desk_whose_phrase_fits_exactly() -> None:
    judge = town(
        desk("A", "清掃課", Category.DAILY_LIVING, "ごみの集め方"),
        desk("B", "見守り隊", Category.ELDERLY, "一人暮らしの母の見守りを頼みたい"),
    )
    taught = judge.with_learned([LearnedPhrase("A", f"母のごみの見守り {number}") for number in range(50)])
    assert named(taught.judge(Question("一人暮らしの母の見守りを頼みたい")))[0] == "B"


def test_learned_phrases_of_unknown_desks_are_left_out() -> None:
    judge = town(desk("A", "清掃課", Category.DAILY_LIVING, "ごみの集め方"))
    assert named(judge.with_learned([LearnedPhrase("ZZZ", "なにか")]).judge(Question("ごみの集め方"))) == [
        "A"
    ]


def test_what_was_ruled_out_is_not_matched() -> None:
    decision = asked("kochi", "介護ではなくて草むしりを頼みたい")
    assert named(decision)[0] == "D003-001"
    assert Flag.NEGATED in decision.flags


def test_a_misspelt_name_is_found_and_said_so() -> None:
    decision = asked("kochi", "民正委員さんに来てほしい")
    assert named(decision)[0] == "D003-006"
    assert Flag.MISSPELT in decision.flags
    assert any("似た言葉" in reason for reason in decision.candidates[0].because)


def test_a_meaning_of_the_thesaurus_stands_among_the_reasons() -> None:
    decision = asked("kochi", "除草を頼みたい")
    assert any("同じ意味の言葉" in reason and "草取り" in reason for reason in decision.candidates[0].because)


@pytest.mark.parametrize(
    ("text", "right"),
    [("でんきゅうが きれました", "D003-006"), ("くさむしりを たのみたい", "D003-001")],
)
def test_hiragana_alone_is_understood(text: str, right: str) -> None:
    assert named(asked("kochi", text))[0] == right


def test_dialect_is_understood() -> None:
    assert named(asked("kochi", "庭の草がようけ生えちゅうき、誰ぞ抜いてくれんろうか"))[0] == "D003-001"


def test_an_open_desk_goes_before_a_closed_one_of_the_same_words() -> None:
    words = "夜に話を聞いてほしいことがある"
    closed = replace(desk("A", "昼の窓口", Category.HEALTH, words), hours=parse_hours("mon-fri 09:00-17:00"))
    opened = replace(desk("B", "夜の窓口", Category.HEALTH, words), hours=parse_hours("daily 18:00-23:00"))
    evening = datetime(2026, 11, 24, 20, 0, tzinfo=TOKYO)
    judge = town(closed, opened)
    assert named(judge.judge(Question(words, at=evening)))[0] == "B"
    assert set(named(judge.judge(Question(words)))) == {"A", "B"}


def test_a_desk_counts_only_while_its_row_is_valid() -> None:
    ended = replace(desk("A", "給付金の窓口", Category.POVERTY, "給付金の申請"), valid_to=date(2026, 3, 31))
    judge = town(ended, desk("B", "総合窓口", Category.WELFARE_GENERAL, "申請のこと"))
    later = datetime(2026, 4, 1, 9, 0, tzinfo=TOKYO)
    assert "A" not in named(judge.judge(Question("給付金の申請", at=later)))
    assert named(judge.judge(Question("給付金の申請")))[0] == "A"


def test_the_options_of_a_question_fit_on_a_button() -> None:
    for text in ("家のことで困っている", "子どものこと", "お金のこと", "近くで話したい"):
        decision = asked("komae", text)
        if decision.kind in {DecisionKind.ASK, DecisionKind.CHOOSE}:
            assert 2 <= len(decision.options) <= 4
            assert all(0 < len(option.label) <= 20 and option.destinations for option in decision.options)


def test_bare_kanji_that_a_desk_knows_are_japanese() -> None:
    assert Flag.OTHER_LANGUAGE not in asked("kochi", "電球").flags


def test_the_family_told_of_one_by_one_is_more_than_a_desk_can_sort() -> None:
    text = "夫は仕事を失い、母は物忘れが進み、娘は学校に行かず、兄は酒ばかりです"
    decision = asked("komae", text)
    assert decision.kind is DecisionKind.HANDOVER
    assert Flag.MULTIPLE_NEEDS in decision.flags


def test_the_default_stands_last_where_nothing_fits() -> None:
    judge = town(
        desk("A", "清掃課", Category.DAILY_LIVING, "ごみの集め方"),
        desk("Z", "総合窓口", Category.WELFARE_GENERAL),
        default="Z",
    )
    decision = judge.judge(Question("宇宙船の操縦"))
    assert decision.kind is DecisionKind.HANDOVER
    assert DestinationId("Z") in [candidate.destination for candidate in decision.candidates]

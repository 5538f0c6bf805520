"""Whatever is typed, and however poor the knowledge base: a decision, never an exception."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.areas import AreaId
from knowledge.destinations import Category, DestinationId
from knowledge.entries import Entry, EntryId
from routing.decision import Decision
from routing.judge import Judge, Question, judge_of_entries
from tests.routing.judges import desk, judge_of, town

ODD = [
    "",
    "   \n\t　",
    "😀",
    "電球が切れた。" * 700,
    "\x00\x01\x02電球\x7f",
    "\u202e電球\u202cabc\u200f",
    "<script>alert(1)</script><b>電球</b>が切れた",
    "\ud800壊れた\udfff",
    "%s %d {0} '; DROP TABLE",
    "ー" * 300,
    "あ" * 5000,
    "🏳️‍🌈👨‍👩‍👧‍👦",
]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("slug", ["kochi", "hoozuki"])
def test_odd_messages_get_a_decision(slug: str, text: str) -> None:
    assert isinstance(judge_of(slug).judge(Question(text)), Decision)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=10)))
def test_any_text_and_any_area_get_a_decision(text: str, area: str | None) -> None:
    decision = judge_of("nanbu").judge(Question(text, AreaId(area) if area else None))
    assert len(decision.candidates) <= 10
    assert len({candidate.destination for candidate in decision.candidates}) == len(decision.candidates)


def _entry(number: int, title: str, *phrases: str) -> Entry:
    return Entry(EntryId(str(number)), DestinationId(f"d{number}"), title, "", phrases)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [_entry(1, "電球の取り替え")],
        [_entry(1, "電球"), _entry(2, "電球"), _entry(3, "電球")],
        [_entry(1, "")],
        [_entry(1, "。。。", "", "😀")],
    ],
    ids=["none", "one", "duplicates", "empty", "only signs"],
)
def test_poor_knowledge_bases_still_decide(entries: list[Entry]) -> None:
    judge = judge_of_entries(entries)
    for text in (*ODD[:4], "電球が切れた", "でんきゅう"):
        assert isinstance(judge.judge(Question(text)), Decision)


def test_one_entry_is_found_by_its_title() -> None:
    decision = judge_of_entries([_entry(1, "電球の取り替え")]).judge(Question("電球を取り替えたい"))
    assert [candidate.destination for candidate in decision.candidates] == ["1"]


def test_a_town_without_any_desk_decides_too() -> None:
    judge = Judge(entries=(), destinations=(desk("X", "休止中の窓口", Category.HEALTH),), default=None)
    assert isinstance(judge.judge(Question("電球が切れた")), Decision)


def test_a_desk_without_phrases_is_found_by_its_name() -> None:
    judge = town(desk("A", "移動図書館", Category.EDUCATION), desk("B", "清掃課", Category.DAILY_LIVING))
    assert judge.judge(Question("移動図書館はいつ来ますか")).candidates[0].destination == "A"

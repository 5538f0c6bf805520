"""Tokens, dialect and thesaurus: from a sentence to words and meanings."""

import subprocess
import sys

import pytest

from knowledge.dialect import load_dialect
from knowledge.thesaurus import Group, ThesaurusError, load_thesaurus, make_thesaurus, parse_groups
from knowledge.tokens import analyse, content_lemmas


def meanings(text: str) -> set[str]:
    return {meaning.concept.lstrip("§") for meaning in load_thesaurus().meanings(analyse(text).words)}


def test_helpers_and_stop_words_are_left_out() -> None:
    assert content_lemmas("電球が切れて困っています") == ["電球", "切れる"]


def test_a_verb_that_is_denied_is_marked_through_its_helpers() -> None:
    marked = {word.lemma for word in analyse("部屋から出てこない").words if word.negated}
    assert "出る" in marked


@pytest.mark.parametrize(
    ("spoken", "plain"),
    [
        ("草が伸びちゅう", "草が伸びている"),
        ("困っちゅうき、来て", "困っているから、来て"),
        ("誰に頼んだらえいろうか", "誰に頼んだら良いでしょうか"),
        ("米がみてた", "米がなくなった"),
        ("教えてつかあさい", "教えてください"),
        ("年じゃけぇ", "年だから"),
    ],
)
def test_dialect_becomes_plain_japanese(spoken: str, plain: str) -> None:
    assert load_dialect().rewrite(spoken) == plain


@pytest.mark.parametrize("text", ["有名な人", "自由に使える", "夕方", "きのこ", "一日中", "地球儀"])
def test_plain_japanese_is_left_alone(text: str) -> None:
    assert load_dialect().rewrite(text) == text


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("除草をお願いしたい", "草取り"),
        ("蛍光灯が切れた", "電球"),
        ("息子が部屋から全然出てこない", "ひきこもり"),
        ("母がボケてきた", "認知症"),
        ("車に乗れなくなった", "免許返納"),
        ("学校に行けていません", "不登校"),
        ("米がなくなりました", "食べ物がない"),
    ],
)
def test_neighbourhood_words_share_a_meaning(text: str, group: str) -> None:
    assert group in meanings(text)


@pytest.mark.parametrize(
    ("text", "group"),
    [("部屋を出てきた", "ひきこもり"), ("学校に行っています", "不登校"), ("車に乗れます", "免許返納")],
)
def test_the_opposite_has_not_that_meaning(text: str, group: str) -> None:
    assert group not in meanings(text)


def test_the_thesaurus_holds_several_hundred_groups_and_no_name_twice() -> None:
    groups = load_thesaurus().groups
    assert len(groups) >= 300
    assert len({group.name for group in groups}) == len(groups)


def test_faulty_rows_are_named_with_their_line() -> None:
    with pytest.raises(ThesaurusError, match="line 2"):
        parse_groups(["group,field,words", ",,a|b"])
    with pytest.raises(ThesaurusError, match=r"line 3.*twice"):
        parse_groups(["group,field,words", "草取り,,草むしり", "草取り,,除草"])
    with pytest.raises(ThesaurusError, match="no field"):
        parse_groups(["group,field,words", "草取り,nowhere,草むしり"])


def test_a_member_of_stop_words_alone_is_left_out() -> None:
    assert not list(make_thesaurus([Group("する", ("する",))]).meanings(analyse("するする").words))


def test_importing_the_tokens_does_not_load_the_dictionary() -> None:
    code = "import sys, knowledge.tokens, knowledge.thesaurus; sys.exit('sudachipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

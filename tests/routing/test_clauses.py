import pytest

from knowledge.tokens import analyse
from routing.clauses import cut


def kept(text: str) -> set[str]:
    return {word.lemma for word in cut(analyse(text)).whole.telling}


@pytest.mark.parametrize(
    ("text", "gone", "stays"),
    [
        ("介護ではなくて草むしりを頼みたい", "介護", "草むしり"),
        ("ごみの話じゃなくて、庭木の剪定のことです", "塵", "剪定"),
        ("病院の送迎はいいので、買い物を手伝ってほしい", "送迎", "買い物"),
        ("お金の相談ではありません。話し相手がほしい", "金", "相手"),
    ],
)
def test_what_is_ruled_out_leaves_the_query(text: str, gone: str, stays: str) -> None:
    assert gone not in kept(text)
    assert stays in kept(text)


@pytest.mark.parametrize(
    "text", ["認知症ではないでしょうか", "これは虐待ではないか", "電球が切れた", "眠れない"]
)
def test_a_doubt_or_a_trouble_is_not_ruled_out(text: str) -> None:
    assert not cut(analyse(text)).negated


def test_a_long_message_is_cut_and_a_short_one_is_not() -> None:
    long = (
        "はじめまして。主人を亡くして三年になります。庭の草が伸びて困っています。それから、電球が切れたままです。"
        * 2
    )
    assert len(cut(analyse(long)).parts) >= 3
    assert cut(analyse("電球が切れた")).parts == ()

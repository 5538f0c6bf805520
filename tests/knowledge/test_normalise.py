import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.normalise import has_kanji, normalise, to_hiragana, to_katakana


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("電球が切れたｗｗｗ", "電球が切れた"),
        ("困ったーーー！！！", "困った!"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("つらい😢😢\n助けて…", "つらい。助けて"),
        ("<b>電球</b>", "電球"),
        ("ﾃﾞﾝｷｭｳ", "デンキュウ"),
        ("お金がない(泣)", "お金がない"),
        ("\ud800a\x00b", "ab"),
        ("www", ""),
        ("", ""),
    ],
)
def test_what_residents_type_becomes_plain(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


def test_a_word_that_holds_a_w_is_kept() -> None:
    assert normalise("wifiが切れる") == "wifiが切れる"


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet=st.characters(min_codepoint=0x3041, max_codepoint=0x3096)))
def test_kana_go_there_and_back(text: str) -> None:
    assert to_hiragana(to_katakana(text)) == text


def test_kanji_are_seen() -> None:
    assert has_kanji("でん球")
    assert not has_kanji("でんきゅう、デンキュウ、123")

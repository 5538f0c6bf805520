from hypothesis import given
from hypothesis import strategies as st

from bot.line.fit import clean, shorten, split
from bot.line.units import clusters, graphemes, units

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
FLAG = "🇯🇵"
PIECES = ["あ", "a", " ", "\n", "。", FAMILY, FLAG, "か\u3099", "😀", "ن", "\u202e"]
ODD = st.lists(st.sampled_from(PIECES), max_size=120).map("".join)


def test_units_and_graphemes_count_as_line_does() -> None:
    assert (units("あ"), units("😀"), units(FAMILY)) == (1, 2, 11)
    assert (graphemes("あ😀"), graphemes(FAMILY), graphemes(FLAG), graphemes("か\u3099")) == (2, 1, 1, 1)


def test_what_fits_is_left_as_it_is() -> None:
    assert shorten("電球が切れた", most_units=6) == "電球が切れた"


def test_what_is_too_long_ends_with_a_sign_that_something_is_missing() -> None:
    assert shorten("電球が切れて困っています", most_units=5) == "電球が切…"
    assert shorten("電球が切れて困っています", most_units=99, most_graphemes=5) == "電球が切…"


def test_a_family_is_never_torn_apart() -> None:
    assert shorten("あ" + FAMILY + "い", most_units=12) == "あ…"
    assert shorten(FAMILY * 3, most_units=100, most_graphemes=2) == FAMILY + "…"


def test_one_endless_character_is_cut_rather_than_refused() -> None:
    endless = "e" + "\u0301" * 500
    assert units(shorten(endless, most_units=20)) <= 20
    assert "".join(split(endless, most_units=100)) == endless


def test_long_text_is_cut_where_a_reader_pauses() -> None:
    assert split("はじめの文です。つぎの文です。", most_units=10) == ["はじめの文です。", "つぎの文です。"]
    assert split("前の段落\n\n後の段落", most_units=8) == ["前の段落", "後の段落"]


def test_nothing_to_say_gives_no_bubble() -> None:
    assert split(" \n ", most_units=10) == []


def test_what_line_refuses_or_what_turns_numbers_around_is_left_out() -> None:
    assert clean("\ud83dあ\x00い\u202eう\r\nえ ") == "あいう\nえ"


@given(ODD, st.integers(min_value=2, max_value=40), st.integers(min_value=1, max_value=20))
def test_shortened_text_keeps_both_limits_and_whole_characters(text: str, most: int, few: int) -> None:
    short = shorten(text, most_units=most, most_graphemes=few)
    assert units(short) <= most
    assert graphemes(short) <= few
    if short != text and any(units(piece) < most for piece in clusters(text)[:1]):
        assert text.startswith(short.removesuffix("…"))


@given(ODD, st.integers(min_value=12, max_value=60))
def test_split_text_loses_nothing_but_the_blanks_between(text: str, most: int) -> None:
    pieces = split(text, most_units=most)
    assert all(0 < units(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())

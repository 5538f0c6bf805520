from datetime import datetime, time
from pathlib import Path

import pytest

from bot.texts import MissingTextError, TextsError, load_texts, opening_said, when_said
from bot.texts.fields import FieldsError, fields_of
from knowledge.hours import parse_hours
from tests.bot.texts.moments import TOKYO, tokyo

TEXTS = load_texts()


def test_a_sentence_is_said_with_its_fields() -> None:
    assert "ほおずき市の相談窓口" in TEXTS.say("resident.hello.what", town="ほおずき市")


def test_an_unfilled_field_is_a_mistake_in_the_code() -> None:
    with pytest.raises(MissingTextError, match="town"):
        TEXTS.say("resident.hello.what")


def test_an_unknown_key_is_a_mistake_in_the_code() -> None:
    with pytest.raises(MissingTextError, match=r"resident\.nothing"):
        TEXTS.say("resident.nothing")


def test_standing_fields_hold_for_every_sentence() -> None:
    own = TEXTS.standing(town="ほおずき市", telephone="0999-00-1000")
    assert "0999-00-1000" in own.say("resident.hello.telephone")
    assert "別の町" in own.say("resident.hello.again", town="別の町")


def test_a_field_may_hold_braces_without_harm() -> None:
    assert "{0.__class__}" in TEXTS.say("resident.hello.again", town="{0.__class__}")


@pytest.mark.parametrize(
    "sentence", ["{town.__class__}", "{0}", "{}", "{town!r}", "{town:>9}", "{town", "town}"]
)
def test_a_sentence_cannot_reach_into_the_program(sentence: str) -> None:
    with pytest.raises(FieldsError):
        fields_of(sentence)


def test_a_municipality_words_a_sentence_differently(tmp_path: Path) -> None:
    own = tmp_path / "texts.toml"
    own.write_text('[resident.hello]\nwhat = "ようこそ。"\n', encoding="utf-8")
    assert load_texts(overrides=own).say("resident.hello.what", town="x") == "ようこそ。"
    assert TEXTS.say("resident.hello.what", town="x") != "ようこそ。"


def test_a_profile_without_own_texts_gets_the_common_ones(tmp_path: Path) -> None:
    assert load_texts(overrides=tmp_path / "texts.toml").has("resident.hello.what")


def test_every_mistake_of_an_override_is_named_with_file_and_line(tmp_path: Path) -> None:
    own = tmp_path / "texts.toml"
    own.write_text(
        '[resident.hello]\nwhat = "{person}さん"\nwhot = "a"\nagain = "{town"\n\n[resident.help]\ntext = 3\n',
        encoding="utf-8",
    )
    with pytest.raises(TextsError) as caught:
        load_texts(overrides=own)
    mistakes = "\n".join(caught.value.mistakes)
    for line, word in ((2, "person"), (3, "whot"), (4, "again"), (7, "resident.help.text")):
        assert any(f"texts.toml:{line}:" in m and word in m for m in caught.value.mistakes), mistakes


def test_an_override_that_is_not_toml_is_named(tmp_path: Path) -> None:
    own = tmp_path / "texts.toml"
    own.write_text("[resident\n", encoding="utf-8")
    with pytest.raises(TextsError, match=r"texts\.toml"):
        load_texts(overrides=own)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 20, 17, 0, tzinfo=TOKYO), "今日17:00"),
        (datetime(2026, 11, 21, 8, 30, tzinfo=TOKYO), "明日8:30"),
        (datetime(2026, 11, 24, 8, 30, tzinfo=TOKYO), "11月24日（火）8:30"),
    ],
)
def test_moments_are_said_as_people_say_them(moment: datetime, said: str) -> None:
    assert when_said(TEXTS, moment, tokyo(2026, 11, 20, 9, 0)) == said


@pytest.mark.parametrize(
    ("hours", "now", "said"),
    [
        ("mon-fri 08:30-17:15", tokyo(2026, 11, 20, 9, 0), "いま開いています（17:15まで）"),
        ("mon-fri 08:30-17:15", tokyo(2026, 11, 19, 18, 0), "いまは閉まっています。次は明日8:30です"),
        ("daily 24h", tokyo(2026, 11, 20, 3, 0), "いつでも開いています"),
        ("fri 18:00-24:00", tokyo(2026, 11, 20, 19, 0), "いま開いています（夜中の0時まで）"),
        ("mon 09:00-10:00; closed 01-01..12-31", tokyo(2026, 11, 20, 9, 0), "いまは閉まっています"),
        ("", tokyo(2026, 11, 20, 9, 0), "開いている時間は、電話で聞いてください"),
    ],
)
def test_opening_hours_are_said_as_people_say_them(hours: str, now: datetime, said: str) -> None:
    assert opening_said(TEXTS, parse_hours(hours), now) == said


def test_the_end_of_the_day_is_not_said_as_a_minute_before() -> None:
    assert "59" not in opening_said(TEXTS, parse_hours("fri 18:00-24:00"), tokyo(2026, 11, 20, 19, 0))
    assert time.max.minute == 59

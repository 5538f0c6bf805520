"""What tells who somebody is goes; what tells the matter stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.personal_data import LONGEST, teachable, without_personal_data

GOES = [
    ("母の花子が夜中に歩き回ります", "花子"),
    ("山田太郎といいます。草むしりがつらい", "山田"),
    ("となりの田中さんの木が倒れそう", "田中"),
    ("ヤマダさんの犬がうるさい", "ヤマダ"),
    ("ひなたちゃんを預けたい", "ひなた"),
    ("私の名前はぽんたです、電球が替えられない", "ぽんた"),
    ("ぽぽりんと申します。墓の草が伸びた", "ぽぽりん"),
    ("グエンさんが日本語で困っている", "グエン"),
    ("0999-01-2345に電話をください。草が伸びた", "2345"),
    ("電話は0999 01 2345です", "2345"),
    ("番号は09990012345", "0012345"),
    ("０９９９－０１－２３４５に折り返して", "2345"),
    ("返事は hana@example.jp まで", "example"),
    ("lineのidはhana_99です、草が伸びた", "hana_99"),
    ("https://example.jp/hana を見て", "example"),
    ("〒999-0001に住んでいます", "0001"),
    ("ほおずき町3丁目4番5号の坂がきつい", "3丁目"),
    ("中央2-14-3の空き家が心配", "14-3"),
    ("コーポ朝倉203号室の電球", "203"),
    ("サンハイツの階段がつらい", "サンハイツ"),
    ("朝倉小学校に行きたがらない", "朝倉"),
    ("さくら保育園に入れない", "さくら"),
    ("82歳の母の介護", "82"),
    ("八十二歳の父が免許を返したがらない", "八十二"),
    ("80代の母が転んだ", "80"),
    ("昭和20年5月3日生まれの父", "昭和"),
    ("11月3日に退院します", "3日"),
    ("口座番号1234567が止められた", "1234567"),
    ("マイナンバー1234 5678 9012 をなくした", "5678"),
]
STAYS = [
    "8050問題で悩んでいます",
    "大家さんに出て行けと言われた",
    "看護師さんに相談したい",
    "お母さんがぼけてきた",
    "近くの病院まで行けない",
    "アパートの電球が切れた",
    "市営住宅に入りたい",
    "小学校の給食費が払えない",
    "年金6万円で暮らせない",
    "林が茂って暗い",
    "3人の子どもを育てています",
    "庭の草むしりがつらい",
]


@pytest.mark.parametrize(("text", "gone"), GOES)
def test_what_tells_who_somebody_is_goes(text: str, gone: str) -> None:
    assert gone not in without_personal_data(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_tells_the_matter_stays(text: str) -> None:
    assert without_personal_data(text) == text


def test_the_matter_is_still_there_without_the_person() -> None:
    said = "たなかです。82歳の母がほおずき町1丁目で一人暮らし、庭の草が伸びて困っています。0999-01-2345"
    left = teachable(said)
    assert "庭の草が伸びて困っています" in left
    assert not any(part in left for part in ("たなか", "82", "1丁目", "2345"))


def test_nothing_is_taught_where_only_the_person_is_left() -> None:
    assert teachable("田中です") in {"", "○○です"}
    assert teachable("0999-01-2345") == teachable("!?") == teachable("") == ""


def test_a_long_text_is_cut_at_a_sentence() -> None:
    long = "庭の草が伸びて困っています。" * 40
    assert len(teachable(long)) <= LONGEST
    assert teachable(long).endswith("困っています")


@given(st.text(max_size=200))
def test_any_text_is_taken_and_a_second_time_finds_no_digits_that_the_first_left(text: str) -> None:
    once = without_personal_data(text)
    assert sum(sign.isdigit() for sign in without_personal_data(once)) <= sum(map(str.isdigit, once))


@given(st.from_regex(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}", fullmatch=True))
def test_no_telephone_number_is_left_however_it_is_grouped(number: str) -> None:
    assert not any(sign.isdigit() for sign in without_personal_data(f"連絡は{number}までください"))

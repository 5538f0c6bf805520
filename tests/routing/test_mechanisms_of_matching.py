"""The acceptance checks that matching answers for, by the numbers of their mechanisms."""

import pytest

from knowledge.areas import AreaId
from knowledge.destinations import Category, Status
from routing.decision import DecisionKind, Flag
from routing.judge import Question
from tests.routing.judges import asked, desk, judge_of, named, town, two_districts

SILVER, SENIORS, COUNCIL, COMMISSIONER = "D003-001", "D003-002", "D003-005", "D003-006"
PUBLISHED = [
    ("不燃物の当番を代理でしてくれる所はないか。", SILVER),
    (
        "母の介護をしていた父が入院。退院後、自営業の継続が難しく生活が成り立たない。相談者は経済的援助は困難。",
        SENIORS,
    ),
    ("自宅のソファを香南市まで運びたい。費用や業者等について知りたい。", COUNCIL),
    ("自宅近くの集いの場を教えて欲しい。", COUNCIL),
    ("寝室の電球が切れて困っている。電気屋もわからないし、誰に相談したらいいかわからない。", COMMISSIONER),
]
PARAPHRASES = [
    ("ふねんぶつの とうばんを かわりに して ほしい", SILVER),
    ("不燃ごみの立ち番を代わってくれるところはありませんか", SILVER),
    ("不撚物の当番の日に出られない。代わりの人がほしい", SILVER),
    ("来週の不燃物当番、だれか代理を頼めませんでしょうか", SILVER),
    ("ごみ当番やれん。代理おらん？", SILVER),
    ("ちちが にゅういんして ははの かいごを する ひとが いません", SENIORS),
    ("介護をしてきた父が倒れて入院しました。母をみる者がおらず店も続けられません", SENIORS),
    ("親父が入院した。おふくろの介護もあるし商売どころじゃない", SENIORS),
    ("母の介語を父がしていましたが入院しました。仕事も続きそうにありません", SENIORS),
    ("父が退院してくるが母の介護はもう無理だと思う。生活が立ち行かない", SENIORS),
    ("そふぁを となりの しまで はこびたいです", COUNCIL),
    ("ソファーを市外の家へ運びたいのですが、いくらくらいかかりますか", COUNCIL),
    ("使っているソファを香南市の実家まで運んでくれる人いる？", COUNCIL),
    ("ソファの運般を頼みたい。費用も知りたい", COUNCIL),
    ("大きい家具をとなり町まで持っていきたい。どんな業者があるのか教えていただけますか", COUNCIL),
    ("いえの ちかくの つどいの ばを しりたい", COUNCIL),
    ("近所にみんなで集まれる場所があれば教えてください", COUNCIL),
    ("うちの近くに集いの場ってある？", COUNCIL),
    ("自宅の近くで集まりの場をさがしております", COUNCIL),
    ("自宅近くの集いのばしょを紹介してほしい", COUNCIL),
    ("しんしつの でんきゅうが きれて こまっています", COMMISSIONER),
    ("寝室の蛍光灯がつかなくなりました。電器店も知らず、どなたに聞けばよいのでしょう", COMMISSIONER),
    ("電球切れた。届かん。誰に言うたらえい？", COMMISSIONER),
    ("寝室の電求が切れて真っ暗です", COMMISSIONER),
    ("寝る部屋の明かりが消えたまま。電気屋さんの心当たりもない", COMMISSIONER),
]


@pytest.mark.parametrize(("text", "right"), PUBLISHED)
def test_s03_the_published_consultations_find_their_destination_first(text: str, right: str) -> None:
    assert named(asked("kochi", text), 1) == [right]


@pytest.mark.parametrize(("text", "right"), PARAPHRASES)
def test_s03_paraphrases_kept_out_of_the_phrases_stay_in_the_top_three(text: str, right: str) -> None:
    assert right in named(asked("kochi", text))


def test_s03_every_candidate_has_a_reason_and_at_most_ten_are_named() -> None:
    decision = asked("kochi", "庭の草が伸びて困っています")
    assert 1 <= len(decision.candidates) <= 10
    assert all(candidate.because for candidate in decision.candidates)
    assert all(0.0 <= candidate.confidence <= 1.0 for candidate in decision.candidates)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("認知症の母が夜になっても帰ってきません", {"D002-003", "D002-070"}),
        ("となりのお年寄りの姿をもう一週間見ていません", {"D002-003", "D002-070"}),
        ("上の部屋から子どもを叩く音と泣き声がします", {"D002-072", "D002-014"}),
        ("父が祖母に手をあげています", {"D002-003", "D002-070"}),
    ],
)
def test_s09_urgent_matters_name_the_desk_that_goes_out(text: str, right: set[str]) -> None:
    assert right.intersection(named(asked("komae", text)))


def test_s14_two_close_desks_are_offered_as_a_choice_with_both_names() -> None:
    judge = town(
        desk("A", "あおぞら作業所", Category.DISABILITY, "日中に通って作業をしたい"),
        desk("B", "ひなた作業所", Category.DISABILITY, "日中に通って作業をしたいです"),
    )
    decision = judge.judge(Question("日中に通って作業がしたい"))
    assert decision.kind in {DecisionKind.CHOOSE, DecisionKind.ASK}
    assert {option.label for option in decision.options} == {"あおぞら作業所", "ひなた作業所"}


@pytest.mark.parametrize(
    "text",
    [
        "隣の人が生活保護をもらいながら遊んでばかりいます。調べてください",
        "うちの裏の人が夜中にわざと大きな音を立てる。やめさせて",
    ],
)
def test_s14_an_accusation_of_a_neighbour_goes_to_a_person(text: str) -> None:
    decision = asked("komae", text)
    assert decision.kind is DecisionKind.HANDOVER
    assert Flag.ACCUSATION in decision.flags


def test_s14_a_worry_about_a_neighbour_is_no_accusation() -> None:
    decision = asked("kochi", "隣のおばあさんが最近弱ってきて心配です。見守りをお願いできますか")
    assert Flag.ACCUSATION not in decision.flags


def test_s19_a_desk_of_a_district_is_offered_inside_it_and_nowhere_else() -> None:
    judge = town(
        desk("L", "北浜よりあい", Category.COMMUNITY, "お茶を飲みながら話したい", area="north"),
        desk("T", "市のつどい課", Category.COMMUNITY, "集まりのことを聞きたい"),
        areas=two_districts(),
    )
    text = "お茶を飲みながら話したい"
    assert named(judge.judge(Question(text, AreaId("north-school"))))[0] == "L"
    assert "L" not in named(judge.judge(Question(text, AreaId("south-school"))))


def test_s19_an_unknown_area_uses_the_municipality_and_is_reported() -> None:
    judge = town(
        desk("L", "北浜よりあい", Category.COMMUNITY, "お茶を飲みながら話したい", area="north"),
        desk("T", "市のつどい課", Category.COMMUNITY, "お茶の集まりのことを聞きたい"),
        areas=two_districts(),
    )
    decision = judge.judge(Question("お茶を飲みながら話したい", AreaId("どこか遠く")))
    assert named(decision) == ["T"]
    assert Flag.AREA_UNKNOWN in decision.flags
    assert Flag.AREA_NEEDED in decision.flags


def test_s19_a_place_named_in_the_message_goes_before_the_area_known() -> None:
    judge = town(
        desk("N", "北浜サロン", Category.COMMUNITY, "集まりに行きたい", area="north", kind="salon"),
        desk("S", "南谷サロン", Category.COMMUNITY, "集まりに行きたい", area="south", kind="salon"),
        areas=two_districts(),
    )
    decision = judge.judge(Question("南谷で集まりに行きたい", AreaId("north")))
    assert named(decision) == ["S"]
    assert decision.area == "south"


def test_s20_the_csw_of_the_area_comes_first() -> None:
    text = "息子が長いことひきこもっています。家に来て話を聞いてもらえませんか"
    assert named(asked("komae", text, "こまえ苑"), 1) == ["D002-068"]


def test_s20_where_the_csw_is_only_planned_the_one_of_the_council_comes_first() -> None:
    text = "息子が長いことひきこもっています。家に来て話を聞いてもらえませんか"
    assert named(asked("komae", text, "こまえ正吉苑"), 1) == ["D002-066"]


def test_s39_who_asks_for_a_loan_hears_of_budget_and_food_too() -> None:
    found = named(asked("mimasaka", "生活費に困っとるけぇ、少しお金を借りたい"))
    assert found[0] in {"D004-025", "D004-029"}
    assert {"D004-019", "D004-022"} <= set(found)


def test_s39_the_rule_can_be_switched_off() -> None:
    desks = (
        desk("1", "小口資金貸付", Category.POVERTY, "お金を借りたい"),
        desk("2", "家計改善支援", Category.POVERTY, "家計簿のつけ方"),
        desk("3", "食糧支援", Category.POVERTY, "缶詰がほしい"),
    )
    question = Question("お金を借りたい")
    assert named(town(*desks).judge(question)) == ["1", "2", "3"]
    without = town(*desks).switched(referrals=())
    assert not {"2", "3"}.intersection(named(without.judge(question)))


def test_s42_care_work_and_money_at_once_are_flagged() -> None:
    assert Flag.MULTIPLE_NEEDS in asked("kochi", PUBLISHED[1][0]).flags


def test_s42_a_light_bulb_is_one_need() -> None:
    assert Flag.MULTIPLE_NEEDS not in asked("kochi", PUBLISHED[4][0]).flags


@pytest.mark.parametrize("slug", ["kochi", "komae", "mimasaka", "nanbu", "hoozuki"])
def test_s02_nothing_that_may_not_be_offered_is_ever_a_candidate(slug: str) -> None:
    judge = judge_of(slug)
    offered = {entry.desk for entry in judge.index.entries}
    for text in ("困っています", "子どものこと", "お金がない", "介護のこと", "ひきこもり", "障害の手帳"):
        assert set(named(judge.judge(Question(text)), 10)) <= offered


def test_s04_nothing_to_match_names_the_default_and_a_person() -> None:
    decision = asked("kochi", "ああああ")
    assert decision.kind is DecisionKind.HANDOVER
    assert Flag.NONSENSE in decision.flags
    assert COUNCIL in named(decision)


def test_s33_who_refuses_help_is_left_to_a_person() -> None:
    decision = asked("kochi", "支援はいりません")
    assert decision.kind is DecisionKind.HANDOVER
    assert Flag.REFUSES_HELP in decision.flags


def test_a_planned_desk_is_no_candidate_even_when_its_words_fit() -> None:
    judge = town(
        desk("P", "移送サービス", Category.MOBILITY, "病院へ送ってほしい", status=Status.PLANNED),
        desk("T", "交通課", Category.MOBILITY, "バスのことを聞きたい"),
    )
    assert "P" not in named(judge.judge(Question("病院へ送ってほしい")))

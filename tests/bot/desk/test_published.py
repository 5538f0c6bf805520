"""The five consultations that 高知市 has published, sent as residents would send them, and their urgency."""

import pytest

from routing.urgency import Level
from storage.database import Database
from tests.bot.desk.chat import Chat, open_desk

# 高知市地域福祉計画推進協議会 令和元年度第1回資料: the texts as printed, with the destination that is printed.
PUBLISHED = (
    ("不燃物の当番を代理でしてくれる所はないか。", "シルバー人材センター"),
    (
        "母の介護をしていた父が入院。退院後、自営業の継続が難しく生活が成り立たない。相談者は経済的援助は困難。",
        "高齢者支援センター",
    ),
    ("自宅のソファを香南市まで運びたい。費用や業者等について知りたい。", "高知市社会福祉協議会"),
    ("自宅近くの集いの場を教えて欲しい。", "高知市社会福祉協議会"),
    ("寝室の電球が切れて困っている。電気屋もわからないし、誰に相談したらいいかわからない。", "民生委員"),
)


@pytest.fixture
def kochi(database: Database) -> Chat:
    return open_desk(database, "kochi", on_duty=("hana",))


def first_named(chat: Chat, number: int) -> str:
    with chat.database.reading() as tx:
        answer = tx.answers.latest_of(chat.consultations(number=number)[0].id)
    assert answer is not None
    return chat.destination(answer.decision.candidates[0].destination)


def test_s03_the_published_consultations_are_answered_as_the_city_answered_them(kochi: Chat) -> None:
    for number, (text, destination) in enumerate(PUBLISHED, start=1):
        said = kochi.say(f"person-{number}", text)
        assert first_named(kochi, number).startswith(destination)
        assert destination in said
    assert len(kochi.consultations()) == 5
    assert [c.level for c in kochi.consultations()][-1] is Level.SAME_DAY
    assert kochi.consultations()[-1].urgency_rule.startswith("same_day.")
    kochi.wait(days=1)
    assert kochi.digest() == 1
    assert "新しい相談 5件" in kochi.heard("hana")


def test_s08_every_memo_keeps_the_rule_that_set_its_urgency(kochi: Chat) -> None:
    kochi.say("aki", "寝室の電球が切れて困っている")
    kochi.say("ben", "趣味の仲間がほしい")
    kochi.say("chie", "母が倒れて返事をしません")
    bulb, hobby, mother = kochi.consultations()
    assert (bulb.level, bulb.urgency_rule.split(".")[0]) == (Level.SAME_DAY, "same_day")
    assert (hobby.level, hobby.urgency_rule) == (Level.NORMAL, "none")
    assert mother.level is Level.EMERGENCY
    assert mother.urgency_rule.split(".")[0] not in {"none", "same_day"}

"""Asking once how it went: when it is asked, when never, and what the answers do."""

from datetime import datetime

import pytest

from bot.clock import TOKYO, tokyo
from routing.consultation import ConsultationState, MatchStatus, Outcome
from tests.bot.desk.chat import Chat

GRASS = "庭の草を刈ってくれる人をさがしています"
ASKED = "その後いかがですか"


def asked(chat: Chat, person: str = "aki") -> int:
    return sum(ASKED in str(sent.messages) for sent in chat.sent_to(person))


def test_it_is_asked_once_after_some_days_at_a_decent_hour_of_a_working_day(chat: Chat) -> None:
    # A Thursday evening: four days later the offices are closed already, so it is Tuesday morning.
    chat.clock.set(datetime(2026, 11, 26, 18, 30, tzinfo=TOKYO))
    chat.say("aki", GRASS)
    chat.wait(days=3, hours=23)
    assert asked(chat) == 0
    chat.wait(hours=2)
    assert asked(chat) == 0
    chat.wait(hours=15)
    assert asked(chat) == 1
    assert tokyo(chat.clock.now()).hour in range(10, 17)
    chat.wait(days=30)
    assert asked(chat) == 1


def test_connected_ends_the_case_with_its_outcome(chat: Chat) -> None:
    chat.say("aki", GRASS)
    chat.wait(days=6)
    assert "それはよかったです" in chat.tap("aki", "つながった")
    assert chat.only().outcome is Outcome.CONNECTED


@pytest.mark.parametrize(
    ("label", "status"), [("まだ", MatchStatus.MATCHED), ("ちがった", MatchStatus.UNMATCHED)]
)
def test_not_yet_and_not_right_come_back_to_a_person(one_desk: Chat, label: str, status: MatchStatus) -> None:
    one_desk.say("aki", GRASS)
    one_desk.wait(days=6)
    answer = one_desk.tap("aki", label)
    assert "職員に伝えて、次のことを考えます" in answer
    assert one_desk.only().state is ConsultationState.WAITING_FOR_PERSON
    assert one_desk.only().match_status is status
    assert "相談 1番" in one_desk.heard("hana")
    assert "草" not in one_desk.heard("hana")


def test_with_nobody_on_duty_not_yet_is_answered_truly(empty_desk: Chat) -> None:
    empty_desk.say("aki", GRASS)
    empty_desk.wait(days=6)
    assert "いまは職員が読んでいません" in empty_desk.tap("aki", "まだ")


def test_an_old_button_of_a_closed_case_opens_it_again(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    one_desk.wait(days=6)
    one_desk.tap("aki", "つながった")
    one_desk.tap("aki", "まだ")
    assert one_desk.only().state is ConsultationState.WAITING_FOR_PERSON
    assert one_desk.only().outcome is None


def test_a_button_of_somebody_else_does_nothing(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    one_desk.wait(days=6)
    data = one_desk.button("aki", "つながった")
    one_desk.happen(one_desk.event("ben", "postback", postback={"data": data}))
    assert one_desk.only().is_open


def test_s33_who_wants_to_be_left_is_never_asked(chat: Chat) -> None:
    chat.say("aki", "支援はいらない。ほっといてほしい")
    before = len(chat.sent_to("aki"))
    chat.wait(days=30)
    assert chat.only().quiet
    assert len(chat.sent_to("aki")) == before


def test_on_violence_it_is_asked_only_where_answers_were_said_to_be_safe(chat: Chat) -> None:
    for person in ("aki", "ben"):
        chat.say(person, "夫に殴られています。こわいです")
    chat.tap("ben", "返信しても安全です")
    before = len(chat.sent_to("aki"))
    chat.wait(days=10)
    assert len(chat.sent_to("aki")) == before
    aki, ben = chat.consultations()
    assert (aki.safe_to_contact, ben.safe_to_contact) == (False, True)


def test_the_question_waits_while_the_person_is_writing(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    one_desk.wait(days=3, hours=23)
    one_desk.say("aki", "庭木の枝もお願いしたいです")
    one_desk.wait(hours=2)
    assert asked(one_desk) == 0
    one_desk.wait(days=5)
    assert asked(one_desk) == 1

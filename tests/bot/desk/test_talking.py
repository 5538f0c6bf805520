"""A coordinator answers in the chat: the bot is quiet but for danger, and comes back."""

import pytest

from bot.desk.talking import NobodyThereError, give_back, take_over
from routing.consultation import ConsultationState
from tests.bot.desk.chat import Chat
from tests.bot.desk.offices import case_of, office

GRASS = "庭の草を刈ってくれる人をさがしています"


def taken(chat: Chat) -> None:
    chat.say("aki", GRASS)
    with office(chat) as at:
        take_over(at, case_of(at, chat))
    chat.work()


def test_the_resident_hears_who_answers_now_and_the_bot_is_quiet(chat: Chat) -> None:
    taken(chat)
    assert "ここからは、職員がお返事します" in chat.heard("aki")
    assert chat.only().state is ConsultationState.WITH_COORDINATOR
    assert chat.only().owner == "account-hana"
    assert chat.say("aki", "木の枝も切ってほしいです") == ""
    assert len(chat.consultations()) == 1
    told = chat.heard("hana")
    assert "書き込みがありました" in told
    assert "枝" not in told


def test_danger_is_answered_at_once_all_the_same(chat: Chat) -> None:
    taken(chat)
    assert "119" in chat.say("aki", "父が倒れて息をしていません")
    assert chat.alerts()


def test_the_bot_comes_back_by_the_button(one_desk: Chat) -> None:
    taken(one_desk)
    with office(one_desk) as at:
        give_back(at, case_of(at, one_desk))
    one_desk.work()
    assert "職員とのお話は、ここまでです" in one_desk.heard("aki")
    assert one_desk.only().state is ConsultationState.ANSWERED
    assert one_desk.say("aki", "こんにちは")


def test_the_bot_comes_back_after_a_day_and_words_without_an_answer_come_back_to_the_queue(
    chat: Chat,
) -> None:
    taken(chat)
    chat.wait(hours=2)
    chat.say("aki", "木の枝も切ってほしいです")
    chat.wait(hours=23)
    assert chat.only().state is ConsultationState.WAITING_FOR_PERSON
    assert chat.say("aki", "こんにちは")


def test_twenty_messages_in_an_hour_tell_the_coordinator_once(one_desk: Chat) -> None:
    taken(one_desk)
    for number in range(20):
        one_desk.say("aki", f"それから、{number}番目のことです")
    assert one_desk.heard("hana").count("書き込みがありました") == 1


def test_a_chat_of_who_blocked_us_cannot_be_taken_over(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    one_desk.does("aki", "unfollow")
    with pytest.raises(NobodyThereError), office(one_desk) as at:
        take_over(at, case_of(at, one_desk))


def test_taking_over_says_nothing_to_who_asked_to_be_left(one_desk: Chat) -> None:
    one_desk.say("aki", "支援はいらない。ほっといてほしい")
    before = len(one_desk.sent_to("aki"))
    with office(one_desk) as at:
        take_over(at, case_of(at, one_desk))
    one_desk.work()
    assert len(one_desk.sent_to("aki")) == before

"""One thought in several bubbles: one memo, one answer; danger never waits."""

import pytest

from routing.urgency import Level
from tests.bot.desk.chat import Chat


def test_three_bubbles_of_one_thought_make_one_memo_and_one_answer(chat: Chat) -> None:
    assert chat.say("aki", "電球が") == ""
    chat.wait(seconds=2)
    assert chat.say("aki", "切れて") == ""
    chat.wait(seconds=2)
    assert "民生委員" in chat.say("aki", "困っちゅう")
    chat.wait(seconds=30)
    assert len(chat.sent_to("aki")) == 1
    memo = chat.only()
    said = [m for m in chat.messages("aki") if m.direction == "in"]
    assert [m.text for m in said] == ["電球が", "切れて", "困っちゅう"]
    assert {m.consultation for m in said} == {memo.id}


def test_three_bubbles_in_one_webhook_make_one_memo_and_one_answer(chat: Chat) -> None:
    answers = chat.happen(*(chat.text("aki", text) for text in ("電球が", "切れて", "困っちゅう")))
    assert len(answers) == 1
    assert chat.only().level is Level.SAME_DAY


def test_half_a_thought_is_answered_when_no_other_half_comes(chat: Chat) -> None:
    assert chat.say("aki", "庭の草が") == ""
    chat.wait(seconds=7)
    assert len(chat.sent_to("aki")) == 1
    assert chat.line.calls == ["reply"]


def test_a_later_bubble_begins_the_wait_anew(one_desk: Chat) -> None:
    one_desk.say("aki", "電球が")
    one_desk.wait(seconds=4)
    one_desk.say("aki", "切れて")
    one_desk.wait(seconds=4)
    assert one_desk.sent_to("aki") == []
    one_desk.wait(seconds=3)
    assert len(one_desk.sent_to("aki")) == 1
    assert len(one_desk.consultations()) == 1


@pytest.mark.parametrize(
    "bubbles", [("もう", "死にたい"), ("もう、", "しにたいです"), ("夫に", "なぐられて", "います")]
)
def test_danger_never_waits_and_is_seen_across_bubbles(one_desk: Chat, bubbles: tuple[str, ...]) -> None:
    for text in bubbles:
        one_desk.say("aki", text)
    assert len(one_desk.alerts()) == 1
    assert "110" in one_desk.heard("aki") or "よりそいホットライン" in one_desk.heard("aki")


def test_a_bubble_that_was_taken_back_while_it_waited_is_in_no_answer(one_desk: Chat) -> None:
    event = one_desk.text("aki", "となりの花子さんが")
    one_desk.happen(event)
    one_desk.does("aki", "unsend", unsend={"messageId": event["message"]["id"]})
    one_desk.wait(seconds=10)
    assert one_desk.sent_to("aki") == []
    assert [m.text for m in one_desk.messages("aki")] == [""]


def test_bubbles_of_somebody_who_blocked_us_are_left(one_desk: Chat) -> None:
    one_desk.say("aki", "電球が")
    one_desk.does("aki", "unfollow")
    one_desk.wait(seconds=10)
    assert one_desk.line.calls == []

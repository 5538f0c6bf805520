"""Guided intake, and notices about somebody else."""

import pytest

from bot.desk.concern import HASTES
from routing.alert import AlertState
from routing.consent import ConsentState
from routing.consultation import ConsultationState, Subject
from routing.urgency import Level
from tests.bot.desk.chat import Chat

ANSWERS = (
    "家族のこと",
    "母の物忘れがひどくて、ひとりで外に出てしまう",
    "半年くらい前から",
    "本町",
    "聞き返してよい",
)


def test_s15_five_answers_become_one_paragraph_and_the_desk_that_fits(chat: Chat) -> None:
    chat.say("mika", "順番に話す")
    for answer in ANSWERS:
        said = chat.say("mika", answer)
    case = chat.only()
    assert case.summary == "".join(f"{answer}。" for answer in ANSWERS)
    assert case.summary in said
    assert not case.incomplete
    assert "ここに相談する" in said


@pytest.mark.parametrize("skipped", range(5))
def test_s15_each_question_can_be_skipped_and_the_summary_holds_the_other_answers_alone(
    one_desk: Chat, skipped: int
) -> None:
    one_desk.say("mika", "順番に話す")
    for number, answer in enumerate(ANSWERS):
        if number == skipped:
            one_desk.tap("mika", "スキップ")
        else:
            one_desk.say("mika", answer)
    given = [answer for number, answer in enumerate(ANSWERS) if number != skipped]
    assert one_desk.only().summary == "".join(f"{answer}。" for answer in given)


def test_s15_whoever_skips_everything_is_heard_by_a_person(one_desk: Chat) -> None:
    one_desk.say("mika", "順番に話す")
    for _ in ANSWERS:
        said = one_desk.say("mika", "スキップ")
    case = one_desk.only()
    assert (case.summary, case.state) == ("", ConsultationState.WAITING_FOR_PERSON)
    assert "職員" in said


def test_s15_whoever_leaves_after_two_answers_is_marked_incomplete_and_not_forgotten(chat: Chat) -> None:
    chat.say("mika", "順番に話す")
    chat.tap("mika", "自分のこと")
    chat.say("mika", "電球が切れて困っている")
    before = len(chat.line.sent)
    chat.wait(minutes=61)
    case = chat.only()
    assert case.incomplete
    assert case.state is ConsultationState.WAITING_FOR_PERSON
    assert case.summary == "自分のこと。電球が切れて困っている。"
    assert chat.sent_to("mika") == [call for call in chat.sent_to("mika") if call in chat.line.sent[:before]]


def test_s21_help_answers_in_the_middle_of_the_intake_which_then_goes_on(one_desk: Chat) -> None:
    one_desk.say("mika", "順番に話す")
    one_desk.say("mika", ANSWERS[0])
    assert "使い方です" in one_desk.say("mika", "ヘルプ")
    assert "いつごろ" in one_desk.say("mika", ANSWERS[1])


def test_danger_in_an_answer_goes_before_the_next_question(one_desk: Chat) -> None:
    one_desk.say("mika", "順番に話す")
    one_desk.say("mika", ANSWERS[0])
    assert "119" in one_desk.say("mika", "母が倒れて息をしていません")
    assert len(one_desk.alerts()) == 1


def test_whoever_wants_no_question_back_gets_no_unasked_message(one_desk: Chat) -> None:
    one_desk.say("mika", "順番に話す")
    for answer in (*ANSWERS[:4], "聞き返さないで"):
        one_desk.say("mika", answer)
    assert one_desk.only().quiet


def test_s38_a_neighbours_notice_is_kept_apart_asks_no_consent_and_offers_no_service(chat: Chat) -> None:
    asked = chat.say("mika", "気になる人がいる")
    assert "ありがとうございます" in asked
    said = chat.say("mika", "裏のおばあさんが最近ごみを出さず、やせてきたように見えます")
    assert "ここに相談する" not in said
    assert "どのくらい急ぐ" in said
    case = chat.only()
    assert (case.subject, case.state) == (Subject.THIRD_PARTY, ConsultationState.WAITING_FOR_PERSON)
    with chat.database.reading() as tx:
        consent = tx.consents.current(case.id)
        assert tx.consultations.notifier(case.id)
    assert consent is not None
    assert consent.state is ConsentState.NOT_ASKED
    chat.tap("mika", "きょう中に")
    assert chat.only().level is Level.SAME_DAY
    assert chat.alerts() == ()


def test_s38_words_of_abuse_make_it_urgent_and_alert_without_a_word_of_them(chat: Chat) -> None:
    chat.say("mika", "気になる人がいる")
    before = len(chat.line.sent)
    said = chat.say("mika", "となりの子どもが毎晩たたかれて泣いています。あざもあります")
    assert "189" in said
    assert "ここに相談する" not in said
    (alert,) = chat.alerts()
    assert alert.state is AlertState.SENT
    case = chat.only()
    assert case.level in {Level.URGENT, Level.EMERGENCY}
    to_staff = str([call.messages for call in chat.line.sent[before:] if call not in chat.sent_to("mika")])
    assert "あざ" not in to_staff
    assert "たたかれ" not in to_staff


def test_s38_the_neighbour_may_say_that_it_is_urgent_and_never_that_it_is_not(one_desk: Chat) -> None:
    one_desk.say("mika", "気になる人がいる")
    one_desk.say("mika", "裏のおばあさんが最近ごみを出さず、やせてきたように見えます")
    assert "119" in one_desk.tap("mika", "いますぐ危ない")
    assert one_desk.only().level is Level.EMERGENCY
    assert len(one_desk.alerts()) == 1
    assert len(HASTES) == 3

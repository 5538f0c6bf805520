"""What the desk does not know: it says so, names the default, and puts a person on it."""

from routing.consultation import ConsultationState, MatchStatus
from tests.bot.desk.chat import Chat


def test_s04_nonsense_is_contact_that_names_the_default_and_said_again_a_memo_in_the_queue(
    chat: Chat,
) -> None:
    default = chat.profile.default.name
    assert default in chat.say("aki", "ああああ")
    assert chat.consultations() == ()
    assert default in chat.say("aki", "ああああ")
    memo = chat.only()
    assert memo.match_status is MatchStatus.UNMATCHED
    assert memo.state is ConsultationState.WAITING_FOR_PERSON
    assert len(chat.consultations(states=(ConsultationState.WAITING_FOR_PERSON,))) == 1


def test_nonsense_of_an_hour_ago_is_forgotten(one_desk: Chat) -> None:
    one_desk.say("aki", "ああああ")
    one_desk.wait(hours=2)
    one_desk.say("aki", "いいいい")
    assert one_desk.consultations() == ()


def test_a_plea_without_a_matter_is_asked_for_more_and_not_called_nonsense(one_desk: Chat) -> None:
    answer = one_desk.say("aki", "困っています")
    assert "もう少しだけ教えてください" in answer
    assert "意味がよくわかりません" not in answer


def test_words_that_say_nothing_alone_just_after_an_answer_open_nothing(one_desk: Chat) -> None:
    one_desk.say("aki", "電球が切れて困っています")
    assert "別の言い方" in one_desk.say("aki", "こまっちゅう")
    assert len(one_desk.consultations()) == 1


def test_s14_an_accusation_goes_to_a_person_and_none_of_it_is_said_again(one_desk: Chat) -> None:
    answer = one_desk.say("aki", "隣の佐藤さんは生活保護をごまかして、パチンコばかりしている。調べてほしい")
    assert not [word for word in ("生活保護", "パチンコ", "佐藤", "ごまか") if word in answer]
    assert one_desk.only().state is ConsultationState.WAITING_FOR_PERSON


def test_s33_who_refuses_help_is_left_in_peace_and_a_coordinator_knows(one_desk: Chat) -> None:
    answer = one_desk.say("aki", "支援はいらない。かまわないで")
    assert "こちらからは連絡しません" in answer
    memo = one_desk.only()
    assert memo.quiet
    assert memo.state is ConsultationState.WAITING_FOR_PERSON
    one_desk.wait(days=10)
    assert len(one_desk.sent_to("aki")) == 1


def test_another_language_gets_numbers_and_hand_over_in_it_and_a_person(one_desk: Chat) -> None:
    answer = one_desk.say("aki", "Tôi không biết phải hỏi ai về con tôi")
    assert "Quầy này trả lời bằng tiếng Nhật" in answer
    assert "119" in answer
    assert "110" in answer
    assert one_desk.only().state is ConsultationState.WAITING_FOR_PERSON
    assert "Đã báo cho nhân viên trực" in one_desk.tap("aki", "人と話したい")


def test_a_language_we_have_no_words_in_is_answered_in_english(one_desk: Chat) -> None:
    assert "This desk answers in Japanese" in one_desk.say("aki", "안녕하세요 쓰레기는 어디에 버려요")
    assert "This desk answers in Japanese" in one_desk.say("ben", "日本語わからない")


def test_danger_in_another_language_begins_in_that_language(one_desk: Chat) -> None:
    answer = one_desk.say("aki", "I want to die")
    assert answer.startswith("Please call one of these numbers")
    assert one_desk.only().level == "emergency"

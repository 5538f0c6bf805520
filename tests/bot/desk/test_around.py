"""Around the words: hello and good-bye, groups, what is taken back, and what a person asks about their own data."""

import pytest

from bot.desk.upkeep import warm_up
from routing.consultation import ConsultationState
from storage.database import Database
from storage.residents import Talk
from tests.bot.desk.chat import Chat, line_id, open_desk, words

MENU = ("相談する", "電話で話す", "近くの窓口", "今すぐ危ない")


def talk_to_coordinator(chat: Chat, person: str) -> None:
    with chat.database.transaction() as tx:
        resident = tx.residents.find_line_user(chat.slug, line_id(person))
        assert resident is not None
        tx.residents.set_talk(resident.id, Talk.COORDINATOR)


def test_s21_a_new_friend_is_welcomed_with_everything_they_should_know(chat: Chat) -> None:
    hello = chat.does("aki", "follow", follow={"isUnblocked": False})
    for said in (
        "お名前は書かなくて",
        "119",
        "110",
        "在留資格",
        "消して",
        chat.profile.municipality.telephone,
        *MENU,
    ):
        assert said in hello
    assert "読む時間は 夜も休みの日も、いつでも" in hello


def test_s21_a_town_that_nobody_reads_for_says_so(empty_desk: Chat) -> None:
    assert "読む職員が決まっていません" in empty_desk.does("aki", "follow")


def test_s21_whoever_blocks_us_gets_nothing_and_whoever_comes_back_is_greeted_shortly(one_desk: Chat) -> None:
    one_desk.does("aki", "follow")
    assert one_desk.does("aki", "unfollow") == ""
    with one_desk.database.reading() as tx:
        resident = tx.residents.find_line_user(one_desk.slug, line_id("aki"))
    assert resident is not None
    assert not resident.active
    assert "おかえりなさい" in one_desk.does("aki", "follow", follow={"isUnblocked": True})
    with one_desk.database.reading() as tx:
        assert tx.residents.get(resident.id).active


def test_s21_help_is_answered_always_even_while_a_question_is_open(one_desk: Chat) -> None:
    one_desk.say("aki", "近くの窓口")
    assert "使い方です" in one_desk.say("aki", "ヘルプ")
    talk_to_coordinator(one_desk, "aki")
    assert "使い方です" in one_desk.say("aki", "使い方")
    assert one_desk.alerts() == ()


def test_s21_a_town_without_a_night_route_is_warned_of_at_start(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    open_desk(sqlite_database)
    warm_up(open_desk(sqlite_database, "komae").desk)
    warned = [
        record.__dict__["municipality"]
        for record in caplog.records
        if record.message == "town.no_night_route"
    ]
    assert warned == ["komae"]


def test_a_group_is_told_that_it_is_no_place_for_a_worry_and_nobody_in_it_becomes_a_resident(
    chat: Chat,
) -> None:
    group = {"type": "group", "groupId": "C" + "0" * 32}
    (said,) = chat.happen(chat.event("aki", "join") | {"source": group})
    assert "グループの中では" in said
    member = group | {"userId": line_id("aki")}
    assert chat.happen(chat.text("aki", "母の介護で困っています") | {"source": member}) == []
    with chat.database.reading() as tx:
        assert tx.residents.find_line_user(chat.slug, line_id("aki")) is None


def test_events_that_another_module_answers_are_left_to_it(one_desk: Chat) -> None:
    assert one_desk.happen(one_desk.text("aki", "電球が切れて困っています") | {"mode": "standby"}) == []
    assert one_desk.consultations() == ()


def test_what_is_taken_back_is_gone_everywhere(chat: Chat) -> None:
    event = chat.text("aki", "秘密の言葉です。電球が切れて困っています")
    chat.happen(event)
    assert chat.does("aki", "unsend", unsend={"messageId": event["message"]["id"]}) == ""
    assert [m.text for m in chat.messages("aki") if m.direction == "in"] == [""]
    assert len(chat.consultations()) == 1
    with chat.database.reading() as tx:
        assert [e.reason for e in tx.erasures.ledger()] == ["unsent"]


def test_what_is_taken_back_before_it_was_handled_is_never_stored(chat: Chat) -> None:
    event = chat.text("aki", "秘密の言葉です")
    unsend = chat.event("aki", "unsend", unsend={"messageId": event["message"]["id"]})
    chat.happen(unsend)
    assert chat.happen(event) == []
    assert all(m.text == "" for m in chat.messages("aki"))


def test_erasing_is_asked_once_and_said_with_the_same_sentence(chat: Chat) -> None:
    chat.say("aki", "庭の草を刈ってほしい")
    assert "消してよいですか" in chat.say("aki", "消して")
    assert "職員の記録は、決まりの期間残ります" in chat.tap("aki", "消す")
    assert chat.messages("aki") == ()
    assert chat.only().resident is not None or chat.only().number == 1


def test_an_old_button_does_not_erase_and_no_means_no(one_desk: Chat) -> None:
    one_desk.say("aki", "消して")
    data = one_desk.button("aki", "消す")
    assert "消さずに" in one_desk.tap("aki", "消さない")
    one_desk.wait(days=3)
    one_desk.happen(one_desk.event("aki", "postback", postback={"data": data}))
    assert len(one_desk.messages("aki")) > 2


def test_while_a_coordinator_talks_the_bot_is_quiet_except_for_danger(chat: Chat) -> None:
    chat.say("aki", "人と話したい")
    talk_to_coordinator(chat, "aki")
    assert chat.say("aki", "電球が切れて困っています") == ""
    assert chat.does("aki", "sticker", packageId="1", stickerId="2") == ""
    assert chat.does("aki", "image") == ""
    memo = chat.only()
    assert {m.consultation for m in chat.messages("aki")} == {memo.id}
    assert "119" in chat.say("aki", "母が倒れて返事をしません")


def test_who_waits_for_a_person_hears_how_things_stand(one_desk: Chat) -> None:
    assert "お知らせを送ります" in one_desk.say("aki", "人と話したい")
    one_desk.wait(minutes=3)
    assert "知らせてあります" in one_desk.say("aki", "まだですか")
    assert one_desk.only().state is ConsultationState.WAITING_FOR_PERSON
    assert len(one_desk.sent_to("hana")) == 1


def test_on_violence_nothing_shows_on_the_lock_screen_and_safety_is_asked(one_desk: Chat) -> None:
    one_desk.say("aki", "夫に殴られています")
    (sent,) = one_desk.sent_to("aki")
    assert sent.messages[0]["text"] == "お返事があります"
    assert {m.get("altText", "お返事があります") for m in sent.messages} == {"お返事があります"}
    assert "こちらからは送りません" in one_desk.tap("aki", "返信しないで")
    assert one_desk.only().quiet
    later = one_desk.sent_to("aki")[-1].messages
    assert later[0]["text"] == "お返事があります"


def test_a_neighbour_who_tells_of_violence_is_not_spoken_to_as_the_victim(one_desk: Chat) -> None:
    answer = one_desk.say("aki", "隣の奥さんが夫に殴られています")
    assert "気にかけてくださって" in answer
    assert "返信しても安全ですか" not in answer
    assert words(one_desk.sent_to("aki")[0].messages).startswith("お返事があります")

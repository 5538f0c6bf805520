"""Whatever is written, an answer comes that names a destination or a person, and every message is accounted for."""

import json

import pytest

from bot.line.signature import sign
from storage.database import Database
from storage.tables.events import EventState
from tests.bot.desk.chat import SECRET, Chat, line_id, open_desk, words

LONG = "昨日から調子が悪くて、病院にも行けず、買い物にも行けません。" * 50
SAID = (
    "寝室の電球が切れて困っています",
    "母の介護のことで相談したい",
    "庭の草を刈ってくれる人はいませんか",
    "近所に集まれる場所はありますか",
    "隣の人が三日も姿を見せません",
    "ああああ",
    "😀",
    LONG[:1500],
    "ありがとう",
    "こんにちは",
    "人と話したい",
    "ヘルプ",
    "支援はいりません",
    "I need help with my visa",
    "子どもが学校に行きたがりません",
    "家賃が払えそうにありません",
    "近所の人がごみの日を守らない。わざとだと思う",
    "!?!?",
    "ラーメン屋のおすすめは",
    "消して",
)


def test_s01_twenty_messages_of_twenty_people_are_each_answered_and_accounted_for(chat: Chat) -> None:
    people = [f"person-{number}" for number in range(len(SAID))]
    for person, text in zip(people, SAID, strict=True):
        assert chat.post(chat.text(person, text)) == 200
    chat.work()
    chat.wait(seconds=10)
    assert len(LONG[:1500]) == 1500
    numbered = {consultation.id for consultation in chat.consultations()}
    for person, text in zip(people, SAID, strict=True):
        (said,) = [m for m in chat.messages(person) if m.direction == "in"]
        assert said.consultation in numbered or (said.consultation is None and said.note), text
        answers = chat.sent_to(person)
        assert len(answers) == 1, text
        assert _helps(chat, words(answers[0].messages), contact=said.consultation is None), text
    assert not [m for m in chat.messages("person-5") if m.consultation]


def _helps(chat: Chat, answer: str, *, contact: bool) -> bool:
    names = [destination.name for destination in chat.profile.offered]
    person = ("職員", "人と話したい", "いつでも書いてください", "staff member", "どちらに近い", "どれに近い")
    return contact or any(name in answer for name in names) or any(word in answer for word in person)


def test_s01_a_wrong_missing_or_doubled_signature_is_refused_and_nothing_is_written(chat: Chat) -> None:
    body = json.dumps({"events": [chat.text("aki", "電球が切れた")]}).encode()
    good = sign(body, SECRET)
    for headers in (
        {"X-Line-Signature": sign(body, "another")},
        {"X-Other": "1"},
        {"X-Line-Signature": f"{good},{good}"},
    ):
        assert chat.post_body(body, **headers) == 400
    chat.work()
    assert chat.line.calls == []
    with chat.database.reading() as tx:
        assert sum(tx.events.counts().values()) == 0
        assert tx.residents.find_line_user(chat.slug, line_id("aki")) is None


def test_s01_the_same_event_twice_is_one_row_and_one_answer(chat: Chat) -> None:
    event = chat.text("aki", "電球が切れて困っています")
    again = event | {"deliveryContext": {"isRedelivery": True}, "replyToken": "another"}
    assert [chat.post(event), chat.post(event, again), chat.post(again)] == [200, 200, 200]
    chat.work()
    with chat.database.reading() as tx:
        assert tx.events.counts()[EventState.DONE] == 1
    assert len(chat.consultations()) == 1
    assert len(chat.sent_to("aki")) == 1


def test_a_batch_of_several_people_is_answered_person_by_person(one_desk: Chat) -> None:
    events = [one_desk.text(person, "電球が切れて困っています") for person in ("aki", "ben", "chie")]
    answers = one_desk.happen(*events)
    assert len(answers) == 3
    assert len({sent.to for sent in one_desk.line.sent}) == 3
    assert len(one_desk.consultations()) == 3


@pytest.mark.parametrize(("kind", "word"), [("image", "写真"), ("video", "動画"), ("file", "ファイル")])
def test_what_a_machine_cannot_read_goes_to_a_person_with_the_numbers(
    one_desk: Chat, kind: str, word: str
) -> None:
    answer = one_desk.does("aki", kind)
    assert word in answer
    assert "119" in answer
    assert "職員も、あとで読みます" in answer
    assert one_desk.only().state == "waiting_for_person"


def test_a_voice_message_says_that_a_machine_cannot_listen(one_desk: Chat) -> None:
    answer = one_desk.does("aki", "audio")
    assert "機械には聞き取れません" in answer
    assert "119" in answer


def test_a_sticker_is_kind_contact_and_no_matter(one_desk: Chat) -> None:
    assert "スタンプ" in one_desk.does("aki", "sticker", packageId="1", stickerId="2")
    assert one_desk.consultations() == ()


def test_a_message_of_an_unknown_kind_is_answered_and_an_unknown_event_is_not(one_desk: Chat) -> None:
    assert "この形のもの" in one_desk.does("aki", "hologram")
    assert one_desk.happen(one_desk.event("aki", "beacon", beacon={"hwid": "1"})) == []


def test_a_long_letter_is_thanked_for(one_desk: Chat) -> None:
    assert "たくさん書いてくれて、ありがとうございます" in one_desk.say(
        "aki", "庭の草を刈ってほしいです。" * 60
    )


def test_an_answer_comes_by_the_reply_token_and_by_push_when_it_is_spent(one_desk: Chat) -> None:
    one_desk.post(one_desk.text("aki", "電球が切れて困っています"))
    one_desk.clock.advance(seconds=70)
    one_desk.work()
    assert one_desk.line.calls == ["push"]
    one_desk.say("aki", "ありがとう")
    assert one_desk.line.calls == ["push", "reply"]


def test_nobody_learns_of_another_towns_people(sqlite_database: Database) -> None:
    first, second = open_desk(sqlite_database), open_desk(sqlite_database, "kochi")
    first.say("aki", "電球が切れて困っています")
    second.say("aki", "電球が切れて困っています")
    assert (first.only().number, second.only().number) == (1, 1)
    assert first.only().resident != second.only().resident

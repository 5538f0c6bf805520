"""消して, 取り消し and what is held: what goes, what stays, and what the person is told of it."""

from datetime import timedelta

from bot.desk.retaining import purge_due
from routing.outgoing import OutgoingState
from routing.retention import Kind
from storage.database import Database
from storage.learning import Lesson, LessonId
from storage.messages import MessageState
from tests.bot.desk.chat import line_id, open_desk


def test_the_answer_to_erasing_says_for_how_many_years_the_record_of_the_staff_stays(
    database: Database,
) -> None:
    chat = open_desk(database)
    chat.say("tomi", "寝室の電球が切れて困っています")
    assert "消してよいですか" in chat.say("tomi", "消して")
    assert "職員の記録は、決まりの期間残ります（終わってから5年）" in chat.tap("tomi", "消す")
    with database.reading() as tx:
        assert tx.residents.find_line_user(chat.slug, line_id("tomi")) is None
        assert [line.reason for line in tx.erasures.ledger()] == ["asked"]


def test_where_no_years_are_set_the_notice_says_that_there_is_a_rule(database: Database) -> None:
    chat = open_desk(database, "komae")
    chat.say("tomi", "消して")
    assert "職員の記録は、決まりの期間残ります。" in chat.tap("tomi", "消す")


def test_whoever_asks_is_told_the_days_and_the_years(database: Database) -> None:
    chat = open_desk(database)
    said = chat.say("tomi", "記録はいつまで残りますか")
    assert "180日で消えます" in said
    assert "終わってから5年" in said


def test_an_unsent_message_goes_with_its_reasons_lessons_and_pending_answer(database: Database) -> None:
    chat = open_desk(database)
    event = chat.text("tomi", "寝室の電球が切れて困っています")
    chat.post(event)
    from bot.desk.handle import handle_next  # noqa: PLC0415 - the answer is to be still pending

    handle_next(chat.desk, "w")
    case = chat.only()
    with database.transaction() as tx:
        tx.learning.learn(
            Lesson(LessonId("l1"), chat.slug, "H-001", "電球が切れて", chat.clock.now(), consultation=case.id)
        )
        learned = tx.municipalities.get(chat.slug).learned_version
    chat.post(chat.event("tomi", "unsend", unsend={"messageId": event["message"]["id"]}))
    handle_next(chat.desk, "w")
    with database.reading() as tx:
        assert [m.text for m in tx.messages.of_consultation(case.id) if m.author == "resident"] == [""]
        assert all(not c.because for a in tx.answers.of_consultation(case.id) for c in a.decision.candidates)
        assert tx.learning.lessons(chat.slug) == ()
        assert tx.municipalities.get(chat.slug).learned_version > learned
        (voided,) = tx.outgoing.of_consultation(case.id)
        assert (voided.state, voided.last_error) == (OutgoingState.VOID, "unsent")
        assert [line.reason for line in tx.erasures.ledger()] == ["unsent"]
    chat.work()
    assert chat.sent_to("tomi") == []


def test_a_suspected_abuse_is_held_back_from_erasure_and_everybody_is_told_the_same(
    database: Database,
) -> None:
    chat = open_desk(database)
    said = "隣の家で子どもがたたかれて泣き叫んでいます。あざもあります"
    chat.say("tomi", said)
    chat.say("ume", "ごみの出し方がわかりません")
    answers = []
    for person in ("tomi", "ume"):
        chat.say(person, "消して")
        answers.append(chat.tap(person, "消す"))
    assert answers[0] == answers[1]
    assert said in [message.text for message in chat.messages("tomi")]
    assert chat.messages("ume") == ()
    chat.clock.advance(days=366)
    purge_due(chat.desk)
    assert chat.messages("tomi") == ()


def test_what_is_past_its_time_goes_by_the_timetable_without_anybody_asking(database: Database) -> None:
    chat = open_desk(database)
    chat.say("tomi", "こんにちは")
    assert purge_due(chat.desk) == 0
    chat.clock.advance(days=181)
    assert purge_due(chat.desk) > 0
    with database.reading() as tx:
        assert tx.residents.find_line_user(chat.slug, line_id("tomi")) is None
        beat = tx.heartbeats.get("retention")
        assert beat is not None
        assert beat.last_ok == chat.clock.now()
        due = tx.retention.due(
            chat.slug, Kind.CONTACT, before=chat.clock.now() - timedelta(days=180), now=chat.clock.now()
        )
    assert due == 0


def test_an_erased_message_keeps_its_row_so_that_it_still_counts(database: Database) -> None:
    chat = open_desk(database)
    chat.say("tomi", "寝室の電球が切れて困っています")
    case = chat.only()
    chat.say("tomi", "消して")
    chat.tap("tomi", "消す")
    with database.reading() as tx:
        said = tx.messages.of_consultation(case.id)
        assert said
        assert {message.state for message in said} == {MessageState.ERASED}
        assert tx.consultations.get(case.id).number == case.number

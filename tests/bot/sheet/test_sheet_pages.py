"""A sheet in its receiver's hands: the door, the answers, and everything that goes wrong on the way."""

from datetime import timedelta

import pytest

from routing.consultation import ConsultationState, Outcome
from routing.referral import DeclineReason, ReferralState
from tests.bot.desk.chat import Chat
from tests.bot.desk.offices import ADDRESS, NAME, PHONE, case_of, office
from tests.bot.sheet.receivers import GRASS, Receiver, receiver_of, text_of

PERSONAL = (NAME, PHONE, ADDRESS, GRASS)


def test_a_link_shows_nothing_before_the_code_and_everything_after(chat: Chat) -> None:
    receiver = receiver_of(chat)
    door = receiver.get()
    assert door.status_code == 200
    assert not [word for word in PERSONAL if word in door.text]
    page = text_of(receiver.come_in())
    assert all(word in page for word in PERSONAL)
    assert receiver.stands().state is ReferralState.SENT


def test_the_way_from_receipt_to_the_outcome(chat: Chat) -> None:
    receiver = receiver_of(chat)
    receiver.come_in()
    assert "受け取りを送り元に知らせました" in receiver.get(receiver.post("/receive").location[-14:]).text
    assert receiver.stands().state is ReferralState.RECEIVED
    receiver.post("/answer", {"answer": "accepted", "note": "あす電話します"})
    assert receiver.stands().state is ReferralState.ACCEPTED
    answer = receiver.post("/report", {"outcome": "connected", "note": "草刈りをしました"})
    assert answer.status_code == 303
    assert receiver.stands().outcome is Outcome.CONNECTED
    assert chat.only().state is ConsultationState.CLOSED
    after = receiver.get()
    assert "中身は表示しません" in after.text
    assert not [word for word in PERSONAL if word in after.text]


def test_a_forwarded_link_opens_nowhere_else(receiver: Receiver) -> None:
    receiver.come_in()
    other = receiver.another_browser()
    assert NAME not in other.get().text
    assert other.post("/answer", {"answer": "declined", "reason": "other"}).status_code == 200
    assert other.get("/sheet.pdf").status_code == 404
    assert receiver.stands().state is ReferralState.SENT
    # The code goes to the known address, whoever asks for it.
    other.post("/code")
    receiver.chat.work()
    assert {mail.to for mail in receiver.chat.mailer.sent} <= {
        "tsunagi@shakyo.hoozuki.example",
        "hana@desk.example",
    }


def test_a_code_opens_once_and_one_browser_at_a_time(receiver: Receiver) -> None:
    receiver.post("/code")
    code = receiver.code()
    assert receiver.post("/open", {"code": code}).status_code == 303
    other = receiver.another_browser()
    assert other.post("/open", {"code": code}).status_code == 422
    other.come_in()
    assert NAME in other.get().text
    assert NAME not in receiver.get().text


def test_guessing_codes_ends_after_a_few_and_the_right_one_is_dead_then(receiver: Receiver) -> None:
    receiver.post("/code")
    code = receiver.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert "番号が違うか" in receiver.post("/open", {"code": wrong}).text
    assert receiver.post("/open", {"code": code}).status_code == 422
    for _ in range(20):
        receiver.post("/open", {"code": wrong})
    assert "続けて試せる回数を超えました" in receiver.post("/open", {"code": wrong}).text


def test_codes_are_not_sent_without_end(receiver: Receiver) -> None:
    for _ in range(8):
        answer = receiver.post("/code")
    receiver.chat.work()
    assert answer.status_code == 422
    assert sum("確認番号です" in mail.body for mail in receiver.chat.mailer.sent) == 5


def test_a_code_ends_after_ten_minutes(receiver: Receiver) -> None:
    receiver.post("/code")
    code = receiver.code()
    receiver.chat.clock.advance(minutes=11)
    assert receiver.post("/open", {"code": code}).status_code == 422


def test_a_link_from_last_year_is_renewed_to_the_known_address_alone(receiver: Receiver) -> None:
    receiver.chat.wait(days=9)
    receiver.token = receiver.newest_token()
    receiver.chat.clock.advance(days=365)
    ended = receiver.get()
    assert ended.status_code == 410
    assert "期限が切れています" in ended.text
    assert "送りました" in receiver.post("/renew").text
    fresh = receiver.another_browser()
    fresh.token = receiver.newest_token()
    assert fresh.token != receiver.token
    assert NAME in text_of(fresh.come_in())


def test_a_guessed_link_says_that_there_is_nothing(receiver: Receiver) -> None:
    for token in ("x", "a" * 32, "../console", "%00"):
        receiver.token = token
        assert receiver.get().status_code == 404


def test_an_answered_sheet_answered_again_says_so_and_keeps_what_was_typed(receiver: Receiver) -> None:
    receiver.come_in()
    first = receiver.post("/answer", {"answer": "accepted"})
    assert first.status_code == 303
    second = receiver.post(
        "/answer", {"answer": "declined", "reason": "capacity", "note": "やはり手いっぱいでした"}
    )
    assert second.status_code == 409
    assert "もう済んでいます" in second.text
    assert "やはり手いっぱいでした" in second.text
    assert receiver.stands().state is ReferralState.ACCEPTED


def test_two_clicks_and_the_back_button_do_it_once(receiver: Receiver) -> None:
    receiver.come_in()
    form = {"answer": "declined", "reason": "capacity", "note": "来月なら行けます"}
    assert receiver.post("/answer", form).status_code == 303
    again = receiver.post("/answer", form)
    assert again.status_code == 409
    assert "来月なら行けます" in again.text
    assert receiver.stands().decline_reason is DeclineReason.CAPACITY
    with receiver.chat.database.reading() as tx:
        steps = [change.after for change in tx.referrals.changes(receiver.referral)]
    assert steps == [ReferralState.DRAFTED, ReferralState.SENT, ReferralState.DECLINED]


@pytest.mark.parametrize(
    ("path", "form", "sentence"),
    [
        ("/answer", {}, "ひとつ選んでください"),
        ("/answer", {"answer": "stopped"}, "ひとつ選んでください"),
        ("/answer", {"answer": "declined", "note": "残る言葉"}, "引き受けられない理由を選んでください"),
        ("/answer", {"answer": "accepted", "note": "あ" * 2_001}, "長すぎます"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    receiver: Receiver, path: str, form: dict[str, str], sentence: str
) -> None:
    receiver.come_in()
    answer = receiver.post(path, form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert form.get("note", "") in answer.text
    assert receiver.stands().state is ReferralState.SENT


def test_a_hand_back_wants_its_reason_and_keeps_both_owners(receiver: Receiver) -> None:
    receiver.come_in()
    receiver.post("/answer", {"answer": "accepted"})
    assert "戻す理由を書いてください" in receiver.post("/hand-back", {"note": " "}).text
    assert receiver.post("/hand-back", {"note": "役割が決まりました"}).status_code == 303
    back = receiver.stands()
    assert (back.handed_back_from, back.handed_back_to) == ("H-001", "account-hana")


def test_a_form_from_elsewhere_or_without_its_token_does_nothing(receiver: Receiver) -> None:
    receiver.come_in()
    assert receiver.post("/answer", {"answer": "accepted"}, site="cross-site").status_code == 403
    assert receiver.post("/answer", {"answer": "accepted", "form_token": "0" * 64}).status_code == 403
    assert receiver.stands().state is ReferralState.SENT


def test_a_withdrawn_sheet_is_gone_in_the_open_browser_too(receiver: Receiver) -> None:
    receiver.come_in()
    with office(receiver.chat) as at:
        from bot.desk.withdrawing import withdraw  # noqa: PLC0415 - the one use of it here

        assert withdraw(at, case_of(at, receiver.chat), how="phone")
    assert receiver.get().status_code == 404
    assert receiver.post("/answer", {"answer": "accepted"}).status_code == 404
    assert receiver.stands().state is ReferralState.STOPPED


def test_the_session_ends_with_the_working_day(receiver: Receiver) -> None:
    receiver.come_in()
    receiver.chat.clock.advance(hours=9)
    assert NAME not in receiver.get().text


def test_every_opening_and_answer_stands_in_the_trail_without_content(receiver: Receiver) -> None:
    receiver.come_in()
    receiver.post("/answer", {"answer": "accepted", "note": "秘密の言葉"})
    with receiver.chat.database.reading() as tx:
        trail = tx.audit.page(None, limit=20)
    assert {"sheet.open", "sheet.answered"} <= {entry.action for entry in trail}
    assert "秘密の言葉" not in str(trail)


def test_the_page_may_load_nothing_and_sends_its_address_nowhere(receiver: Receiver) -> None:
    headers = receiver.get().headers
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}


def test_a_link_lasts_fourteen_days(receiver: Receiver) -> None:
    expires = receiver.stands().token_expires_at
    assert expires is not None
    assert expires - receiver.chat.clock.now() == timedelta(days=14)

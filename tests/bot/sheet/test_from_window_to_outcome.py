"""From the pharmacy's counter to "it worked": relay with consent, sheet, answer, outcome seen at the window."""

import pytest

from bot.desk.referring import NotSentError, Refusal
from bot.desk.sheet_paper import read_paper
from routing.sheet import PERSONAL, SheetField
from tests.bot.desk.chat import Chat
from tests.bot.desk.offices import COUNCIL, drafted, sent
from tests.bot.relay.shop import Browser, Shop, open_shop, text_of
from tests.bot.sheet.receivers import Receiver, pages_of

NAME, PHONE = "鈴掛ほのか", "0999-55-0199"


def receiver_at(chat: Chat) -> Receiver:
    """Send the one case's sheet and return its receiver, inside."""
    receiver = Receiver(chat, pages_of(chat), sent(chat, COUNCIL).id)
    receiver.token = receiver.newest_token()
    receiver.come_in()
    return receiver


def at_counter(chat: Chat) -> tuple[Shop, Browser]:
    shop = open_shop(chat)
    shop.hire("clerk")
    return shop, shop.browser("clerk")


def test_s06_the_window_sees_that_it_worked_and_no_word_of_how(chat: Chat) -> None:
    shop, counter = at_counter(chat)
    shop.relay(counter, name=NAME, phone=PHONE)
    receiver = receiver_at(chat)
    assert NAME in receiver.get().text
    assert "連絡済" in text_of(counter.get("/relay/list"))
    receiver.post("/receive")
    receiver.post("/answer", {"answer": "accepted", "note": "あす電話します"})
    receiver.post("/report", {"outcome": "connected", "note": "民生委員と訪問しました"})
    seen = text_of(counter.get("/relay/list"))
    assert "完了" in seen
    assert "つながりました" in seen
    assert not [word for word in ("あす電話します", "訪問しました", NAME) if word in seen]


def test_a_visitor_who_said_no_has_a_sheet_without_a_person(chat: Chat) -> None:
    shop, counter = at_counter(chat)
    shop.relay(counter, consent="refused")
    # What the clerk took down are the visitor's words; staff write a summary of their own.
    with pytest.raises(NotSentError) as refused:
        drafted(chat, COUNCIL, summary=chat.only().summary)
    assert refused.value.why is Refusal.LEAK_WORDS
    fields = read_paper(sent(chat, COUNCIL).sheet).fields
    assert not PERSONAL & set(fields)
    assert fields[SheetField.SUMMARY] == "庭の手入れを頼みたい方です。"

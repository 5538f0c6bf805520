"""A 民生委員's own telephone never reaches a resident, whatever they ask and tap."""

import json

from bot.desk.knowing import keep_profile
from tests.bot.desk.chat import Chat
from tests.clocks import OFFICE_HOURS
from tests.knowledge.towns import full_town

OWN_NUMBER, OWN_NAME = "0999-77-7777", "担当の係"


def test_a_contact_of_staff_is_in_nothing_that_a_resident_or_a_coordinator_is_sent(one_desk: Chat) -> None:
    with one_desk.database.transaction() as tx:
        keep_profile(tx, one_desk.slug, full_town(), source="with contacts", now=OFFICE_HOURS)
    said = [
        one_desk.say("tome", "民生委員さんに相談したい"),
        one_desk.tap("tome", "ここに相談する"),
        one_desk.say("sato", "民生委員さんの電話番号を教えてください"),
        one_desk.say("kato", "隣の人が倒れている"),
    ]
    sent = json.dumps(
        [message for call in one_desk.line.sent for message in call.messages], ensure_ascii=False
    )
    assert "民生委員" in "".join(said)
    for told in (*said, sent, *(mail.body for mail in one_desk.mailer.sent)):
        assert OWN_NUMBER not in told
        assert OWN_NAME not in told
